"""The parts of the bench; each can be measured alone."""
