"""What CallInsight costs in time, memory and CPU, beside its rivals: `make bench`."""
