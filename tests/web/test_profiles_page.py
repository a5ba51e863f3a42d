"""The profiles page, in a real browser over the real API and its table."""

import re

from playwright.sync_api import Dialog, Page, expect

from callinsight.domain.call_id import new_call_id
from callinsight.domain.evaluation_report import golden_set_hash
from callinsight.domain.golden import GoldenLabel
from callinsight.domain.status import Status
from tests.builders import NOON, a_report
from tests.web.axe import Shown, violations_in_every_look
from tests.web.calls_in_the_world import a_copy_of, wait_for
from tests.web.kept_profiles import Kept, a_full_profile
from tests.web.served import ServedPage
from tests.web.support import SUPPORT

EVIL = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
EVIL += "javascript:alert(1)\"'`${1}</textarea>"


def test_a_profile_is_edited_its_versions_compared_and_an_older_one_made_current_again(
    page: Page, served: ServedPage
) -> None:
    kept = Kept(served)
    page.goto("profiles.html")
    page.get_by_role("link", name=kept.profile_id).click()
    page.get_by_role("button", name="Differences of version 1").click()
    expect(page.get_by_role("dialog")).to_contain_text("There is only one version yet")
    page.get_by_role("button", name="Close").click()
    page.get_by_label("Question", exact=True).first.fill("What happened today?")
    temperature = page.get_by_label("Temperature")
    temperature.fill("7")
    expect(temperature).to_have_accessible_description(re.compile("less than or equal to 2"))
    page.get_by_role("button", name="Save as version 2").click()
    expect(temperature).to_be_focused()
    temperature.fill("0.4")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    toast, bar = (page.locator(part).bounding_box() for part in (".toast", ".saving"))
    assert toast
    assert bar
    assert toast["y"] + toast["height"] <= bar["y"]
    assert kept.current == 2

    page.get_by_role("button", name="Differences of version 1").click()
    told = page.get_by_role("region", name="Differences")
    expect(told.locator("del", has_text="0.2")).to_be_visible()
    expect(told.locator("ins", has_text="today?")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Make current version 1").click()
    page.get_by_role("button", name="Make it current").click()
    expect(page.get_by_text("Version 1 is current.")).to_be_visible()
    assert kept.current == 1


def test_a_profile_that_is_not_touched_is_saved_as_it_was(page: Page, served: ServedPage) -> None:
    kept = Kept(served)
    page.goto(kept.page)
    expect(page.get_by_role("button", name="Save as version 2")).to_be_disabled()
    page.get_by_label("Name", exact=True).first.fill("Another name")
    page.get_by_text("Make it current").click()
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Version 2, not current")).to_be_visible()
    assert kept.current == 1
    assert kept.version(2) == a_full_profile(kept.profile_id, 2, name="Another name")
    assert list(kept.version(2).prompts) == ["summary", "resolved"]


def test_questions_are_added_moved_and_removed(page: Page, served: ServedPage) -> None:
    kept = Kept(served, {"output_schema": None, "checks": [], "keywords": {}})
    page.goto(kept.page)
    page.get_by_role("button", name="Add a question").click()
    name = page.get_by_label("Name", exact=True).nth(3)
    expect(name).to_be_focused()
    page.keyboard.type("next step")
    expect(name).to_have_attribute("aria-invalid", "true")
    name.fill("summary")
    expect(page.get_by_text("This name is used twice.").first).to_be_visible()
    name.fill("next_step")
    page.get_by_label("Question", exact=True).nth(2).fill("What comes next?")
    rows = page.get_by_role("region", name="Questions").get_by_role("listitem")
    rows.nth(2).get_by_role("button", name="Move up").click()
    rows.nth(0).get_by_role("button", name="Remove").click()
    page.get_by_label("JSON Schema").fill("{")
    expect(page.get_by_text("This is no JSON")).to_be_visible()
    page.get_by_role("button", name="Save as version 2").click()
    assert kept.numbers == [1]
    page.get_by_label("JSON Schema").fill("")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert list(kept.version(2).prompts) == ["next_step", "resolved"]


def test_the_schema_of_the_answer_keeps_step_with_the_questions(
    page: Page, served: ServedPage
) -> None:
    plain = {"type": ["string", "null"]}
    fields = {"summary": plain, "resolved": {"type": "boolean"}}
    closed = {"type": "object", "additionalProperties": False, "properties": fields}
    kept = Kept(served, {"output_schema": {**closed, "required": ["summary", "resolved"]}})
    page.goto(kept.page)
    names = page.get_by_role("region", name="Questions").get_by_label("Name", exact=True)
    page.get_by_role("button", name="Add a question").click()
    page.keyboard.type("summary_2")  # on the way it is the name of another question
    page.get_by_role("button", name="Save as version 2").click()
    asked = page.get_by_label("Question", exact=True).nth(2)
    expect(asked).to_have_accessible_description(re.compile("The question is empty"))
    asked.fill("What comes next?")
    names.nth(0).fill("short")
    rows = page.get_by_role("region", name="Questions").get_by_role("listitem")
    rows.nth(1).get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    # What somebody gave a shape of its own is theirs to take away.
    kept_fields = {"short": plain, "resolved": {"type": "boolean"}, "summary_2": plain}
    assert kept.version(2).output_schema == {
        **closed, "properties": kept_fields, "required": ["short", "resolved", "summary_2"],
    }  # fmt: skip


def test_a_version_is_tried_on_a_call(page: Page, served: ServedPage, finished: str) -> None:
    kept = Kept(served, {"output_schema": None})
    name = f"tried {kept.profile_id}.wav"
    call_id = a_copy_of(served, finished, file_name=name)
    page.goto(kept.page)
    page.get_by_role("button", name="Try on a call").click()
    page.get_by_label("Search").fill(name)
    page.get_by_role("radio", name=name).check()
    page.get_by_role("button", name="Analyze again").click()
    page.wait_for_url(f"**/call.html?id={call_id}")
    tried = wait_for(served, call_id, Status.COMPLETED, attempt=3)
    assert (tried.profile_id, tried.profile_version) == (kept.profile_id, 1)

    page.goto(kept.page)
    page.get_by_label("System prompt").fill("Not saved yet")
    page.get_by_role("button", name="Try on a call").click()
    page.get_by_label("Search").fill(name)
    page.get_by_role("radio", name=name).check()
    page.get_by_role("button", name="Save and analyze again").click()
    page.wait_for_url(f"**/call.html?id={call_id}")
    tried = wait_for(served, call_id, Status.COMPLETED, attempt=4)
    assert (tried.profile_version, kept.current) == (2, 1)
    assert kept.version(2).system_prompt == "Not saved yet"


def test_a_new_profile_is_made_from_a_copy_under_an_id_of_its_own(
    page: Page, served: ServedPage
) -> None:
    kept = Kept(served)
    mine = f"{kept.profile_id}-mine"
    page.goto(kept.page)
    page.get_by_role("button", name="Copy").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Id").fill("sales")
    dialog.get_by_label("Name").fill("Mine")
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog.get_by_text("There is a profile with this id already.")).to_be_visible()
    dialog.get_by_label("Id").fill(mine)
    dialog.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Mine")).to_be_visible()
    made = served.do(served.world.profile_store.current(mine))
    assert made == a_full_profile(mine, name="Mine")


def test_what_is_not_saved_is_not_lost_without_a_question(page: Page, served: ServedPage) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(Kept(served).page)
    page.get_by_label("System prompt").fill("Something new")
    page.get_by_role("link", name="All profiles").click()
    expect(page.get_by_label("System prompt")).to_have_value("Something new")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("System prompt")).to_have_value("Something new")
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_label("System prompt")).not_to_have_value("Something new")
    assert asked == ["beforeunload"]


def test_who_may_only_read_reads_everything_and_finds_nothing_to_press(
    page: Page, served: ServedPage
) -> None:
    # Nobody signs in here, so who asks may do everything: only this answer is another one.
    reader = {"kind": "key", "name": "reader", "scopes": ["read"], "auth": "required"}
    page.route("**/me", lambda route: route.fulfill(json=reader))
    kept = Kept(served)
    page.goto("profiles.html")
    expect(page.get_by_role("link", name=kept.profile_id)).to_be_visible()
    expect(page.get_by_role("button", name="New profile")).to_have_count(0)
    page.goto(kept.page)
    expect(page.get_by_label("System prompt")).not_to_be_editable()
    assert page.get_by_role("main").get_by_role("button").all_inner_texts() == []


def test_profiles_that_are_switched_off_are_said_calmly(page: Page) -> None:
    # Here they are on, for all tests beside this one.
    off = {"status": 409, "code": "profiles_disabled", "detail": "Profiles are files.", "hint": ""}
    page.route("**/profiles", lambda route: route.fulfill(status=409, json=off))
    page.goto("profiles.html")
    expect(page.get_by_text("Profiles are switched off here")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_profile_nobody_knows_is_told_plainly(page: Page, served: ServedPage) -> None:
    page.goto("profiles.html?id=nothing")
    expect(page.get_by_role("alert")).to_contain_text("There is no profile with this id")
    expect(page.get_by_role("alert")).not_to_contain_text("`")


def test_text_of_a_profile_is_never_markup(page: Page, served: ServedPage, finished: str) -> None:
    def evil(version: int) -> dict[str, object]:
        return {
            "name": f"{EVIL[:150]}{version}",
            "openai_model": EVIL,
            "system_prompt": f"{EVIL} {version}",
            "prompts": {"summary": f"{EVIL} {version}"},
            "output_schema": {"type": "object", "properties": {EVIL: {"description": EVIL}}},
            "keywords": {EVIL: [EVIL]},
            "checks": [{"name": EVIL[:60], "any_of": [EVIL, str(version)]}],
            "transcription": {"language": EVIL, "model": EVIL},
        }

    kept = Kept(served, evil(1), evil(2))
    marked = f"{EVIL} {kept.profile_id}"
    a_copy_of(served, finished, file_name=marked, metadata={"customer": EVIL, "agent": EVIL})
    page.goto("profiles.html")
    page.locator(f'a[href*="{kept.profile_id}"]').click()
    page.get_by_role("button", name="Differences of version 2").click()
    expect(page.get_by_role("region", name="Differences")).to_contain_text("<script>")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Try on a call").click()
    page.get_by_label("Search").fill(marked)
    expect(page.get_by_role("radio")).to_have_count(1)
    assert page.locator("main img, dialog img, main script, dialog script").count() == 0
    assert page.title() != "owned"


def test_the_keyboard_alone_edits_and_saves(page: Page, served: ServedPage) -> None:
    kept = Kept(served, {"system_prompt": "", "checks": [], "keywords": {}})
    page.goto("profiles.html")
    page.get_by_role("link", name=kept.profile_id).focus()
    page.keyboard.press("Enter")
    page.get_by_label("System prompt").wait_for()
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent"
        )
        reached.append(name)
        if name == "System prompt":
            page.keyboard.type("Be brief.")
        if name == "Save as version 2":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert kept.version(2).system_prompt == "Be brief."
    assert {"Name", "Temperature", "Question", "Key terms, one a line"} <= set(reached)


def test_the_rules_of_accessibility_hold(page: Page, served: ServedPage, finished: str) -> None:
    kept = Kept(served, {}, {"temperature": 0.9})
    page.goto("profiles.html")
    new = page.get_by_role("button", name="New profile")
    assert violations_in_every_look(page, [(None, new.wait_for), ("dialog", new.click)]) == []

    page.goto(kept.page)
    page.get_by_label("Temperature").fill("7")

    def compare() -> None:
        page.get_by_role("button", name="Differences of version 2").click()
        page.locator("ins").wait_for()

    def look_for_a_call() -> None:
        page.get_by_role("button", name="Try on a call").click()
        page.get_by_role("radio").first.wait_for()

    problem = page.get_by_text("Input should be less than").wait_for
    shown: Shown = [(None, problem), ("dialog", compare), ("dialog", look_for_a_call)]
    assert violations_in_every_look(page, shown) == []


def test_what_two_versions_answered_about_the_same_calls_is_compared(
    page: Page, served: ServedPage, finished: str
) -> None:
    page.goto(f"profiles.html?id={SUPPORT}")
    dialog = page.get_by_role("dialog")

    def compare() -> None:
        page.get_by_role("button", name=re.compile("Differences of version [12]$")).first.click()
        dialog.get_by_role("button", name="Compare what they answered").click()
        dialog.get_by_role("row", name="callback").wait_for()

    assert violations_in_every_look(page, [("dialog", compare)]) == []
    told = dialog.locator(".result .differences").last
    expect(told.locator("ins", has_text="No.").first).to_be_visible()
    expect(told.get_by_role("link", name=f"call {finished}").first).to_be_visible()


def test_a_version_that_did_worse_is_told_and_becomes_current_only_with_a_reason(
    page: Page, served: ServedPage
) -> None:
    kept = Kept(served, {}, {"temperature": 0.9})
    label = GoldenLabel(
        call_id=new_call_id(),
        profile_id=kept.profile_id,
        transcript_sha256="0",
        pointer="/summary",
        expected="A refund.",
        author="ann",
        reason="heard it",
        at=NOON,
    )
    served.do(served.world.golden_store.put_label(label))
    report = a_report(
        kept.profile_id,
        candidate=2,
        current=1,
        golden_set=golden_set_hash([label]),
        worse=("agreement",),
    )
    served.do(served.world.evaluation_store.put_report(report))
    page.goto(kept.page)
    verdict = page.get_by_role("button", name="Worse than version 1")
    verdict.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row", name="Agreement with people")).to_contain_text("worse")
    dialog.get_by_role("button", name="Close").click()
    assert violations_in_every_look(page, [("dialog", verdict.click)]) == []
    page.goto(kept.page)
    page.get_by_role("button", name="Make current version 2").click()
    page.get_by_role("button", name="Make it current").click()
    expect(page.get_by_role("dialog")).to_contain_text("Version 2 is worse than version 1")
    page.get_by_label("Why it is used all the same").fill("The labels are of last year.")
    page.get_by_role("button", name="Make it current anyway").click()
    expect(page.get_by_text("Version 2 is current.")).to_be_visible()
    assert kept.current == 2


def test_fields_and_claims_are_edited_and_what_is_wrong_stands_at_them(
    page: Page, served: ServedPage
) -> None:
    kept = Kept(served, {"fields": ("resolution",)})
    page.goto(kept.page)
    fields = page.get_by_label("Typed fields")
    expect(fields).to_have_value("resolution")
    fields.fill("resolution, nonsense")
    expect(fields).to_have_accessible_description(re.compile("no field of call_analysis.v1"))
    fields.fill("resolution, issues")
    page.get_by_label("Claims that the call does not bear out").select_option("drop")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    saved = kept.version(2)
    assert (saved.fields, saved.unverified_claims) == (("resolution", "issues"), "drop")
