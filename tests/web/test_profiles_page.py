"""The profiles page, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from callinsight.domain.profile import Profile
from tests.builders import a_profile
from tests.web.axe import violations
from tests.web.profiles_api import ProfilesApi

EVIL = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
EVIL += "javascript:alert(1)\"'`${1}</textarea>"


def a_full_profile(version: int = 1, **fields: object) -> Profile:
    """A profile with something in every field."""
    given = {
        "name": "Support in Zürich 北京",
        "system_prompt": "You work for the quality team. Answer in the language of the call.",
        "temperature": 0.2,
        "output_schema": {"type": "object", "properties": {"summary": {"type": "string"}}},
        "keywords": {"refund": ["refund", "money back"]},
        "checks": [{"name": "greeting", "any_of": ["good morning"], "role": "agent"}],
        "transcription": {"keyterms": ["Paper Mountain"], "language": "de"},
        **fields,
    }
    return a_profile(**{"version": version, **given})


@pytest.fixture
def api(page: Page) -> ProfilesApi:
    api = ProfilesApi(a_full_profile(), a_profile("sales", name="Sales"))
    api.answer_in(page)
    return api


def test_a_profile_is_edited_its_versions_compared_and_an_older_one_made_current_again(
    page: Page, api: ProfilesApi
) -> None:
    page.goto("profiles.html")
    page.get_by_role("link", name="Support in Zürich 北京").click()
    question = page.get_by_label("Question", exact=True).first
    question.fill("What happened today?")
    temperature = page.get_by_label("Temperature")
    temperature.fill("7")
    expect(temperature).to_have_accessible_description(re.compile("less than or equal to 2"))
    page.get_by_role("button", name="Save as version 2").click()
    expect(temperature).to_be_focused()
    temperature.fill("0.4")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert api.current["default"] == 2

    page.get_by_role("button", name="Differences of version 1").click()
    told = page.get_by_role("region", name="Differences")
    expect(told.locator("del", has_text="0.2")).to_be_visible()
    expect(told.locator("ins", has_text="today?")).to_be_visible()
    page.get_by_role("button", name="Close").click()

    page.get_by_role("button", name="Make current version 1").click()
    page.get_by_role("button", name="Make it current").click()
    expect(page.get_by_text("Version 1 is current.")).to_be_visible()
    assert api.current["default"] == 1


def test_a_profile_that_is_not_touched_is_saved_as_it_was(page: Page, api: ProfilesApi) -> None:
    page.goto("profiles.html?id=default")
    expect(page.get_by_role("button", name="Save as version 2")).to_be_disabled()
    page.get_by_label("Name", exact=True).first.fill("Another name")
    page.get_by_text("Make it current").click()
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Version 2, not current")).to_be_visible()
    assert api.current["default"] == 1
    saved = api.versions["default", 2]
    assert saved == a_full_profile(2, name="Another name")
    assert list(saved.prompts) == ["summary", "resolved"]


def test_questions_are_added_moved_and_removed(page: Page, api: ProfilesApi) -> None:
    page.goto("profiles.html?id=sales")
    page.get_by_role("button", name="Add a question").click()
    expect(page.get_by_label("Name", exact=True).nth(3)).to_be_focused()
    page.keyboard.type("next step")
    expect(page.get_by_label("Name", exact=True).nth(3)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Name", exact=True).nth(3).fill("next_step")
    page.get_by_label("Question", exact=True).nth(2).fill("What comes next?")
    rows = page.get_by_role("region", name="Questions").get_by_role("listitem")
    rows.nth(2).get_by_role("button", name="Move up").click()
    rows.nth(0).get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert list(api.versions["sales", 2].prompts) == ["next_step", "resolved"]


def test_a_name_used_twice_and_a_schema_that_is_no_json_are_told_at_their_fields(
    page: Page, api: ProfilesApi
) -> None:
    page.goto("profiles.html?id=default")
    page.get_by_label("Name", exact=True).nth(2).fill("summary")
    expect(page.get_by_text("This name is used twice.").first).to_be_visible()
    page.get_by_label("JSON Schema").fill("{")
    expect(page.get_by_text("This is no JSON")).to_be_visible()
    page.get_by_role("button", name="Save as version 2").click()
    assert api.changes == []


def test_a_version_is_tried_on_a_call(page: Page, api: ProfilesApi) -> None:
    api.calls = [
        {"call_id": "c1", "file_name": "first.wav", "created_at": "2026-11-23T12:00:00Z"},
        {"call_id": "c2", "file_name": "second.wav", "created_at": "2026-11-23T12:00:00Z"},
    ]
    page.goto("profiles.html?id=default")
    page.get_by_role("button", name="Try on a call").click()
    page.get_by_role("radio", name="second.wav").check()
    page.get_by_role("button", name="Analyze again").click()
    page.wait_for_url("**/call.html?id=c2")
    wanted = {"from": "analyze", "profile_id": "default", "profile_version": 1}
    assert api.changes == [("POST", "calls/c2/reruns", wanted)]


def test_a_new_profile_is_made_from_a_copy_under_an_id_of_its_own(
    page: Page, api: ProfilesApi
) -> None:
    page.goto("profiles.html?id=default")
    page.get_by_role("button", name="Copy").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Id").fill("sales")
    dialog.get_by_label("Name").fill("Mine")
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog.get_by_text("There is a profile with this id already.")).to_be_visible()
    dialog.get_by_label("Id").fill("mine")
    dialog.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Mine")).to_be_visible()
    assert api.versions["mine", 1] == a_full_profile(profile_id="mine", name="Mine")


def test_what_is_not_saved_is_not_lost_without_a_question(page: Page, api: ProfilesApi) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto("profiles.html?id=default")
    page.get_by_label("System prompt").fill("Something new")
    page.get_by_role("link", name="All profiles").click()
    expect(page.get_by_label("System prompt")).to_have_value("Something new")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("System prompt")).not_to_have_value("Something new")
    assert asked == ["beforeunload"]


def test_who_may_only_read_reads_everything_and_finds_nothing_to_press(
    page: Page, api: ProfilesApi
) -> None:
    api.scopes = ("read",)
    page.goto("profiles.html")
    expect(page.get_by_role("link", name="Sales")).to_be_visible()
    expect(page.get_by_role("button", name="New profile")).to_have_count(0)
    page.goto("profiles.html?id=default")
    expect(page.get_by_label("System prompt")).not_to_be_editable()
    assert page.get_by_role("main").get_by_role("button").all_inner_texts() == []


def test_profiles_that_are_switched_off_are_said_calmly(page: Page, api: ProfilesApi) -> None:
    api.disabled = True
    page.goto("profiles.html")
    expect(page.get_by_text("Profiles are switched off here")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_text_of_a_profile_is_never_markup(page: Page, api: ProfilesApi) -> None:
    for version in (1, 2):
        api.versions["default", version] = a_full_profile(
            version,
            name=f"{EVIL}{version}",
            openai_model=EVIL,
            system_prompt=f"{EVIL} {version}",
            prompts={"summary": f"{EVIL} {version}"},
            output_schema={"type": "object", "properties": {EVIL: {"description": EVIL}}},
            keywords={EVIL: [EVIL]},
            checks=[{"name": EVIL[:60], "any_of": [EVIL, str(version)]}],
            transcription={"language": EVIL, "model": EVIL},
        )
    api.calls = [{"call_id": EVIL, "file_name": EVIL, "customer": EVIL, "agent": EVIL}]
    page.goto("profiles.html")
    page.get_by_role("link", name=EVIL[:20]).click()
    page.get_by_role("button", name="Differences of version 2").click()
    expect(page.get_by_role("region", name="Differences")).to_contain_text("<script>")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Try on a call").click()
    expect(page.get_by_role("radio")).to_have_count(1)
    assert page.locator("main img, dialog img, main script, dialog script").count() == 0
    assert page.title() != "owned"


def test_the_keyboard_alone_edits_and_saves(page: Page, api: ProfilesApi) -> None:
    page.goto("profiles.html")
    page.get_by_role("link", name="Sales").focus()
    page.keyboard.press("Enter")
    page.get_by_label("System prompt").wait_for()
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.labels?.[0]?.textContent")
        reached.append(name)
        if name == "System prompt":
            page.keyboard.type("Be brief.")
        if page.evaluate("document.activeElement.textContent") == "Save as version 2":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert api.versions["sales", 2].system_prompt == "Be brief."
    assert {"Name", "Temperature", "Question", "Key terms, one a line"} <= set(reached)


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1360), ("dark", 1360), ("light", 375), ("dark", 375)]
)
def test_the_page_is_accessible(page: Page, api: ProfilesApi, scheme: str, width: int) -> None:
    api.calls = [{"call_id": "c1", "file_name": "first.wav", "created_at": "2026-11-23T12:00:00Z"}]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("profiles.html")
    page.get_by_role("link", name="Sales").wait_for()
    assert violations(page) == []
    page.goto("profiles.html?id=default")
    page.get_by_label("Temperature").fill("7")
    page.get_by_text("Input should be less than").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Try on a call").click()
    page.get_by_role("radio").wait_for()
    assert violations(page) == []
