"""What is learnt from the ledger and from calls that are done: tokens by words, words and USD by seconds."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from statistics import mode

from callinsight.domain.analysis import Usage
from callinsight.domain.call import Call
from callinsight.domain.cost import undated
from callinsight.domain.estimate import Asked, EarlierAnalysis, UsageByWords, asked_by
from callinsight.domain.ledger import LedgerLine
from callinsight.domain.profile import Profile
from callinsight.ports.calls import CallQuery, CallStore
from callinsight.ports.ledger import Ledger
from callinsight.ports.profiles import ProfileStore

SAMPLE = 60  # the newest calls of a profile tell enough, and reading more makes people wait


@dataclass(frozen=True)
class Learnt:
    """What earlier calls tell of those to come; None where they tell nothing.

    `answered_by` is the model that answers, and is paid, where the profile's model is asked.
    """

    usage: UsageByWords | None
    answered_by: str | None
    analyses: int
    words_per_second: float | None
    transcription_usd_per_second: float | None


@dataclass(frozen=True)
class _Known:
    """An analysis of the ledger, with the model that was asked and the one that answered."""

    model: str
    answered_by: str
    analysis: EarlierAnalysis


class EarlierUsage:
    """Looks at the newest calls of a profile, and at those of others only if these tell nothing."""

    def __init__(self, calls: CallStore, ledger: Ledger, profiles: ProfileStore) -> None:
        self._calls = calls
        self._ledger = ledger
        self._profiles = profiles

    async def of(self, profile: Profile) -> Learnt:
        """Return what is known: of the profile and its model, else of the profile, else of the model."""
        calls = await self._newest(profile.profile_id)
        known = await self._analyses(calls, profile.profile_id)
        of_model = _of_model(known, profile.openai_model)
        chosen = of_model or known
        if not chosen:
            calls = await self._newest(None)
            chosen = of_model = _of_model(await self._analyses(calls, None), profile.openai_model)
        return Learnt(
            usage=UsageByWords([each.analysis for each in chosen]) if chosen else None,
            answered_by=mode(each.answered_by for each in of_model) if of_model else None,
            analyses=len(chosen),
            words_per_second=_words_per_second(calls),
            transcription_usd_per_second=_usd_per_second(calls),
        )

    async def _newest(self, profile_id: str | None) -> list[Call]:
        page = await self._calls.list_calls(CallQuery(profile_id=profile_id, limit=SAMPLE))
        found = await asyncio.gather(*(self._calls.get(call.call_id) for call in page.calls))
        return [call for call in found if call is not None and call.transcript is not None]

    async def _analyses(self, calls: Sequence[Call], profile_id: str | None) -> list[_Known]:
        lines = await asyncio.gather(*(self._ledger.of_call(call.call_id) for call in calls))
        questions: dict[tuple[str, int], Asked | None] = {}
        known: list[_Known] = []
        for call, of_call in zip(calls, lines, strict=True):
            for (asked, version, model), analysis in _by_version(of_call).items():
                if profile_id not in {None, asked}:
                    continue
                place = (asked, version)
                if place not in questions:
                    profile = await self._profiles.get(asked, version)
                    questions[place] = asked_by(profile) if profile else None
                if (what := questions[place]) is not None:
                    answered_by = mode(line.model for line in analysis)
                    known.append(_Known(model, answered_by, _analysis(call, analysis, what)))
        return known


def _by_version(lines: Sequence[LedgerLine]) -> dict[tuple[str, int, str], list[LedgerLine]]:
    """Return a call's lines by profile, version and model that was asked; with repairs and repeats."""
    found: dict[tuple[str, int, str], list[LedgerLine]] = {}
    for line in lines:
        if line.step == "analyze" and line.usage is not None:
            place = (line.profile_id, line.profile_version, line.asked_model or line.model)
            found.setdefault(place, []).append(line)
    return found


def _analysis(call: Call, lines: Sequence[LedgerLine], asked: Asked) -> EarlierAnalysis:
    """Return one analysis; a version that analyzed the call several times used a mean of them."""
    version = (lines[0].profile_id, lines[0].profile_version)
    usage = sum((line.usage for line in lines if line.usage), Usage())
    times = sum((each.profile_id, each.profile_version) == version for each in call.analyses)
    share = partial(_share, times=max(times, 1))
    return EarlierAnalysis(
        words=call.transcript.words if call.transcript else 0,
        asked=asked,
        usage=Usage(
            input_tokens=share(usage.input_tokens),
            cached_tokens=share(usage.cached_tokens),
            cache_write_tokens=share(usage.cache_write_tokens),
            output_tokens=share(usage.output_tokens),
        ),
    )


def _share(tokens: int, times: int) -> int:
    return round(tokens / times)


def _of_model(known: Sequence[_Known], model: str) -> list[_Known]:
    return [each for each in known if undated(each.model) == undated(model)]


def _words_per_second(calls: Sequence[Call]) -> float | None:
    heard = [(c.transcript.words, c.duration_seconds) for c in calls if c.transcript]
    return _ratio([(words, seconds) for words, seconds in heard if seconds])


def _usd_per_second(calls: Sequence[Call]) -> float | None:
    """Leave out what cost nothing: an engine of this machine heard it, or a document was read."""
    paid = [
        (call.costs.get(call.transcript.answer or ""), call.duration_seconds)
        for call in calls
        if call.transcript
    ]
    return _ratio([(usd, seconds) for usd, seconds in paid if usd and seconds])


def _ratio(pairs: Sequence[tuple[float, float]]) -> float | None:
    return sum(of for of, _ in pairs) / sum(by for _, by in pairs) if pairs else None
