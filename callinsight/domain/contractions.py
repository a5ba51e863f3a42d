"""English contractions, written out: I'm is I am, don't and dont are do not."""

import re

_WHOLE = {
    "cannot": "can not",
    "can't": "can not",
    "cant": "can not",
    "won't": "will not",
    "wont": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "aint": "is not",
    "let's": "let us",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "im": "i am",
}
_PARTS = {"'m": " am", "'re": " are", "'ve": " have", "'ll": " will"}
_IS = "it|he|she|that|what|there|here|who|where|how"
_WORDS = re.compile(
    rf"\b(?P<whole>{'|'.join(map(re.escape, _WHOLE))})\b"
    r"|\b(?P<verb>do|does|did|is|are|was|were|have|has|had|would|could|should|must|need)n'?t\b"
    rf"|(?P<part>'(?:m|re|ve|ll))\b|\b(?P<who>{_IS})'s\b",
    re.IGNORECASE,
)


def written_out(text: str) -> str:
    """Return a text whose contractions are written out, in small letters."""
    return _WORDS.sub(_word, re.sub("[\u2018\u2019\u02bc`]", "'", text))


def _word(found: re.Match[str]) -> str:
    if found["whole"]:
        return _WHOLE[found["whole"].lower()]
    if found["verb"]:
        return f"{found['verb'].lower()} not"
    return _PARTS[found["part"].lower()] if found["part"] else f"{found['who'].lower()} is"
