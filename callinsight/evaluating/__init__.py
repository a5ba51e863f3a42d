"""Versions of profiles beside each other, over calls that have a transcript."""
