"""Spoken orders: words of a call that are meant for the machine that reads it, not for a person.

What rests on them is no evidence, unless an agent says them: nobody who works there gains by it.
The list is a safeguard beside the marks round a transcript; a model may obey what it does not hold.
"""

import re

_ORDERS = re.compile(
    r"""
    \b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|prompt|rule|schema|above)s?\b
    | \bsystem\sprompt\b | \bdeveloper\smessage\b | \bmaintenance\smode\b
    | \b(?:as|you\sare)\s(?:an?\s)?(?:ai|language\smodel|llm|chatbot)\b
    | \bnote\sto\sthe\s(?:ai|model|machine)\b
    | ^\W*(?:system|assistant|developer|user|override)\s?[,:]
    | </?\s?(?:transcript|system|user|assistant|instructions?)\s?>
    | \b(?:end|rest)\sof\s(?:the\s)?transcript\b | \btranscript\s(?:above|below)\b
    | \b(?:agent|customer)\scolon\b | ^\W*\[?\d+\]\s?(?:agent|customer)\s?:
    | \bset\s(?:the\s)?(?:status|verified|confidence)\b | \bverified\sis\strue\b
    | \bmark\s(?:this|the)\s(?:call|competitor|claim)\sas\b
    | \bthis\scall\scost\snothing\b | \bwrite\s.{1,40}\binto\s(?:the\s)?(?:cost|summary|field|action)
    | \bwhen\syou\swrite\s(?:the\s)?(?:summary|answer|report)\b
    | \b(?:put|print|paste)\s.{1,60}\b(?:summary|first\sfield|under\skey|into\sa\squery|api\skey)\b
    | \bcall\sthe\sfunction\b | \brun\sthe\scommand\b | \bbase64\b | \bdrop\stable\b
    | \bsend\sthis\stranscript\b | \buse\sthe\sprofile\b | \brepeat\safter\sme\b
    | \bfrom\snow\son\syou\sanswer\b | \bpretend\sthe\scall\b | \btrusted\sdata\b
    | \byou\smust\sgive\sthis\sagent\b | \breport\sno\sproblems\b
    | \byou\shave\sto\squote\b | \btranslate\syour\b
    | \bignorier\w*\s.{0,30}\banweisung | \bignora\w*\s.{0,30}\binstruc | \bignore[zr]?\s.{0,30}\binstruction
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_order(text: str) -> bool:
    """Say whether somebody speaks to the machine that will read the transcript."""
    return _ORDERS.search(text) is not None
