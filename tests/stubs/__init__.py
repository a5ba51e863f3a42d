"""Stand-ins for the providers that speak their protocols over the wire."""
