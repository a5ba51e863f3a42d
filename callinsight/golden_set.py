"""The golden set grows where people work: by answers that they put right."""

import json
from collections.abc import Sequence
from typing import Any

from callinsight.clock import Clock
from callinsight.domain.analysis import Analysis
from callinsight.domain.answer_form import form_at
from callinsight.domain.errors.call import (
    AnswerNotFoundError,
    ConflictError,
    CorrectionInvalidError,
    DraftError,
    ResultMissingError,
)
from callinsight.domain.golden import GoldenLabel, steps_of, value_at
from callinsight.domain.question import answer_schema
from callinsight.output_schema import unfitting
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.golden import GoldenStore
from callinsight.ports.profiles import ProfileStore
from callinsight.reruns import Reruns

MOST_LABELS = 100  # of one call
_MOST_BYTES = 20_000


class GoldenSet:
    """Keeps what people say an answer should have been; the answer itself stays as it is."""

    def __init__(
        self,
        store: GoldenStore,
        reruns: Reruns,
        artifacts: ArtifactStore,
        profiles: ProfileStore,
        clock: Clock,
    ) -> None:
        self._store = store
        self._reruns = reruns
        self._artifacts = artifacts
        self._profiles = profiles
        self._clock = clock

    async def of_call(self, call_id: str) -> Sequence[GoldenLabel]:
        """Return the corrections of a call; raises `CallNotFoundError`."""
        await self._reruns.existing(call_id)
        return await self._store.labels_of(call_id)

    async def correct(
        self, call_id: str, pointer: str, expected: Any, *, author: str, reason: str
    ) -> GoldenLabel:
        """Keep what an answer of the call's analysis should have been, beside what it is.

        Raises `CallNotFoundError`, `ResultMissingError` without an analysis, `AnswerNotFoundError`
        for a field it lacks, `CorrectionInvalidError` for what has not the form of the answer, and
        `ConflictError` for a draft or one correction too many.
        """
        analysis = await self._analyzed(call_id, pointer)
        await self._require_form(analysis, pointer, expected)
        if len(json.dumps(expected).encode()) > _MOST_BYTES:
            raise ConflictError(f"A correction has at most {_MOST_BYTES} bytes.")
        label = GoldenLabel(
            call_id=call_id,
            profile_id=analysis.provenance.profile_id,
            transcript_sha256=analysis.provenance.transcript_sha256,
            pointer=pointer,
            expected=expected,
            found=value_at(analysis.answers, pointer),
            author=author,
            reason=reason,
            at=self._clock(),
        )
        await self._require_room(label)
        await self._store.put_label(label)
        return label

    async def take_back(self, call_id: str, pointer: str) -> None:
        """Remove the correction of a field, if there is one; raises as `correct` does."""
        analysis = await self._analyzed(call_id, pointer)
        await self._store.remove_label(call_id, analysis.provenance.profile_id, pointer)

    async def schema(self, call_id: str) -> dict[str, Any]:
        """Return the JSON schema of a call's answers; raises as `correct` does."""
        analysis = await self._analyzed(call_id)
        return await self._schema_of(analysis) or {"type": "object"}

    async def _schema_of(self, analysis: Analysis) -> dict[str, Any] | None:
        """Return the schema of the version that asked, or None if nobody has the version any more."""
        made_by = analysis.provenance
        profile = await self._profiles.get(made_by.profile_id, made_by.profile_version)
        return answer_schema(profile) if profile else None

    async def _require_form(self, analysis: Analysis, pointer: str, expected: Any) -> None:
        """Refuse what no version could ever answer: it would make every version look wrong."""
        schema = await self._schema_of(analysis)
        if schema is None:
            return
        form = form_at(schema, pointer)
        if form is None:
            raise AnswerNotFoundError("The answer has no such part.")
        if expected is not None and (wrong := unfitting(expected, form)):
            raise CorrectionInvalidError(f"The correction does not fit the answer: {wrong}.")

    async def _analyzed(self, call_id: str, pointer: str | None = None) -> Analysis:
        call = await self._reruns.existing(call_id)
        key = call.analysis.get("artifact") if call.analysis else None
        body = await self._artifacts.get(key) if key else None
        if body is None:
            raise ResultMissingError("The call has no analysis yet.")
        analysis = Analysis.model_validate_json(body)
        if analysis.quality == "draft":
            raise DraftError("A draft's answers are open; there is nothing to put right.")
        if pointer is not None and steps_of(pointer)[0] not in analysis.answers:
            raise AnswerNotFoundError("The call's analysis has no such field.")
        return analysis

    async def _require_room(self, label: GoldenLabel) -> None:
        known = await self._store.labels_of(label.call_id)
        place = (label.profile_id, label.pointer)
        others = [each for each in known if (each.profile_id, each.pointer) != place]
        if len(others) >= MOST_LABELS:
            raise ConflictError(f"A call has at most {MOST_LABELS} corrections.")
