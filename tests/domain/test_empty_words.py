"""Words that say nothing are no answer, wherever a model writes them."""

from typing import Any

import pytest

from callinsight.domain.call_analysis import fields_schema
from callinsight.domain.empty_words import without_empty_words
from callinsight.domain.saying_nothing import says_nothing


@pytest.mark.parametrize(
    "text",
    """
    n/a|N/A.|n.a|N. A.|NA|-|\u2014|...||none|None.|Unknown.|(not specified)|[Not provided]|"n/a"|*TBD*
    No information|No information was provided|not discussed|not mentioned in the call|Not applicable
    None mentioned|It was not stated during this conversation|no details given|not explicitly stated
    unbekannt|nicht bekannt|Keine Angabe|k. A.|desconocido|Desconocida|no se menciona|non pr\u00e9cis\u00e9
    n\u00e3o informado|sconosciuto|n.v.t.|\u65e0|\u65e0\u3002|\u4e0d\u660e|\u063a\u064a\u0631 \u0645\u0639\u0631\u0648\u0641|\u043d\u0435\u0438\u0437\u0432\u0435\u0441\u0442\u043d\u043e
    """.strip()
    .replace("\n", "|")
    .split("|"),
)
def test_such_a_text_says_nothing(text: str) -> None:
    assert says_nothing(text.strip())


@pytest.mark.parametrize(
    "text",
    """
    No|no.|No answer|Nothing.|Nein|Ana|Nina|Noneya|Unknown caller rang twice|It is not available on Mondays|0|$|+1|Nate
    The refund was not mentioned in the offer|Not resolved|not satisfied|None of the trackers work
    No data plan|no, thanks|Nothing works|\u65e0\u7ebf|Keine Verbindung|Open|TBD Logistics|\U0001f600|-5
    """.strip()
    .replace("\n", "|")
    .split("|"),
)
def test_such_a_text_says_something(text: str) -> None:
    assert not says_nothing(text.strip())


def cleaned(**answer: Any) -> dict[str, Any]:
    return without_empty_words(answer, fields_schema(tuple(answer)))


def test_such_words_become_null_also_where_a_text_is_asked_for() -> None:
    assert cleaned(customer={"name": "N/A", "emotion_arc": "not mentioned", "effort": None}) == {
        "customer": {"name": None, "emotion_arc": None, "effort": None}
    }
    assert cleaned(summary={"headline": "n/a", "short": "A refund.", "long": "Unknown."}) == {
        "summary": {"headline": None, "short": "A refund.", "long": None}
    }
    assert cleaned(disposition_code="(none)") == {"disposition_code": None}


def test_lists_lose_such_entries() -> None:
    told = {"id": "refund", "label": "Refund", "path": ["money", "n/a"], "turn_ids": [1]}
    topics = [told, {"id": "none", "label": "None", "path": [], "turn_ids": []}]
    said = {"text": "It broke.", "quote": "None", "turn_ids": [1]}
    found = cleaned(
        key_phrases=["n/a", "a refund"], topics=topics, issues=[said, {**said, "text": "N/A"}]
    )
    assert found == {
        "key_phrases": ["a refund"],
        "topics": [{**told, "path": ["money"]}],
        "issues": [said],
    }


def test_a_claim_that_says_nothing_is_none() -> None:
    claim: dict[str, Any] = {
        "text": "not mentioned",
        "said_by": None,
        "turn_ids": [],
        "quote": "",
        "confidence": 0,
    }
    assert cleaned(reason_for_call=claim) == {"reason_for_call": None}
    resolution = {"status": "resolved", "evidence": claim, "first_contact": None}
    assert cleaned(resolution=resolution)["resolution"]["evidence"] is None


def test_a_value_that_the_schema_lists_is_one_and_numbers_keep_their_places() -> None:
    assert cleaned(churn_risk={"level": "none", "evidence": None})["churn_risk"]["level"] == "none"
    quarters = {"per_quarter": [1, None, 0, 2], "turning_points": []}
    assert cleaned(sentiment=quarters) == {"sentiment": quarters}


def test_what_the_schema_does_not_know_stays() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {}}}
    answer = {"a": "n/a", "b": "n/a", "c": "n/a"}
    assert without_empty_words(answer, schema) == {"a": None, "b": "n/a", "c": "n/a"}
