"""The evaluation of a call: categories, scorecards and alerts, free of charge at every run."""

from collections.abc import Iterator, Sequence

from callinsight.domain.analysis import Analysis
from callinsight.domain.categories import category_results
from callinsight.domain.evaluation import CategoryResult, Evaluation, ScorecardResult
from callinsight.domain.profile import Profile
from callinsight.domain.scoring import scorecard_results
from callinsight.domain.transcript import Transcript


def is_evaluated(profile: Profile) -> bool:
    """Say whether the profile has anything to evaluate."""
    return bool(profile.categories or profile.scorecards or profile.alerts)


def evaluated(
    profile: Profile, transcript: Transcript, analysis: Analysis, analysis_id: str
) -> Evaluation:
    """Return what the profile's rules say of a call; of a draft as well, which is marked."""
    categories = category_results(profile.categories or (), transcript)
    scorecards = scorecard_results(profile.scorecards or (), analysis, categories)
    return Evaluation(
        profile_id=profile.profile_id,
        profile_version=profile.version,
        analysis_id=analysis_id,
        quality=transcript.quality,
        categories=categories,
        scorecards=scorecards,
        alerts=tuple(_alerts(profile, analysis, categories, scorecards)),
    )


def _alerts(
    profile: Profile,
    analysis: Analysis,
    categories: Sequence[CategoryResult],
    scorecards: Sequence[ScorecardResult],
) -> Iterator[str]:
    """Yield codes only: names of the profile's rules, and no word of the call."""
    if profile.alerts is None:
        return
    applying = {category.name for category in categories if category.applies}
    failed = {
        f"{scorecard.name}/{criterion.name}"
        for scorecard in scorecards
        for criterion in scorecard.criteria
        if criterion.outcome == "failed"
    }
    kinds = {finding.kind for finding in analysis.findings}
    yield from (f"category:{name}" for name in profile.alerts.categories if name in applying)
    yield from (f"criterion:{path}" for path in profile.alerts.criteria if path in failed)
    yield from (f"finding:{kind}" for kind in profile.alerts.findings if kind in kinds)
