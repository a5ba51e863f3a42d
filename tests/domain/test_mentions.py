"""Entities, phrases and names in answers: what an answer says was named must have been said."""

from typing import Any

import pytest

from callinsight.facts import unsaid_facts
from tests.domain.speech import a_transcript, a_turn

SAID = [
    ("agent", "Thanks for calling T-Mobile, my name is Anna."),
    ("customer", "Hi, this is M A R I A Gonzalez. I want to cancel my premium plan, please."),
    ("agent", "You pay forty-five dollars and twenty cents, Ms. Gonzalez, since May third."),
    ("customer", "My number is five five five"),
    ("agent", "Mm-hm."),
    ("customer", "one two three four. Mail me at anna dot lee at gmail dot com."),
    ("customer", "Anna's colleague José said the Galaxy phones are at 50 percent."),
]
CALL = a_transcript(
    turns=[a_turn(text, n, speaker=who, role=who) for n, (who, text) in enumerate(SAID, start=1)],
    language="en",
)


def found(answers: dict[str, Any]) -> list[tuple[str, str]]:
    return [(finding.path, finding.reason) for finding in unsaid_facts(answers, CALL)]


def entity(text: str, turn: int, kind: str = "other") -> dict[str, Any]:
    fields = {"type": kind, "text": text, "turn_id": turn}
    return {"entities": [{**fields, "normalised": "2026-05-01", "personal": True}]}


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("T-Mobile", 1),
        ("T Mobile", 1),
        ("Anna", 1),
        ("Maria Gonzalez", 2),
        ("Anna", 7),
        ("Jose", 7),
        ("Galaxy phone", 7),
        ("$45.20", 3),
        ("45.20 dollars", 3),
        ("forty-five dollars", 3),
        ("May 3rd", 3),
        ("May 3", 3),
        ("555-1234", 4),
        ("5551234", 4),
        ("anna.lee@gmail.com", 6),
        ("50%", 7),
    ],
)
def test_an_entity_stands_in_its_turn_in_any_form(text: str, turn: int) -> None:
    assert found(entity(text, turn)) == []


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("Berlin", 1),
        ("Maria Gonzalez", 1),
        ("Maria Lopez", 2),
        ("$46.20", 3),
        ("€45.20", 3),
        ("May 4th", 3),
        ("555-1235", 4),
        ("5", 1),
        ("bob.lee@gmail.com", 6),
        ("dollars", 2),
        ("", 2),
    ],
)
def test_an_entity_that_its_turn_does_not_hold_is_told(text: str, turn: int) -> None:
    assert found(entity(text, turn)) == [("/entities/0", "entity_not_said")]


def test_entities_of_another_form_are_texts_like_others() -> None:
    assert found({"entities": ["Berlin", "$46", {"text": "May 4th", "turn": 3}]}) == [
        ("/entities/1", "amount_not_said"),
        ("/entities/2/text", "date_not_said"),
    ]


def test_a_part_of_a_word_is_not_said() -> None:
    assert (
        found(entity("Ann", 1)) == found(entity("nna", 1)) == [("/entities/0", "entity_not_said")]
    )
    assert found(entity("Berlin 45 dollars", 3)) == [("/entities/0", "entity_not_said")]


def test_key_phrases_must_be_said() -> None:
    said = ["cancel my premium plan", "Premium Plan", "45 dollars and 20 cents", "555 1234"]
    assert found({"key_phrases": said}) == []
    unsaid = ["lawsuit", "cancel premium plan", "46 dollars", "plan please You"]
    assert found({"key_phrases": ["my name", *unsaid]}) == [
        (f"/key_phrases/{n}", "phrase_not_said") for n in range(1, 5)
    ]


def test_products_and_competitors_must_be_named() -> None:
    good = [
        {"text": text, "quote": "q"} for text in ("Premium plan", "the Galaxy phone", "T-Mobile")
    ]
    bad = [{"text": text, "quote": "q"} for text in ("Vodafone", "plan service", "Galaxy tablet")]
    assert found({"products": good, "competitors": good}) == []
    assert found({"competitors": [good[0], *bad]}) == [
        (f"/competitors/{n}/text", "name_not_said") for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    "answer",
    [
        "The customer Maria called.",
        "The customer, Maria Gonzalez, spoke with the agent Anna.",
        "The customer May called.",
        "Customer Wants Refund",
        "Agent Resolves Issue",
        "Prof. Gonzalez and Señora Gonzalez",
        "The agent introduced herself as Anna.",
        "The agent IT told the customer about it.",
        "Her name is Maria. Customer Service called.",
    ],
)
def test_names_that_were_said_may_be_told(answer: str) -> None:
    assert found({"summary": answer}) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"summary": "The customer Julia called."},
        {"summary": "Señor Perez called."},
        {"summary": "Prof. Miller called."},
        {"summary": "Mr. Anna Miller called."},
        {"summary": "A caller named Peter"},
        {"summary": "Her name is Julia."},
        {"summary": "el cliente Juan"},
        {"customer": {"name": "Maria Smith"}},
        {"customer_name": "Julia"},
        {"agentName": "Julia"},
        {"last_name": "Mr. Smith"},
    ],
)
def test_names_that_nobody_said_are_told(answer: dict[str, Any]) -> None:
    assert {reason for _, reason in found(answer)} - {"date_not_said"} == {"name_not_said"}


def test_a_name_with_its_title_is_the_name() -> None:
    assert found({"customer_name": "Ms. Maria Gonzalez", "name": "Dr. Gonzalez"}) == []
