"""Evaluations of profiles: their reports, their runs, and the gate that reads them."""

from functools import cached_property

from callinsight.ports.evaluations import EvaluationRuns, EvaluationStore
from callinsight.services.stores import Stores
from callinsight.version_gate import VersionGate

EVALUATIONS = "evaluate-profile/on-demand"


class Evaluations(Stores):
    """What lets a version become current."""

    @cached_property
    def evaluation_store(self) -> EvaluationStore:
        from callinsight.adapters.dynamodb_evaluations import DynamoDBEvaluationStore

        return DynamoDBEvaluationStore(
            self.aws.dynamodb, self.aws.threads, self.settings.operations_table
        )

    @cached_property
    def evaluation_runs(self) -> EvaluationRuns:
        from callinsight.adapters.prefect_jobs import PrefectEvaluationRuns

        return PrefectEvaluationRuns(EVALUATIONS)

    @cached_property
    def version_gate(self) -> VersionGate:
        return VersionGate(
            self.golden_store,
            self.profile_versions,
            self.evaluation_store,
            self.evaluation_runs,
            self.clock,
        )
