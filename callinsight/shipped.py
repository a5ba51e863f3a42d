"""Data that comes with CallInsight: the folder `deployments`, beside the package."""

from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "deployments"
