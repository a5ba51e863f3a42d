"""The limit of open files."""

import logging
import resource

import pytest

from callinsight.open_files import WITHOUT_LIMIT, raise_open_files_limit

NO_LIMIT = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("limits", "raised"),
    [
        ((256, 4096), 4096),
        ((4096, 4096), 4096),
        ((256, NO_LIMIT), WITHOUT_LIMIT),
        ((65_536, NO_LIMIT), 65_536),
        ((NO_LIMIT, NO_LIMIT), NO_LIMIT),
    ],
)
def test_the_soft_limit_is_raised_to_the_hard_one_or_what_a_kernel_takes(
    limits: tuple[int, int],
    raised: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = limits

    def set_limits(kind: int, new: tuple[int, int]) -> None:
        nonlocal now
        now = new

    monkeypatch.setattr(resource, "getrlimit", lambda kind: now)
    monkeypatch.setattr(resource, "setrlimit", set_limits)
    with caplog.at_level(logging.INFO, "callinsight"):
        assert raise_open_files_limit() == raised
    assert now == (raised, limits[1])
    assert ("any number of" if raised == NO_LIMIT else str(raised)) in caplog.text


def test_a_limit_that_cannot_be_raised_stays_and_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(kind: int, new: tuple[int, int]) -> None:
        raise ValueError("not allowed")

    monkeypatch.setattr(resource, "getrlimit", lambda kind: (256, 4096))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert raise_open_files_limit() == 256
    assert "stays at 256" in caplog.text
