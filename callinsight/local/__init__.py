"""The embedded stack: everything CallInsight needs, on this machine, on loopback only."""
