"""Errors: one tree, stable codes, useful hints, and safe passage between processes."""

import copy
import importlib
import pickle
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from callinsight.domain import errors
from callinsight.domain.errors.base import CallInsightError, RetryableError, ServiceUnavailableError
from callinsight.domain.errors.provider import ProviderUnavailableError
from callinsight.domain.failures import PROVIDER_UNAVAILABLE

for module in pkgutil.iter_modules(errors.__path__, f"{errors.__name__}."):
    importlib.import_module(module.name)

SNAKE_CASE = re.compile(r"[a-z]+(_[a-z]+)*")
SHARED_CODES = {
    "budget": {"BudgetHeldError", "BudgetUsedUpError"},
    "internal": {"CallInsightError", "InternalError"},
    "outcome_unknown": {"AmbiguousOutcomeError", "OutcomeUnknownError"},
}


def children(parent: type[CallInsightError]) -> list[type[CallInsightError]]:
    """Return those of the domain: what other modules add depends on who imported them."""
    ours = f"{errors.__name__}."
    return [child for child in parent.__subclasses__() if child.__module__.startswith(ours)]


def descendants(parent: type[CallInsightError]) -> Iterator[type[CallInsightError]]:
    for child in children(parent):
        yield child
        yield from descendants(child)


TREE: list[type[CallInsightError]] = [CallInsightError, *descendants(CallInsightError)]
LEAVES = [error for error in TREE if not children(error)]


def drawn_parents() -> dict[str, str]:
    """Each class the docstring of the package draws, with the class it hangs from."""
    parents: dict[str, str] = {}
    branch = ["CallInsightError"]
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"([│ ]*)[├└]── (\w+)", line):
            depth = len(match[1]) // 4 + 1
            branch[depth:] = [match[2]]
            parents[match[2]] = branch[depth - 1]
    return parents


def made(error: type[CallInsightError]) -> CallInsightError:
    if issubclass(error, RetryableError):
        return error("It went wrong.", 12.5)
    return error("It went wrong.")


def test_the_drawn_tree_is_the_real_tree() -> None:
    real = {child.__name__: parent.__name__ for parent in TREE for child in children(parent)}
    assert drawn_parents() == real


def test_a_provider_that_is_down_is_a_service_that_is_down_under_its_own_code() -> None:
    assert ProviderUnavailableError in TREE
    assert issubclass(ProviderUnavailableError, ServiceUnavailableError)
    assert ProviderUnavailableError.code == PROVIDER_UNAVAILABLE.code == "provider_unavailable"


@pytest.mark.parametrize("error", TREE)
def test_an_error_survives_pickling(error: type[CallInsightError]) -> None:
    before = made(error)
    for again in (pickle.loads(pickle.dumps(before)), copy.copy(before)):  # noqa: S301
        assert type(again) is error
        assert str(again) == "It went wrong."
        assert again.__dict__ == before.__dict__
        assert (again.code, again.hint, again.retryable) == (
            before.code,
            before.hint,
            before.retryable,
        )


@pytest.mark.parametrize("error", list(descendants(RetryableError)))
def test_the_wait_a_provider_asks_for_survives_pickling(error: type[RetryableError]) -> None:
    again = pickle.loads(pickle.dumps(error("Slow down.", 12.5)))  # noqa: S301
    assert again.retry_after_seconds == 12.5
    assert error("Slow down.").retry_after_seconds is None


@pytest.mark.parametrize("error", TREE)
def test_an_error_is_retryable_exactly_below_retryable_error(
    error: type[CallInsightError],
) -> None:
    assert error.retryable is issubclass(error, RetryableError)


@pytest.mark.parametrize("error", TREE)
def test_a_code_is_in_snake_case(error: type[CallInsightError]) -> None:
    assert SNAKE_CASE.fullmatch(error.code)


@pytest.mark.parametrize("error", LEAVES)
def test_a_leaf_says_what_to_do_in_a_sentence(error: type[CallInsightError]) -> None:
    assert error.hint.strip() == error.hint
    assert error.hint.endswith(".")


@pytest.mark.parametrize("error", TREE)
def test_an_error_explains_itself_in_its_docstring(error: type[CallInsightError]) -> None:
    assert error.__doc__


def test_a_code_names_one_error_unless_two_mean_the_same_to_a_person() -> None:
    named = defaultdict(set)
    for error in TREE:
        named[error.code].add(error.__name__)
    assert {code: names for code, names in named.items() if len(names) > 1} == SHARED_CODES
