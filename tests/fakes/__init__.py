"""In-memory stand-ins for the outside world; each obeys the contract tests of the real adapter."""
