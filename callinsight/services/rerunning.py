"""Calls done again, one or many, and what that will cost."""

from functools import cached_property
from typing import TYPE_CHECKING

from callinsight.earlier_usage import EarlierUsage
from callinsight.estimates import Estimates
from callinsight.ports.call_questions import QuestionRuns
from callinsight.ports.reanalyses import JobRuns, ReanalysisStore
from callinsight.reanalyses import Reanalyses
from callinsight.reanalysis_plans import Plans
from callinsight.reanalyzing import Reanalyzing
from callinsight.reruns import Reruns
from callinsight.services.steps import Steps
from callinsight.steps.foresight import Foresight

if TYPE_CHECKING:
    from callinsight.dispatcher.orphans import Orphans

REANALYSES = "reanalyze-calls/on-demand"
QUESTIONS = "ask-call/questions"


class Rerunning(Steps):
    """What starts calls again."""

    @cached_property
    def reruns(self) -> Reruns:
        return Reruns(self.calls, self.profiles, self.clock)

    @cached_property
    def foresight(self) -> Foresight:
        return Foresight(self.transcription, self.language_model)

    @cached_property
    def estimates(self) -> Estimates:
        return Estimates(
            self.calls,
            self.reruns,
            self.profiles,
            self.foresight,
            EarlierUsage(self.calls, self.ledger, self.profile_store),
            self.prices,
        )

    @cached_property
    def reanalysis_store(self) -> ReanalysisStore:
        from callinsight.adapters.dynamodb_reanalyses import DynamoDBReanalysisStore

        return DynamoDBReanalysisStore(
            self.aws.dynamodb, self.aws.threads, self.settings.operations_table
        )

    @cached_property
    def job_runs(self) -> JobRuns:
        from callinsight.adapters.prefect_jobs import PrefectJobRuns

        return PrefectJobRuns(REANALYSES)

    @cached_property
    def question_runs(self) -> QuestionRuns:
        from callinsight.adapters.prefect_jobs import PrefectQuestionRuns

        return PrefectQuestionRuns(QUESTIONS)

    @cached_property
    def reanalyzing(self) -> Reanalyzing:
        return Reanalyzing(
            self.calls,
            self.reanalysis_store,
            self.reanalyses,
            self.profile_store,
            Plans(self.profile_store, self.foresight),
            self.estimates,
            self.clock,
        )

    @cached_property
    def reanalyses(self) -> Reanalyses:
        return Reanalyses(self.reanalysis_store, self.job_runs, self.clock)

    @cached_property
    def orphans(self) -> "Orphans":
        from callinsight.dispatcher.orphans import Orphans

        return Orphans(self.reanalysis_store, self.reanalyses, self.clock)
