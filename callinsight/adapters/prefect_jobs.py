"""Flow runs of other things than executions, started by the name of their deployment."""

from callinsight.adapters.prefect import PrefectFlowRuns


class PrefectJobRuns(PrefectFlowRuns):
    """Starts runs of a deployment whose flow takes a job and its drive."""

    async def start_job(self, job_id: str, drive: int) -> None:
        async with self._request() as client:
            deployment = await self._find_deployment(client)
            await client.create_flow_run_from_deployment(
                deployment.id,
                parameters={"job_id": job_id, "drive": drive},
                name=job_id,
                idempotency_key=f"reanalysis:{job_id}:{drive}",
            )


class PrefectQuestionRuns(PrefectFlowRuns):
    """Starts runs of a deployment whose flow answers a question; ids alone reach Prefect."""

    async def start_question(self, call_id: str, question_id: str, asked: str) -> None:
        async with self._request() as client:
            deployment = await self._find_deployment(client)
            await client.create_flow_run_from_deployment(
                deployment.id,
                parameters={"call_id": call_id, "question_id": question_id},
                name=question_id[:12],
                tags=[call_id],
                idempotency_key=f"question:{call_id}:{question_id}:{asked}",
            )


class PrefectEvaluationRuns(PrefectFlowRuns):
    """Starts runs of a deployment whose flow takes a profile and one of its versions."""

    async def start_evaluation(
        self, profile_id: str, version: int, *, most_calls: int, key: str
    ) -> str:
        async with self._request() as client:
            deployment = await self._find_deployment(client)
            run = await client.create_flow_run_from_deployment(
                deployment.id,
                parameters={
                    "profile_id": profile_id,
                    "version": version,
                    "most_calls": most_calls,
                },
                name=f"{profile_id}-{version}",
                idempotency_key=key,
            )
        return str(run.id)
