"""Prefect's client where nobody says which server it should use."""

import pytest
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_SERVER_ALLOW_EPHEMERAL_MODE,
    temporary_settings,
)

from callinsight.adapters.prefect import PrefectFlowRuns
from callinsight.domain.errors.deployment import SettingsError


async def test_without_an_address_the_setting_is_named_and_no_server_is_started() -> None:
    nowhere = {PREFECT_API_URL: None, PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: False}
    with temporary_settings(nowhere), pytest.raises(SettingsError, match="PREFECT_API_URL"):
        await PrefectFlowRuns("process-call/production").check()
