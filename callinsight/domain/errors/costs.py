"""What can be wrong with a question about costs."""

from callinsight.domain.errors.base import PermanentError


class DaysInvalidError(PermanentError):
    """Days that are no range, or too many."""

    code = "days_invalid"
    hint = "Name the first and the last day, at most a year apart."
