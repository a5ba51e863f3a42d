"""What a model says about the calls in the pictures; one of its claims has words nobody said."""

from typing import Any


def _claim(text: str, said_by: str, turn: int, quote: str, **more: Any) -> dict[str, Any]:
    claim = {"text": text, "said_by": said_by, "turn_ids": [turn], "quote": quote}
    return {**claim, "confidence": 0.9, **more}


_WRONG_INVOICE = _claim(
    "A month was paid twice.", "customer", 2, "I paid twice for the same month."
)

PROMISED: dict[str, Any] = {
    "found": True,
    "answer": "A refund of forty dollars, this week.",
    "claims": [
        _claim("The agent promised it.", "agent", 4, "We will refund forty dollars this week.")
    ],
}

ANALYSES: dict[str, dict[str, Any]] = {
    "support_refund": {
        "summary": {
            "headline": "Double payment, refund promised",
            "short": "The customer paid the same month twice. The agent found the wrong charge and will "
            "refund $40 this week.",
            "long": "The customer called about a mistake on the invoice. The agent looked into it, found "
            "the wrong charge and promised a refund of forty dollars this week.",
        },
        "reason_for_call": _WRONG_INVOICE,
        "topics": [
            {
                "id": "double_payment",
                "label": "Double payment",
                "path": ["billing", "double payment"],
                "confidence": 0.9,
                "turn_ids": [2, 4],
            }
        ],
        "products": [],
        "issues": [_WRONG_INVOICE],
        "resolution": {
            "status": "resolved",
            "evidence": _claim(
                "The charge was found.", "agent", 4, "I have found the wrong charge."
            ),
            "first_contact": None,
        },
        "action_items": [
            _claim(
                "Refund forty dollars",
                "agent",
                4,
                "We will refund forty dollars this week.",
                owner="agent",
                due="this week",
            )
        ],
        "callback": {"is_callback": None, "requested": False, "when": None, "evidence": None},
        "complaints": [
            _claim("The invoice is unacceptable.", "customer", 2, "This is unacceptable.")
        ],
        "sentiment": {
            "overall": 2,
            "customer": 1,
            "agent": 3,
            "per_quarter": [-2, -1, 2, 3],
            "turning_points": [
                _claim("The refund is welcome.", "customer", 5, "Thank you very much.")
            ],
        },
        "agent": {
            "name": "Robert",
            "professionalism": _claim(
                "Offers more help.", "agent", 6, "Is there anything else I can do for you?"
            ),
            "empathy": _claim("Apologises.", "agent", 3, "I am sorry about that."),
        },
        "unanswerable": [{"field": "resolution.first_contact", "reason": "not_in_call"}],
    },
    "collections_payment": {
        "summary": {
            "headline": "Overdue balance, instalments agreed",
            "short": "Three hundred dollars are overdue. The customer lost her job and agreed to pay one "
            "hundred dollars a month, the first on Friday.",
            "long": "The agent called about an overdue balance of three hundred dollars. The customer lost "
            "her job. They agreed on one hundred dollars a month, the first payment on Friday.",
        },
        "commitments": [
            _claim("Pays on Friday", "customer", 6, "I will make the first payment on Friday."),
            _claim("Sends the agreement", "agent", 7, "I will send you the agreement today."),
        ],
        "complaints": [],
        "escalation": {"requested": False, "done": False, "reason": None, "evidence": None},
        "right_party": True,
        "amount_due": "300 dollars",
        "hardship": "Lost her job",
        "pressure": False,
        "unanswerable": [],
    },
}
