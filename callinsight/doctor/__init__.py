"""What stands between a call and its completion, found out without paying anything."""
