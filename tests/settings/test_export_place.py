"""Where daily exports go, and what they need."""

import sys

import pytest
from pydantic import ValidationError

from callinsight.adapters.s3_exports import S3ExportStore
from callinsight.domain.errors.deployment import ExtraMissingError
from callinsight.services import Services
from tests.builders import fake_services, settings


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (None, ("artifacts", "exports/calls")),
        ("s3://warehouse/from/callinsight/", ("warehouse", "from/callinsight")),
        ("s3://warehouse", ("warehouse", "")),
    ],
)
def test_exports_go_to_the_artifacts_bucket_or_where_a_setting_says(
    url: str | None, place: tuple[str, str]
) -> None:
    store = Services(settings(callinsight_export_url=url)).export_store
    assert isinstance(store, S3ExportStore)
    assert (store.bucket, store.prefix) == place


@pytest.mark.parametrize("url", ["warehouse", "https://warehouse/x", "s3://", "s3://UPPER/x"])
def test_what_is_no_address_of_a_bucket_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        settings(callinsight_export_url=url)


def test_without_pyarrow_an_export_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "callinsight.adapters.parquet", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraMissingError) as missing:
        _ = fake_services().daily_export
    assert missing.value.hint == "Install callinsight[export]."
