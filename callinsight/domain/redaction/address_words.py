"""The words of spoken e-mail addresses: signs by their names, ends of hosts, and what is no name."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Said only of the sign itself.
AT_SIGNS = _set(
    "arroba arobase arobas chiocciola chiocciolina klammeraffe klammeraffen at-zeichen at-sign "
    "apenstaartje apestaartje snabel-a snabela małpa małpka zavináč собака собачка アットマーク"
)
AT_WORDS = _set("at ät aet")
# What may follow `at` when the sign is meant: "at sign", and in India "at the rate of".
AT_NAMES = (("sign",), ("symbol",), ("the", "rate", "of"), ("the", "rate"))
DOTS = _set("dot punkt punto ponto punt punktum kropka tečka bodka точка nokta ドット")
WEAK_DOTS = _set("point period")  # said of other things, too
SIGNS = {
    **dict.fromkeys(DOTS | WEAK_DOTS, "."),
    **dict.fromkeys(_set("underscore underline unterstrich score bajo bas basso souligné"), "_"),
    **dict.fromkeys(_set("dash hyphen minus bindestrich strich tiret trattino guion guión"), "-"),
    **dict.fromkeys(_set("meno menos hífen traço streepje"), "-"),
    **dict.fromkeys(("under", "du"), ""),
    "plus": "+",
}
DASHES = {word for word, sign in SIGNS.items() if sign in {"-", "_"}}

# Ends that are no words of their own, so that they follow a full stop as well.
SURE_ENDS = _set("com net org edu gov biz info io eu uk de fr nl ch ca au nz pl es cz dk jp cn")
_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs "
    "bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee "
    "eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm "
    "hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb "
    "lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz "
    "na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs "
    "ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl "
    "tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_OTHERS = (
    "com net org edu gov mil int biz info name pro mobi app dev shop store online site website tech "
    "cloud blog xyz club live life world email bank money loans insurance health care law legal "
    "travel media news agency group company solutions services consulting digital studio design "
    "jobs work berlin london nyc paris tokyo swiss academy school university energy ком рф"
)
ENDS = SURE_ENDS | _set(_COUNTRIES) | _set(_OTHERS)

_PRONOUNS = (
    "i me my mine myself you your yours he him his she her hers it its we us our ours they them "
    "their this that these those what which who i'm it's that's there's he's she's we're they're "
    "you're i've i'd i'll something anything everything nothing stuff someone anyone everyone"
)
_AUXILIARIES = (
    "is are am was were be been being has have had do does did will would can could should may "
    "might must not don't didn't wasn't isn't"
)
_CONNECTING = (
    "to from for with into on in of off by via but because if when while then than so as about "
    "before after until during or"
)
_FILLING = "um uh er hmm eh ah oh okay ok yes yeah yep no sure well please thanks hi hello hey"
# A host of several words has none of them.
NOT_IN_HOSTS = _set(f"{_PRONOUNS} {_AUXILIARIES} {_CONNECTING} {_FILLING}")
_BEFORE_ADDRESSES = (
    "the a an and all also just only like then now one small capital lowercase uppercase letter "
    "letters word spelled spelling email e-mail emails mail mails address addresses write writing "
    "contact send sent reach message name user username login account use used try got says said "
    "under ist lautet adresse mailadresse meine mein die der das an und ich bin es la el mi correo "
    "dirección para y est c'est l'adresse mon ma je à et è il mio mia indirizzo per e o é meu minha"
)
# No name in front of an address goes on beyond them.
NOT_IN_NAMES = NOT_IN_HOSTS | AT_WORDS | _set(_BEFORE_ADDRESSES)
# How a name is written, said behind it or before its letters.
MANNERS = _set("all lower lowercase upper uppercase case small big capital capitals letters")
# Names of mailboxes that would pass for forms of the verbs below, or for one of the words above.
_MAILBOXES = _set(
    "orders returns bookings payments sales billing shipping marketing contact mail email "
    "accounts hello hi support help info"
)
_TAKE_AT = _set(
    "look shop buy order book see find check pay go come arrive stay work live eat meet stop sign "
    "register log enroll start begin end stand sit get sell purchase return visit read watch view "
    "download apply subscribe search browse compare price list advertise post hear learn upload "
    "submit complete finish renew track manage update change cancel try call aim laugh point "
    "glance stare remain cost land join happen appear"
)
_IRREGULAR = _set(
    "bought saw seen found paid went gone came met began begun stood sat got gotten sold heard "
    "online available up out back over down there here home noon midnight night day morning evening "
    "school once least first last today tomorrow still already directly right straight good bad "
    "great better best cheaper website site page webpage refund deal offer discount product item "
    "store job money card subscription membership profile review"
)


def takes_at(word: str) -> bool:
    """Say whether `at` after a word tells a place: "look at amazon dot com" is nobody's address."""
    if word in _MAILBOXES:
        return False
    return (
        word in NOT_IN_NAMES or word in _IRREGULAR or any(map(_TAKE_AT.__contains__, _stems(word)))
    )


def _stems(word: str) -> list[str]:
    stems = [word]
    for ending in ("s", "es", "ed", "ing", "d"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            stems += [stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem]
    return stems
