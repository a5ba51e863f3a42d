"""Tests of the pure domain: no clock, no network, no files but the recorded events."""
