"""Words between the groups of a number that is read out."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Pauses, and points that are read out.
FILLERS = _set(
    "and dash hyphen space then uh um er y und et の "
    "comma komma coma virgule virgola dot point punkt punto"
)
# What people say to themselves, and to who writes the number down.
ASIDES = FILLERS | _set(
    "yes yeah yep yup okay ok right that s sorry mm hm hmm mhm huh ah eh correct "
    "ja genau sí si sì oui voilà tak da evet sim"
)
