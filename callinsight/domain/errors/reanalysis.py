"""What cannot be done with a re-analysis."""

from callinsight.domain.errors.base import PermanentError


class ReanalysisNotFoundError(PermanentError):
    """No re-analysis has this id; they are kept for 90 days."""

    code = "reanalysis_not_found"
    hint = "`callinsight reanalyze list` shows those there are."


class ReanalysisEndedError(PermanentError):
    """The re-analysis is completed or cancelled: nothing of it can be stopped or resumed."""

    code = "reanalysis_ended"
    hint = "Begin another one: calls that are up to date are left alone."
