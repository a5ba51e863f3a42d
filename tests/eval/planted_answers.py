"""Answers about calls: whole ones that agree with themselves, and the same with two that cannot.

How an answer was made decides what it is, never the code under test.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Answers = dict[str, Any]
Chance = random.Random


@dataclass(frozen=True)
class PlantedAnswers:
    """The answers about one call, and what was planted in them; `kind` is None for nothing."""

    kind: str | None
    answers: Answers


def consistent(count: int, seed: int = 1) -> Iterator[PlantedAnswers]:
    """Yield answers that a careful person could give."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    stories = list(_STORIES.values())
    for number in range(count):
        yield PlantedAnswers(None, stories[number % len(stories)](chance))


def contradictory(of_each: int, seed: int = 2) -> Iterator[PlantedAnswers]:
    """Yield consistent answers with two in them that cannot both be true."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    for kind, (story, plant) in _PLANTS.items():
        for _ in range(of_each):
            answers = _STORIES[story](chance)
            plant(answers, chance)
            yield PlantedAnswers(kind, answers)


def _claim(text: str, **more: Any) -> Answers:
    claim = {"text": text, "quote": "t", "turn_ids": [1], "said_by": None, "confidence": 0.9}
    return {**claim, **more}


def _base(chance: Chance) -> Answers:
    first = chance.randint(2, 4)
    return {
        "actions_taken": [_claim("The agent looked up the account")],
        "action_items": [],
        "commitments": [_claim("The agent sends a confirmation by e-mail")],
        "complaints": [],
        "callback": {"is_callback": False, "requested": False, "when": None, "evidence": None},
        "escalation": {"requested": False, "done": False, "evidence": None},
        "chapters": [
            {"title": "greeting", "first_turn": 1, "last_turn": first},
            {"title": "concern", "first_turn": first + 1, "last_turn": 9},
            {"title": "goodbye", "first_turn": 10, "last_turn": 12},
        ],
    }


def _moods(quarters: Sequence[float], agent: float, chance: Chance) -> Answers:
    customer = round(sum(quarters) / 4 + chance.uniform(-0.5, 0.5), 1)
    start, end = quarters[0] + chance.choice([-1, 0, 1]), quarters[-1] + chance.choice([-1, 0, 1])
    ends = {"sentiment_start": max(-5, min(5, start)), "sentiment_end": max(-5, min(5, end))}
    overall = round((customer + agent) / 2, 1)
    mood = {"overall": overall, "customer": customer, "agent": agent, "per_quarter": list(quarters)}
    return {"sentiment": mood, "customer": {**ends, "effort": chance.choice([1, 2, 3])}}


def _solved(chance: Chance) -> Answers:
    """Settled; the customer may have been angry at first, and may have a form to send."""
    quarters = chance.choice([[-4, -2, 1, 4], [0, 1, 2, 3], [2, 2, 3, 4], [-2, -2, 0, 3]])
    items = [_claim("The customer sends the form back", owner="customer", due=None)]
    return {
        **_base(chance),
        **_moods(quarters, chance.choice([1, 2, 3]), chance),
        "resolution": {"status": "resolved", "first_contact": chance.random() < 0.5},
        "action_items": items if chance.random() < 0.5 else [],
        "complaints": [_claim("The wait was long")] if chance.random() < 0.5 else [],
        "churn_risk": {"level": chance.choice(["none", "low"])},
        "csat_predicted": {"value": chance.choice([4, 5]), "confidence": 0.8},
        "resolved": chance.choice(["yes", True, "Yes, by a refund", None]),
    }


def _open(chance: Chance) -> Answers:
    """Not settled: somebody has to act, and may have to call back."""
    calls = chance.random() < 0.5
    when = chance.choice(["tomorrow", None]) if calls else None
    text = "Call the customer back" if calls else "Send the customer a replacement"
    return {
        **_base(chance),
        **_moods(chance.choice([[-1, -2, -2, -1], [0, -1, -1, 0], [-3, -4, -4, -3]]), 1.0, chance),
        "resolution": {"status": chance.choice(["partial", "unresolved"]), "first_contact": None},
        "action_items": [_claim(text, owner=chance.choice(["agent", "other"]), due=when)],
        "callback": {"is_callback": False, "requested": calls, "when": when, "evidence": None},
        "complaints": [_claim("It is broken again")],
        "churn_risk": {"level": chance.choice(["low", "medium", "high"])},
        "csat_predicted": {"value": chance.choice([2, 3]), "confidence": 0.6},
        "resolved": chance.choice(["no", False, None, "not yet"]),
    }


def _passed_on(chance: Chance) -> Answers:
    """Somebody else took over, because the customer asked."""
    return {
        **_base(chance),
        **_moods(chance.choice([[-2, -3, -4, -3], [-5, -5, -4, -4], [0, -2, -2, -1]]), 0.0, chance),
        "resolution": {"status": "escalated", "first_contact": False},
        "escalation": {"requested": True, "done": True, "evidence": None},
        "callback": {"is_callback": True, "requested": None, "when": None, "evidence": None},
        "action_items": [_claim("The supervisor decides on the refund", owner="other", due=None)],
        "complaints": [_claim("Nobody helps")],
        "churn_risk": {"level": chance.choice(["medium", "high"])},
        "csat_predicted": {"value": chance.choice([1, 2]), "confidence": 0.6},
        "escalated": chance.choice(["yes", True, None]),
        "resolved": chance.choice(["no", False, None]),
    }


def _unknown(chance: Chance) -> Answers:
    """Hardly anything can be told."""
    keep = chance.sample(["callback", "escalation", "actions_taken", "chapters"], 2)
    base = {name: value for name, value in _base(chance).items() if name in keep}
    moods = {"overall": None, "customer": None, "agent": None, "per_quarter": [None] * 4}
    return {
        **base,
        "resolution": None,
        "sentiment": moods,
        "churn_risk": None,
        "csat_predicted": None,
    }


_STORIES: dict[str, Callable[[Chance], Answers]] = {
    "solved": _solved,
    "open": _open,
    "passed on": _passed_on,
    "unknown": _unknown,
}


def _agent_item(chance: Chance) -> Answers:
    text = chance.choice(["Send a technician", "Refund the second charge", "Check the meter"])
    return _claim(text, owner=chance.choice(["agent", "other", None]), due=None)


def _call_back_item(chance: Chance) -> Answers:
    texts = ["Call the customer back on Friday", "Give her a call back", "Schedule a callback"]
    return _claim(chance.choice(texts), owner="agent", due=None)


def _set(group: str, **fields: Any) -> Callable[[Answers, Chance], None]:
    return lambda answers, chance: answers.__setitem__(
        group, {**(answers.get(group) or {}), **fields}
    )


def _own(name: str, *values: Any) -> Callable[[Answers, Chance], None]:
    return lambda answers, chance: answers.__setitem__(name, chance.choice(values))


def _added(name: str, item: Callable[[Chance], Answers]) -> Callable[[Answers, Chance], None]:
    return lambda answers, chance: answers.__setitem__(name, [*answers[name], item(chance)])


def _all(*plants: Callable[[Answers, Chance], None]) -> Callable[[Answers, Chance], None]:
    def plant(answers: Answers, chance: Chance) -> None:
        for each in plants:
            each(answers, chance)

    return plant


def _repeated_action(answers: Answers, chance: Chance) -> None:
    answers["action_items"] = [_claim("the agent looked up the account.", owner="customer")]


def _chapters(answers: Answers, chance: Chance) -> None:
    chapters = answers["chapters"]
    chapters[0], chapters[2] = chapters[2], chapters[0]


def _chapter_backwards(answers: Answers, chance: Chance) -> None:
    answers["chapters"][1].update(first_turn=9, last_turn=chance.randint(5, 8))


def _chapters_overlap(answers: Answers, chance: Chance) -> None:
    answers["chapters"][1]["first_turn"] -= 1


_Plant = tuple[str, Callable[[Answers, Chance], None]]
_PLANTS: dict[str, _Plant] = {
    "resolved, the agent has to act": ("solved", _added("action_items", _agent_item)),
    "own `resolved`, the agent has to act": (
        "open",
        _all(_set("resolution", status=None), _own("resolved", "yes", True, "Yes, at last")),
    ),
    "resolved, a call back wanted": ("solved", _set("callback", requested=True, when="Monday")),
    "resolved, somebody took over": ("solved", _set("escalation", requested=True, done=True)),
    "resolved, own `resolved` no": ("solved", _own("resolved", "no", False, "No, not at all")),
    "unresolved, own `resolved` yes": (
        "passed on",
        _own("resolved", "yes", True, "Yes, completely"),
    ),
    "resolved, csat 1": ("solved", _set("csat_predicted", value=1)),
    "escalated, nobody took over": ("passed on", _set("escalation", done=False)),
    "escalated, nobody asked, nobody knows": (
        "passed on",
        _all(_set("escalation", requested=False, done=None), _own("escalated", None)),
    ),
    "escalation done, own `escalated` no": ("passed on", _own("escalated", "no", False)),
    "escalation done, not requested": ("passed on", _set("escalation", requested=False)),
    "a time, no call back wanted": ("solved", _set("callback", when="tomorrow at three")),
    "no call back wanted, one to be made": (
        "open",
        _all(_set("callback", requested=False, when=None), _added("action_items", _call_back_item)),
    ),
    "first contact, a call back": (
        "solved",
        _all(_set("resolution", first_contact=True), _set("callback", is_callback=True)),
    ),
    "done, and still to be done": ("solved", _repeated_action),
    "no risk of leaving, furious": (
        "passed on",
        _all(
            _set("churn_risk", level="none"),
            _set("sentiment", customer=-5, overall=-3, per_quarter=[-5, -5, -5, -4]),
            _set("customer", sentiment_start=-5, sentiment_end=-4),
        ),
    ),
    "complaints, delighted": (
        "open",
        _all(
            _set("sentiment", customer=5, overall=3, per_quarter=[4, 5, 5, 5]),
            _set("customer", sentiment_start=4, sentiment_end=5),
        ),
    ),
    "unresolved, csat 5": (
        "open",
        _all(_set("resolution", status="unresolved"), _set("csat_predicted", value=5)),
    ),
    "csat 5, greatest effort": (
        "solved",
        _all(_set("csat_predicted", value=5), _set("customer", effort=5)),
    ),
    "csat 5, furious at the end": (
        "solved",
        _all(_set("csat_predicted", value=5), _set("customer", sentiment_end=-5)),
    ),
    "csat 1, delighted at the end": (
        "passed on",
        _all(_set("csat_predicted", value=1), _set("customer", sentiment_end=5)),
    ),
    "overall above both": ("passed on", _set("sentiment", overall=5, customer=-4, agent=-5)),
    "overall below both": ("solved", _set("sentiment", overall=-4, customer=2, agent=3)),
    "customer above every quarter": (
        "open",
        _all(
            _set("sentiment", customer=4, overall=2, per_quarter=[-3, -4, -2, -3]),
            _set("customer", sentiment_start=-3, sentiment_end=-2),
        ),
    ),
    "customer below every quarter": (
        "solved",
        _all(
            _set("sentiment", customer=-4, overall=-1, per_quarter=[2, 2, 3, 4]),
            _set("customer", sentiment_start=1, sentiment_end=4),
        ),
    ),
    "start against the first quarter": (
        "solved",
        _all(_set("sentiment", per_quarter=[4, 2, 2, 3]), _set("customer", sentiment_start=-4)),
    ),
    "end against the last quarter": (
        "open",
        _all(_set("sentiment", per_quarter=[-1, -1, -1, -4]), _set("customer", sentiment_end=3)),
    ),
    "chapters in another order": ("solved", _chapters),
    "a chapter backwards": ("open", _chapter_backwards),
    "chapters overlap": ("passed on", _chapters_overlap),
}
