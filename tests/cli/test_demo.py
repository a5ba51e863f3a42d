"""The demo's calls: what it would upload, without a stack."""

import pytest
import yaml

from callinsight.adapters.shipped_profiles import shipped_profiles
from callinsight.cli.demo import DemoCall, demo_calls
from callinsight.domain.recording import media_type_of
from callinsight.shipped import SHIPPED

DEMO = demo_calls()


def test_the_demo_has_three_calls_by_name() -> None:
    assert [call.file.stem for call in DEMO] == [
        "collections_payment",
        "sales_upgrade",
        "support_refund",
    ]


@pytest.mark.parametrize("call", DEMO, ids=lambda call: call.file.stem)
def test_each_demo_call_is_a_shipped_recording_for_a_shipped_profile(call: DemoCall) -> None:
    assert call.file.stat().st_size > 10_000
    assert media_type_of(call.file.name).startswith("audio/")
    assert call.profile_id in {profile.profile_id for profile in shipped_profiles()}
    assert (call.call_id, call.status, call.seconds) == ("", "", 0.0)


def test_every_shipped_recording_is_shown() -> None:
    sounds = {
        path
        for path in (SHIPPED / "recordings").iterdir()
        if media_type_of(path.name).startswith("audio/")
    }
    assert {call.file for call in DEMO} == sounds


@pytest.mark.parametrize("call", DEMO, ids=lambda call: call.file.stem)
def test_each_script_names_the_call_it_belongs_to(call: DemoCall) -> None:
    script = yaml.safe_load(call.file.with_suffix(".yaml").read_text("utf-8"))
    assert (script["call"], script["format"]) == (call.file.stem, call.file.suffix[1:])
