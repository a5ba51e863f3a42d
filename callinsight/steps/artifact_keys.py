"""Where artifacts are kept: by call, step and fingerprint."""

from callinsight.domain.call import StepName


def artifact_key(call_id: str, step: StepName, fingerprint: str, kind: str) -> str:
    """Return the key of one artifact; `kind` is answer, pieces, raw, transcript or analysis."""
    return f"artifacts/{call_id}/{step}/{fingerprint}.{kind}.json"


def fingerprint_in(key: str) -> str:
    """Return the fingerprint in the key of an artifact."""
    return key.rpartition("/")[2].partition(".")[0]


def artifact_prefix(call_id: str) -> str:
    """Return the prefix under which all artifacts of a call lie."""
    return f"artifacts/{call_id}/"
