"""The outside world, one system a file: clients come in, domain values and errors go out."""
