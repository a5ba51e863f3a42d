"""`callinsight profiles evaluate`: a version beside the current one, over the golden set."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.profile_versions import AsJson
from callinsight.cli.running_stack import use_running_stack
from callinsight.domain.evaluation_report import CALLS_OF_THE_GATE

if TYPE_CHECKING:
    from callinsight.domain.version_comparison import VersionComparison
    from callinsight.domain.version_report import VersionReport

MostCalls = Annotated[
    int, typer.Option("--calls", min=1, max=1000, help="How many calls at most are asked about.")
]
CallsOfTheGate = Annotated[
    int,
    typer.Option(
        "--calls",
        min=CALLS_OF_THE_GATE,
        max=1000,
        help="How many calls at most are asked about; fewer would let no version pass.",
    ),
]


def evaluate_version(
    profile_id: str,
    version: Annotated[int, typer.Option(min=1, help="The version to try.")],
    most_calls: MostCalls = CALLS_OF_THE_GATE,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask a version about the calls of the golden set; 1 if it is worse than the current one.

    Requests are paid, but none twice; nothing is transcribed.
    """
    use_running_stack()
    from callinsight.services import services

    work = services().evaluating.compare(profile_id, version, most_calls=most_calls)
    comparison = asyncio.run(work)
    if as_json:
        print(comparison.model_dump_json())
    else:
        print_comparison(comparison)
    if comparison.worse:
        raise typer.Exit(1)


def print_comparison(comparison: "VersionComparison") -> None:
    """Print what both versions achieved, then each answer in which they differ."""
    from callinsight.cli.tables import print_table

    old, new = comparison.current, comparison.candidate
    before = {field.pointer: field for field in old.fields}
    rows = [
        [name, left, right]
        for (name, left), (_, right) in zip(_figures(old), _figures(new), strict=True)
    ]
    rows += [
        [
            f"{field.pointer} (F1, exact)",
            f"{share(before[field.pointer].f1)}, {share(before[field.pointer].exact)}",
            f"{share(field.f1)}, {share(field.exact)}",
        ]
        for field in new.fields
    ]
    print_table(["", f"CURRENT {old.version}", f"VERSION {new.version}"], rows)
    differing = [field for field in comparison.fields if field.current != field.candidate]
    if differing:
        print()
        print_table(
            ["CALL", "FIELD", "EXPECTED", f"CURRENT {old.version}", f"VERSION {new.version}"],
            [
                [
                    f.call_id,
                    f.pointer,
                    *(told(value) for value in (f.expected, f.current, f.candidate)),
                ]
                for f in differing
            ],
        )
    worse = ", ".join(comparison.worse)
    than = ", ".join(map(str, comparison.worse_than))
    verdict = f"Version {new.version} is worse than version {than} by {worse}."
    print(verdict if worse else "It is not worse.")


def _figures(report: "VersionReport") -> list[tuple[str, str]]:
    from callinsight.cli.tables import money

    seconds = report.mean_seconds
    return [
        ("calls", str(report.calls)),
        ("labels", str(report.labels)),
        ("agreement", share(report.agreement)),
        ("schema valid", share(report.schema_valid)),
        ("evidence verified", share(report.evidence_verified)),
        ("calls with evidence", share(report.with_evidence)),
        ("cost", money(report.cost_usd)),
        ("seconds per call", "" if seconds is None else f"{seconds:.1f}"),
    ]


def share(value: float | None) -> str:
    """Return a share in percent; nothing for what is unknown."""
    return "" if value is None else f"{value:.0%}"


def told(value: object) -> str:
    """Return an answer as a cell: a text as it is, anything else as JSON."""
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
