"""The steps of a call: what tasks do, without knowing who runs them."""
