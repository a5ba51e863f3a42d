"""Facts in answers: what was said in any of the ways people say it is found, what was not is told."""

import time
from typing import Any

import pytest

from callinsight.facts import unsaid_facts
from tests.domain.speech import a_transcript, a_turn


def reasons(*said: str, answer: Any, language: str = "en") -> list[str]:
    """What is wrong with an answer about a call of these turns, said in turns."""
    turns = [
        a_turn(text, number, speaker=f"c{number % 2}") for number, text in enumerate(said, start=1)
    ]
    found = unsaid_facts({"text": answer}, a_transcript(turns=turns, language=language))
    return [finding.reason for finding in found]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        # Read out one by one, in groups, with an oh, doubled.
        ("It's four four one nine two seven.", "The order number is 441927."),
        ("It's 4, 4, 1. 9, 2, 7.", "The order number is 441927."),
        ("That is 4419 27.", "Order 441927."),
        ("forty-four nineteen twenty-seven", "Order 441927."),
        ("four four um one nine two seven", "Order 441927."),
        ("My zip is nine oh two one oh.", "ZIP 90210"),
        ("9 oh 2 1 oh", "ZIP 90210"),
        ("The pin is 1 2 3 4.", "PIN 1234"),
        ("in room two oh five", "Room 205"),
        ("flight B A two eight three", "Flight BA283"),
        ("call five double five one two three four", "Call 555-1234."),
        ("it's oh two oh seven nine four six oh nine five eight", "Call 020 7946 0958."),
        ("it's oh two oh seven nine four six oh nine five eight", "Call +44 20 7946 0958."),
        ("plus one two oh two four five six eleven eleven", "Call (202) 456-1111."),
        ("The last four of four four one nine two seven", "It ends in 1927."),
        # Years.
        ("in twenty twenty five", "in 2025"),
        ("since nineteen eighty five", "since 1985"),
        ("in two thousand and nine", "in 2009"),
        ("June 2nd, '71", "1971"),
        ("in the nineties", "in the 1990s"),
        # Prices.
        ("nineteen ninety nine a month", "It costs $19.99."),
        ("three ninety nine", "It costs $3.99."),
        ("It was one fifty.", "It cost $150."),
        ("twenty five fifty", "It cost $25.50."),
        ("one twenty five fifty", "It cost $125.50."),
        ("two oh five", "It costs $2.05."),
        ("forty five dollars and twenty cents", "It cost $45.20, so 45 dollars and 20 cents."),
        ("forty five twenty", "It cost $45.20."),
        ("It is five hundred.", "He pays $500."),
        ("a five hundred dollar fee", "A $500 fee."),
        ("five hundred US dollars", "$500"),
        ("fifteen hundred bucks", "$1,500"),
        ("ten k", "$10,000"),
        ("10k dollars", "$10,000"),
        ("ten grand", "$10,000"),
        ("1.5 million dollars", "$1,500,000"),
        ("one point five million dollars", "$1.5 million"),
        ("two and a half million dollars", "$2.5 million"),
        ("half a million dollars", "$500,000"),
        ("$1,500,000", "$1.5M"),
        ("just a dollar", "$1"),
        ("a couple of dollars", "$2"),
        ("a buck fifty", "$1.50"),
        ("a quarter of a million dollars", "$250,000"),
        ("a grand", "$1,000"),
        ("half a percent", "0.5%"),
        ("fifty euro cents", "€0.50"),
        ("45 cents", "$0.45"),
        ("$45.20", "45 dollars and 20 cents"),
        ("twenty five percent off", "25% off"),
        ("25 per cent off", "25 percent off"),
        ("between twenty and thirty dollars", "$20-30"),
        ("five dollars twenty minutes ago", "$5, 20 minutes ago"),
        ("may twenty twenty five", "May 2025"),
        # Units and ordinals.
        ("a thirty-day trial", "a 30-day trial"),
        ("a thirty day trial", "a 30-day trial"),
        ("seven to ten business days", "7 to 10 days"),
        ("within 5 to 10 days", "in 5-10 business days"),
        ("charged twice", "charged 2 times"),
        ("half an hour", "30 minutes"),
        ("two weeks", "14 days"),
        ("24 months", "2 years"),
        ("an hour and a half", "1.5 hours"),
        ("the twenty-third floor", "23rd floor"),
        ("wait a second", "2 issues, called 3 times"),
        ("twelve hundred people", "1,200 people"),
        # Times.
        ("at three pm", "at 15:00"),
        ("at three", "at 3 pm"),
        ("at half past three", "at 3:30"),
        ("at quarter to four", "at 3:45"),
        ("at ten to four", "at 3:50"),
        ("three thirty", "3:30 PM"),
        ("at noon", "at 12 pm"),
        ("three in the afternoon", "at 15:00"),
        ("five o'clock", "at 5 pm"),
        ("fifteen thirty", "15:30"),
        # Dates.
        ("on the 15th", "on May 15"),
        ("on the fifteenth", "2026-05-15"),
        ("on May third", "2026-05-03"),
        ("on May third twenty twenty five", "2025-05-03"),
        ("the third of May", "May 3, 2026"),
        ("on 3/5", "May 3rd"),
        ("on the 3rd of march", "Mar 3"),
        ("in may", "in May"),
        ("my march statement", "the March statement"),
        ("that is free", "It costs $0."),
        ("on wednesday", "On Wednesday"),
        ("on May 3rd", "On May 3rd, in May"),
        # No facts at all.
        ("you may march on", "It may march on. No one called one day."),
        ("from nine to five", "open from 9 to 5"),
    ],
)
def test_a_true_fact_is_found_in_every_way_to_say_it(said: str, answer: str) -> None:
    assert reasons(said, answer=answer) == []


@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        ("de", "am dritten Mai", "2026-05-03"),
        ("de", "am dritten Mai", "am 3. Mai"),
        ("de", "am fünfzehnten", "am 15. Mai"),
        ("de", "um halb vier", "um 15:30"),
        ("de", "um drei Uhr", "um 15 Uhr"),
        ("de", "drei Euro fünfzig", "3,50 €"),
        ("de", "neunzehnhundertfünfundachtzig", "1985"),
        ("de", "1.500 Euro", "1500 €"),
        ("de", "am Mittwoch im März", "Mittwoch, März"),
        ("es", "el tres de mayo", "2026-05-03"),
        ("es", "el 3 de mayo de 2025", "2025-05-03"),
        ("de", "eineinhalb Stunden", "90 Minuten"),
        ("es", "veinticinco con cincuenta", "25,50 €"),
        ("it", "venticinque euro e cinquanta", "25,50 €"),
        ("fr", "à quinze heures trente", "15h30"),
        ("nl", "om halfdrie", "14:30"),
        ("es", "tres y media", "a las 3:30"),
        ("es", "quinientos pesos", "$500"),
        ("fr", "le vingt-trois mai", "2026-05-23"),
        ("fr", "le premier mai", "le 1er mai"),
        ("fr", "quatre-vingt-dix-neuf euros", "99 €"),
        ("fr", "à trois heures et demie", "à 15h30"),
        ("it", "il tre maggio", "2026-05-03"),
        ("pt", "três de maio, terça-feira", "2026-05-03"),
        ("pt", "vinte e cinco reais", "R$ 25"),
        ("nl", "drie mei", "2026-05-03"),
        ("nl", "vijfentwintig euro", "€ 25"),
        ("es", "el lunes", "on Monday"),
        ("ar", "٢٥", "25"),
        ("ar", "٢٥", "٢٥"),
    ],
)
def test_other_languages_have_their_own_ways(language: str, said: str, answer: str) -> None:
    assert reasons(said, answer=answer, language=language) == []


def test_a_number_may_go_on_after_a_word_of_the_other() -> None:
    phone = ["it's five five five", "mm-hm", "one two three four"]
    assert reasons(*phone, answer="Call 555-1234.") == []
    assert reasons("do you want 20", "okay", "30 please", answer="Order 2030.") != []
    assert reasons("I have 12345", "678901 here", answer="It is 12345678.") != []


AMOUNT, DATE, TIME = "amount_not_said", "date_not_said", "time_not_said"
PHONE, NUMBER = "phone_number_not_said", "number_not_said"


@pytest.mark.parametrize(
    ("said", "answer", "reason"),
    [
        # Small numbers in words.
        ("twenty five dollars", "The customer paid nine dollars.", AMOUNT),
        ("twenty five dollars", "five dollars", AMOUNT),
        ("twenty five dollars", "$20", AMOUNT),
        ("nineteen ninety nine dollars", "$99", AMOUNT),
        ("three percent", "four percent", AMOUNT),
        ("within three weeks", "within 4 weeks", NUMBER),
        ("three times", "7 times", NUMBER),
        ("two dollars", "2 euros", AMOUNT),
        # The currency, and what a number counts.
        ("$500", "€500", AMOUNT),
        ("$500", "500%", AMOUNT),
        ("500 pounds", "$500", AMOUNT),
        ("I have 500 units", "$500", AMOUNT),
        ("my order number is 12345", "It costs $12,345.", AMOUNT),
        ("order 12345", "It costs $12,345.", AMOUNT),
        ("I live at 42 Main Street", "Refund of $42", AMOUNT),
        ("20 problems 30 days", "$20.30", AMOUNT),
        ("it weighs 0.500", "$500", AMOUNT),
        ("I will pay 1,500", "He pays $1.50.", AMOUNT),
        ("I will pay 1,500", "He pays 1.500 dollars.", AMOUNT),
        ("four four one nine two seven", "$441,927", AMOUNT),
        ("a dollar", "a dollar, so $10", AMOUNT),
        ("my account ends in 42", "$42", AMOUNT),
        ("in three days", "in three weeks", NUMBER),
        ("ten k", "$10", AMOUNT),
        ("30 minutes", "30 days", NUMBER),
        # Numbers.
        ("four four one nine two seven", "Order 441928.", NUMBER),
        ("four four one nine two seven", "Order 44.", NUMBER),
        ("two oh five", "Room 250", NUMBER),
        ("12 34567 and 8901", "Call 345678901.", PHONE),
        ("five five five one two three four", "Call 555-1235.", PHONE),
        ("I was 20, 25 people came", "in 2025", NUMBER),
        ("in twenty twenty five", "in 2026", NUMBER),
        # Dates.
        ("on May 3rd 2025", "2026-05-03", DATE),
        ("on May third twenty twenty five", "2026-05-03", DATE),
        ("on May 3rd", "May 4th", DATE),
        ("on the 15th", "on May 16", DATE),
        ("in June, on the 15th", "on May 15", DATE),
        ("the fifteenth caller", "on May 15", DATE),
        ("in may", "in june", DATE),
        ("on Tuesday", "on wednesday", DATE),
        ("you may call", "in May", DATE),
        ("el 3 de mayo", "2026-06-03", DATE),
        ("on 3/5", "03/06/2026", DATE),
        ("in june 2025", "May 2025", DATE),
        # Times.
        ("at 3 pm", "at 4 pm", TIME),
        ("at 3 pm", "at 3 am", TIME),
        ("at 3:30", "at 4:30", TIME),
        ("at 3:30", "at 15:45", TIME),
        ("half past three", "half past four", TIME),
        ("3 people came", "at 4 pm", TIME),
        ("at noon", "at midnight", TIME),
    ],
)
def test_a_false_fact_is_told(said: str, answer: str, reason: str) -> None:
    assert reasons(said, answer=answer) == [reason]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("twenty dollars", {"fee_usd": 20}),
        ("nineteen ninety nine", {"monthlyPrice": 19.99}),
        ("It is five hundred.", {"nested": {"amount_due": "500"}}),
        ("ninety nine fifty", {"fees": [99.5]}),
        ("45 cents", {"fee": 0.45, "amount_cents": 45}),
        ("$19.99", {"price_cents": 1999}),
        ("ten percent", {"discount_percent": 10}),
        ("I called you", {"total_calls": 3, "score": 81, "cost_center": 4711, "no_fee": True}),
        ("nothing to pay", {"fee": 0, "price": None}),
    ],
)
def test_amounts_in_number_fields_may_have_been_said(said: str, answer: dict[str, Any]) -> None:
    assert reasons(said, answer=answer) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"fee_usd": 99.5},
        {"nested": {"amount": 1234}},
        {"balance": "1,234.00"},
        {"price_eur": 25},
        {"price_cents": 1999},
        {"totalCost": 26},
        {"discount_percent": 25},
    ],
)
def test_amounts_in_number_fields_that_nobody_said_are_told(answer: dict[str, Any]) -> None:
    assert reasons("it is number 1234, and 25 dollars", answer=answer) == [AMOUNT]


def test_a_call_of_nothing_but_numbers_takes_no_time() -> None:
    begun = time.process_time()
    assert reasons("4 " * 5000, "4, " * 5000, "oh " * 5000, answer="Call 555-123-4567.") == [PHONE]
    assert reasons("four", answer="4 " * 5000) == [PHONE]
    assert time.process_time() - begun < 10
