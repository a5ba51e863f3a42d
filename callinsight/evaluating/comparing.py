"""Two versions of choice compared over calls, whether anybody labelled them or not."""

from collections.abc import Sequence

from callinsight.domain.errors.call import CallNotFoundError
from callinsight.domain.errors.deployment import ModelMissingError
from callinsight.domain.profile import Profile
from callinsight.domain.question import answer_schema
from callinsight.domain.value_form import ValueForm
from callinsight.domain.version_changes import VersionChanges, changes_between
from callinsight.domain.version_report import Outcome
from callinsight.evaluating.golden_calls import Case, case_of
from callinsight.evaluating.outcomes import Outcomes
from callinsight.ports.calls import CallQuery, CallStore
from callinsight.ports.engines import LanguageModel
from callinsight.profile_versions import ProfileVersions

CALLS = 50
_MOST_PAGES = 20
_PAGE = 100


class Comparing:
    """Reads what two versions said of calls, or asks them."""

    def __init__(
        self,
        calls: CallStore,
        versions: ProfileVersions,
        model: LanguageModel | None,
        outcomes: Outcomes,
    ) -> None:
        self._calls = calls
        self._versions = versions
        self._model = model
        self._outcomes = outcomes

    async def compare(
        self,
        profile_id: str,
        before: int,
        after: int,
        *,
        call_ids: Sequence[str] = (),
        most_calls: int = CALLS,
        ask: bool = False,
    ) -> VersionChanges:
        """Return what differs; without ids, over the profile's newest calls that are transcribed.

        Only what was answered before is compared, unless `ask`: then what is missing is asked, and
        paid once. Raises `UnknownProfileError`, `CallNotFoundError`, `ModelMissingError` and, if it
        asks, what stops a request.
        """
        if ask and self._model is None:
            raise ModelMissingError("No language model is set up here.")
        versions = [await self._versions.get(profile_id, number) for number in (before, after)]
        cases = await (self._chosen(call_ids) if call_ids else self._newest(profile_id, most_calls))
        old, new = [await self._said(version, cases, ask=ask) for version in versions]
        schema = answer_schema(versions[1])
        return changes_between(
            (before, old),
            (after, new),
            profile_id=profile_id,
            asked_about=len(cases),
            form=ValueForm.of(schema, schema),
        )

    async def _said(self, version: Profile, cases: Sequence[Case], *, ask: bool) -> list[Outcome]:
        model, told = self._model, list[Outcome]()
        for case in cases:
            found = await self._outcomes.kept(case, version, model) if model else None
            found = found or await self._outcomes.stored(case, version)
            if found is None and ask and model:
                found = await self._outcomes.outcome(case, version, model)
            told += [found] if found else []
        return told

    async def _chosen(self, call_ids: Sequence[str]) -> list[Case]:
        found = [await self._calls.get(call_id) for call_id in dict.fromkeys(call_ids)]
        cases = [case_of(call) for call in found]
        known = [case for case in cases if case is not None]
        if len(known) < len(cases):
            raise CallNotFoundError("One of the calls is gone, or has no final transcript.")
        return known

    async def _newest(self, profile_id: str, most_calls: int) -> list[Case]:
        cases, cursor = list[Case](), None
        for _ in range(_MOST_PAGES):
            query = CallQuery(profile_id=profile_id, limit=_PAGE, cursor=cursor)
            page = await self._calls.list_calls(query)
            for row in page.calls:
                case = case_of(await self._calls.get(row.call_id))
                cases += [case] if case else []
                if len(cases) == most_calls:
                    return cases
            cursor = page.cursor
            if cursor is None:
                break
        return cases
