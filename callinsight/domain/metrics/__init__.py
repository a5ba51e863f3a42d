"""Talk metrics: arithmetic on the times at which speakers are audible, and on what they say.

docs/metrics.md has the definitions. `talk` puts together what the other files measure;
what cannot be known is None with a reason, never 0.
"""
