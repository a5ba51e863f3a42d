"""Every check of the doctor, in the order a call needs what it looks at."""

from collections.abc import Awaitable, Callable, Sequence

from callinsight.doctor.finding import Finding
from callinsight.doctor.models import model_findings
from callinsight.domain.errors.base import CallInsightError, RetryableError
from callinsight.domain.errors.deployment import EngineMissingError, ResourceMissingError
from callinsight.ports.calls import CallQuery
from callinsight.services import Services
from callinsight.services.stores import Provider

Check = Callable[[], Awaitable[str | Sequence[Finding]]]
_MISSING = "Create it, or correct the setting that names it; README lists every setting."
_DEFECT = "Please report this line; the check behind it broke."
_AWAY = "Check that it runs, and that this machine and its settings reach it."


async def examine(world: Services) -> list[Finding]:
    """Try everything a call needs once, in the order it needs it."""
    checks: list[tuple[str, Check]] = [
        ("calls table", lambda: _calls(world)),
        ("profiles", lambda: _profiles(world)),
        ("operations table", lambda: _operations(world)),
        ("recordings bucket", lambda: _recordings(world)),
        ("artifacts bucket", lambda: _artifacts(world)),
        ("event queue", lambda: _queue(world)),
        ("transcriber", lambda: _transcriber(world)),
        ("analyzer", lambda: _analyzer(world)),
        ("models", lambda: model_findings(world)),
        ("Prefect", lambda: _prefect(world)),
        ("Prefect deployment", lambda: _deployment(world)),
    ]
    return [finding for check in checks for finding in await _examined(*check)]


async def _examined(subject: str, check: Check) -> Sequence[Finding]:
    try:
        found = await check()
    except CallInsightError as error:
        return [Finding(subject, "failed", str(error), _hint(error))]
    except Exception as error:  # noqa: BLE001  (a check that breaks is a finding, not a crash)
        kind = type(error).__name__
        return [Finding(subject, "failed", f"unexpected {kind}", _DEFECT)]
    return [Finding(subject, "well", found)] if isinstance(found, str) else found


def _hint(error: CallInsightError) -> str:
    """Advise here and now: most errors' hints are for calls, and some of them send people here."""
    if isinstance(error, ResourceMissingError):
        return _MISSING
    return _AWAY if isinstance(error, RetryableError) else error.hint


async def _calls(world: Services) -> str:
    await world.calls.list_calls(CallQuery(limit=1))
    return world.settings.calls_table


async def _profiles(world: Services) -> str:
    pinned = await world.profiles.pin(None)
    where = world.settings.profiles_table if world.settings.use_profiles else "shipped with us"
    return f"{where}, default {pinned.profile_id}@{pinned.version}"


async def _operations(world: Services) -> Sequence[Finding]:
    """Return the table's line and those of the alarms it holds: one table missing is one line."""
    await world.operations.list_heartbeats()
    return [
        Finding("operations table", "well", world.settings.operations_table),
        *await _alarms(world),
    ]


async def _alarms(world: Services) -> Sequence[Finding]:
    """One line for each provider that needs a person, as the processes that met it found."""
    return [
        Finding(
            "alarms",
            "failed",
            f"{alarm.event} at {alarm.provider} since {alarm.since:%Y-%m-%d %H:%M} UTC",
            alarm.hint,
        )
        for alarm in await world.operations.list_alarms()
    ] or [Finding("alarms", "well", "none open")]


async def _recordings(world: Services) -> str:
    await world.recordings.head("uploads/doctor")
    return world.settings.recordings_bucket


async def _artifacts(world: Services) -> str:
    await world.artifacts.get("artifacts/doctor")
    return world.settings.artifacts_bucket


async def _queue(world: Services) -> str:
    counts = await world.queue.counts()
    return f"{counts.waiting} waiting, {counts.dead} dead letter(s)"


async def _transcriber(world: Services) -> str | Sequence[Finding]:
    await _require_key(world, "elevenlabs")
    await _require_key(world, "openai_audio")
    engine = world.transcriber.engine
    if engine == "pocketsphinx" and world.settings.faster_whisper_model is not None:
        try:
            world.faster_whisper.require_usable()
        except EngineMissingError as missing:
            says = f"pocketsphinx (draft quality), because: {missing}"
            return [Finding("transcriber", "warning", says, missing.hint)]
    return f"{engine}{_why_draft(engine)}"


async def _require_key(world: Services, provider: Provider) -> None:
    """A key in Secrets Manager is read, so that a missing one is found before a call needs it."""
    key = world.key_of(provider)
    if key is not None:
        await key.value()


def _why_draft(engine: str) -> str:
    return " (draft quality; set ELEVENLABS_API_KEY for more)" if engine == "pocketsphinx" else ""


async def _analyzer(world: Services) -> str:
    await _require_key(world, "openai")
    model = world.language_model
    return model.engine if model else "rules (set OPENAI_API_KEY for a model's answers)"


async def _prefect(world: Services) -> str:
    return f"reachable, version {await world.flow_runs.version()}"


async def _deployment(world: Services) -> str:
    pool = await world.flow_runs.pool()
    return f"{world.settings.callinsight_deployment} on pool {pool}"
