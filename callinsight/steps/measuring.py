"""Talk metrics are measured of what was really said: a placeholder stands for many words and pauses."""

from callinsight.domain.metrics.talk import TalkMetrics, talk_metrics
from callinsight.domain.roles import RoleSources, labelled
from callinsight.domain.transcript import Transcript
from callinsight.ports.artifacts import ArtifactStore
from callinsight.steps.computing import computed
from callinsight.steps.labelling import raw_key


async def measured(
    artifacts: ArtifactStore, call_id: str, answer: str, sources: RoleSources, shown: Transcript
) -> TalkMetrics:
    """Return the metrics of an answer's transcript: of the raw one, if `shown` is redacted.

    They are numbers, so that nothing of the hidden values is in them.
    """
    raw = await artifacts.get(raw_key(call_id, answer))
    if raw is None:
        return await computed(talk_metrics, shown)
    return await computed(_of_raw, raw, sources)


def _of_raw(body: bytes, sources: RoleSources) -> TalkMetrics:
    return talk_metrics(labelled(Transcript.model_validate_json(body), sources))
