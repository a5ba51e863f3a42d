"""The line through some points."""

from collections.abc import Sequence


def slope(places: Sequence[float], values: Sequence[float]) -> float:
    """Return the rise of the values by one step of the places, by least squares."""
    middle, mean = sum(places) / len(places), sum(values) / len(values)
    across = sum((place - middle) ** 2 for place in places)
    pairs = zip(places, values, strict=True)
    return sum((place - middle) * (value - mean) for place, value in pairs) / across
