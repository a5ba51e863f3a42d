"""`callinsight calls explain`: what shaped an analysis, and the exact bytes a model was sent for it."""

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callinsight.cli.errors import FAILED
from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.domain.explanation import Rebuilt
    from callinsight.explaining import Explanation


def explain_analysis(
    call_id: str,
    analysis: Annotated[
        str | None, typer.Option(help="Id of an analysis; by default the one the call shows.")
    ] = None,
    request: Annotated[
        int | None, typer.Option(min=1, help="Write only this request's bytes, to stdout.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Tell what shaped an analysis; make its requests again and compare them with what was sent."""
    use_running_stack()
    from callinsight.services import services

    found = asyncio.run(services().explaining.explained(call_id, analysis))
    if request is not None:
        _write_body(found, request)
        return
    if as_json:
        print(json.dumps(_document(found), indent=2, ensure_ascii=False))
    else:
        _print(found)
    if any(each.problem for each in found.requests) or found.problem:
        raise typer.Exit(FAILED)


def _write_body(found: "Explanation", number: int) -> None:
    if number > len(found.requests):
        raise typer.BadParameter(f"there are {len(found.requests)}", param_hint="--request")
    rebuilt = found.requests[number - 1]
    if rebuilt.body is None:
        print(f"Error: {rebuilt.problem}", file=sys.stderr)
        raise typer.Exit(FAILED)
    sys.stdout.buffer.write(rebuilt.body)
    sys.stdout.buffer.flush()
    if rebuilt.problem:
        print(f"Note: {rebuilt.problem}.", file=sys.stderr)


def _document(found: "Explanation") -> dict[str, Any]:
    made_by = found.analysis.provenance.model_dump(mode="json", exclude={"requests"})
    return {
        "analysis_id": found.analysis_id,
        "made_by": made_by,
        "code_version": found.code_version,
        "problem": found.problem,
        "requests": [
            {
                **each.place.model_dump(mode="json"),
                "rebuilt": each.body is not None,
                "same": each.is_same,
                "problem": each.problem,
            }
            for each in found.requests
        ],
    }


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        parts = ((name.replace("_", " "), part) for name, part in value.items() if part)
        return ", ".join(f"{name} {_told(part)}" for name, part in parts)
    return "; ".join(map(_told, value)) if isinstance(value, list) else str(value)


def _print(found: "Explanation") -> None:
    from callinsight.cli.tables import harmless, print_table

    document = _document(found)
    print(f"Analysis {found.analysis_id}, explained by code {found.code_version}\n")
    for name, value in document["made_by"].items():
        if value not in (None, [], {}):
            print(f"  {name:<22} {harmless(_told(value))}")
    print()
    print_table(
        ["  REQUEST", "QUESTION", "BYTES", "SHA-256", ""],
        [
            [
                f"  {number}",
                _place(each),
                str(each.place.size_bytes),
                each.place.sha256,
                _says(each),
            ]
            for number, each in enumerate(found.requests, start=1)
        ],
        whole=4,
    )
    if found.problem:
        print(f"\nThe requests cannot be made again. {harmless(found.problem)}")


def _place(each: "Rebuilt") -> str:
    place = each.place
    number = "" if place.kind == "question" else f", {place.kind} {place.number}"
    return f"{place.question}{number}{f', {place.again}' if place.again else ''}"


def _says(each: "Rebuilt") -> str:
    if each.problem:
        return each.problem
    if not each.is_same:
        return "made again; no hash was kept then"
    return "the same bytes" if not each.place.found else "the same bytes; paid by an earlier run"
