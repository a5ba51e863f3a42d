"""How long a test waits for what must come.

It is no measure of speed: a wait ends when what it waits for is there, and only a machine under
heavy load, or a failing test, comes near it.
"""

PATIENCE = 60.0
