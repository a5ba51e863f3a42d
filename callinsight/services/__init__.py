"""The wiring: the only package that names concrete classes.

Every process builds what it needs when it first needs it, because the adapters are heavy: the API
never imports an engine, a flow run never imports the queue.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from typing import TYPE_CHECKING

from callinsight.audit import Audit
from callinsight.authentication import Authentication
from callinsight.budgets import TodaysBudgets
from callinsight.call_questions import CallQuestions
from callinsight.cancelling import Cancelling
from callinsight.changes import Changes
from callinsight.costs import Costs
from callinsight.domain.errors.deployment import ExtraMissingError, SettingsError
from callinsight.golden_set import GoldenSet
from callinsight.holds import Holds
from callinsight.ports.tokens import TokenIssuer
from callinsight.redelivery import Redelivery
from callinsight.retention import Retention
from callinsight.role_swaps import RoleSwaps
from callinsight.services.evaluations import Evaluations
from callinsight.services.events import Events
from callinsight.services.rerunning import Rerunning
from callinsight.settings import load_settings
from callinsight.transcripts import Transcripts

if TYPE_CHECKING:
    from callinsight.dispatcher.dispatcher import Dispatcher
    from callinsight.dispatcher.telling import Telling
    from callinsight.erasing import Erasing
    from callinsight.erasing_now import ErasingNow
    from callinsight.evaluating.comparing import Comparing
    from callinsight.evaluating.evaluating import Evaluating
    from callinsight.evaluating.outcomes import Outcomes
    from callinsight.explaining import Explaining
    from callinsight.exporting.daily import DailyExport
    from callinsight.intake import Intake
    from callinsight.live import LiveCalls
    from callinsight.ports.deliveries import NewsSender
    from callinsight.ports.exports import ExportStore


class Services(Rerunning, Events, Evaluations):
    """Everything a process may use, built on first use; keyword arguments replace single parts."""

    @cached_property
    def intake(self) -> "Intake":
        from callinsight.intake import Intake

        return Intake(self.calls, self.recordings, self.profiles, self.clock)

    @cached_property
    def daily_export(self) -> "DailyExport":
        return self.daily_export_to(self.export_store)

    def daily_export_to(self, store: "ExportStore") -> "DailyExport":
        """Return what writes daily files to a place."""
        from callinsight.exporting.daily import DailyExport

        try:
            from callinsight.adapters.parquet import ParquetFiles
        except ImportError:
            raise ExtraMissingError("Parquet files need PyArrow, which is not installed.") from None
        return DailyExport(self.calls, self.artifacts, store, ParquetFiles())

    @cached_property
    def explaining(self) -> "Explaining":
        from callinsight.explaining import Explaining

        return Explaining(self.reruns, self.artifacts, self.profile_store, self.request_maker)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self.audit_log, self.clock)

    @cached_property
    def todays_budgets(self) -> TodaysBudgets:
        return TodaysBudgets(
            self.settings.budgets,
            self.budget_store,
            self.ledger,
            self.calls,
            self.profile_store,
            self.clock,
        )

    @cached_property
    def costs(self) -> Costs:
        return Costs(self.ledger)

    @cached_property
    def transcripts(self) -> Transcripts:
        return Transcripts(self.reruns, self.artifacts)

    @cached_property
    def golden_set(self) -> GoldenSet:
        return GoldenSet(
            self.golden_store, self.reruns, self.artifacts, self.profile_store, self.clock
        )

    @cached_property
    def call_questions(self) -> CallQuestions:
        return CallQuestions(
            self.calls,
            self.question_store,
            self.question_runs,
            self.profiles,
            self.artifacts,
            lambda: self.language_model,
            self.lone_answers,
            self.booking,
            self.prices,
            self.clock,
        )

    @cached_property
    def live(self) -> "LiveCalls":
        from callinsight.live import LiveCalls

        return LiveCalls(self.calls, self.clock)

    @cached_property
    def role_swaps(self) -> RoleSwaps:
        return RoleSwaps(self.calls, self.reruns, self.artifacts, self.profiles, self.clock)

    @cached_property
    def changes(self) -> Changes:
        return Changes(self.calls, self.reruns, self.role_swaps, self.clock)

    @cached_property
    def holds(self) -> Holds:
        return Holds(self.calls, self.reruns, self.clock)

    @cached_property
    def cancelling(self) -> Cancelling:
        return Cancelling(self.calls, self.reruns, self.flow_runs, self.clock)

    @cached_property
    def authentication(self) -> Authentication:
        return Authentication(
            self.api_keys,
            self.token_issuer,
            requests_per_minute=self.settings.callinsight_requests_per_minute,
            monotonic=self.monotonic,
        )

    @cached_property
    def token_issuer(self) -> TokenIssuer | None:
        issuer, audiences = self.settings.jwt_issuer, self.settings.jwt_audiences
        if issuer is None:
            return None
        if not audiences:  # tokens for other products of the issuer would be as good
            raise SettingsError("The setting JWT_AUDIENCES is missing.")
        from callinsight.adapters.json_web_keys import JsonWebKeys
        from callinsight.adapters.json_web_tokens import JsonWebTokens

        url = self.settings.jwt_jwks_url or f"{issuer.rstrip('/')}/.well-known/jwks.json"
        return JsonWebTokens(JsonWebKeys(url), issuer=issuer, audiences=audiences)

    @cached_property
    def erasing(self) -> "Erasing":
        from callinsight.erasing import Erasing

        return Erasing(
            self.calls,
            self.recordings,
            self.piece_sounds,
            self.artifacts,
            self.golden_store,
            self.ledger,
            self.budget_store,
            self.question_store,
            self.flow_runs,
            self.clock,
            max(self.settings.deadlines.values()),
        )

    @cached_property
    def erasing_now(self) -> "ErasingNow":
        from callinsight.erasing_now import ErasingNow

        return ErasingNow(self.calls, self.changes, self.erasing, self.audit, self.clock)

    @cached_property
    def retention(self) -> Retention:
        days = self.settings.callinsight_retention_days
        return Retention(self.calls, self.profile_store, self.audit, self.clock, days)

    @cached_property
    def evaluating(self) -> "Evaluating":
        from callinsight.evaluating.evaluating import Evaluating
        from callinsight.evaluating.golden_calls import GoldenCalls

        return Evaluating(
            self.golden_store,
            GoldenCalls(self.calls),
            self.profile_versions,
            self.language_model,
            self.version_outcomes,
            self.evaluation_store,
            self.clock,
        )

    @cached_property
    def version_outcomes(self) -> "Outcomes":
        from callinsight.evaluating.outcomes import Outcomes

        return Outcomes(
            self.artifacts,
            self.lone_answers,
            self.booking,
            self.prices,
            self.clock,
            self.monotonic,
        )

    @cached_property
    def comparing(self) -> "Comparing":
        from callinsight.evaluating.comparing import Comparing

        return Comparing(
            self.calls, self.profile_versions, self.language_model, self.version_outcomes
        )

    @cached_property
    def dispatcher(self) -> "Dispatcher":
        from callinsight.dispatcher.corrections import Corrections
        from callinsight.dispatcher.dispatcher import Dispatcher
        from callinsight.dispatcher.rescues import Rescues
        from callinsight.dispatcher.starts import Starts

        calls, runs = self.calls, self.flow_runs
        return Dispatcher(
            calls,
            self.recordings,
            self.intake,
            Rescues(calls, self.operations, runs, self.clock),
            Starts(calls, runs, self.clock, capacity=self.settings.callinsight_capacity),
            Corrections(calls, runs, self.clock),
            self.erasing,
            self.clock,
        )

    @cached_property
    def news_sender(self) -> "NewsSender":
        from callinsight.adapters.http_news import HttpNewsSender

        return HttpNewsSender()

    @cached_property
    def redelivery(self) -> Redelivery:
        return Redelivery(self.delivery_store, self.targets, self.clock)

    @cached_property
    def telling(self) -> "Telling":
        from callinsight.dispatcher.delivering import Delivering
        from callinsight.dispatcher.outbox import Outbox
        from callinsight.dispatcher.telling import Telling

        calls, deliveries = self.calls, self.delivery_store
        outbox = Outbox(calls, deliveries, self.targets, self.clock)
        delivering = Delivering(
            calls, deliveries, self.news_sender, self.webhook_secret, self.clock, self.jitter
        )
        return Telling(outbox, delivering, self.targets)


_replacement: ContextVar[Services | None] = ContextVar("services", default=None)


def services() -> Services:
    """Return the services of this context: a replacement set by `using`, else those of the settings."""
    return _replacement.get() or _of_this_process()


@contextmanager
def using(replacement: Services) -> Generator[Services]:
    """Use other services inside the block, also in tasks started there."""
    token = _replacement.set(replacement)
    try:
        yield replacement
    finally:
        _replacement.reset(token)


@cache
def _of_this_process() -> Services:
    return Services(load_settings())
