"""The nouns and rules of call analysis; pure: no clock, no network, no files."""
