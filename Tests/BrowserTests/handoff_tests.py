"""The operator's handoff of a swarm's task, on the page of its run."""
import json
import re

from playwright.sync_api import expect

from access_tests import guarded, sign_in
from scripts import SLOW
from server import until
from workflow_tests import execute, furnish, pattern, tab_to, workflow

DONE = [{"call": {"tool": "done", "input": {"result": "It is done."}}}]


def swarm(bed, first=SLOW, **configuration):
    """A swarm of Ada, Bob and Cyra whose task Ada has."""
    (ada, bob), (task, _) = furnish(bed, first, DONE)
    team = [ada, bob, bed.server.agent("Cyra", DONE, role="reviewer")], [task]
    return execute(bed, pattern(bed, team, workflow_type="swarm", configuration=configuration))


def at_work(bed, run):
    until(lambda: [turn for turn in workflow(bed, run)["executions"] if turn["status"] == "running"], "somebody works")


def test_a_swarm_is_handed_over_by_keyboard_with_a_message(bed):
    run = swarm(bed)
    at_work(bed, run)
    page = bed.visit(f"/workflows/{run}")
    expect(page.get_by_role("button", name="Hand over")).to_be_visible()
    page.keyboard.press("x")
    page.keyboard.press("h")
    dialog = page.get_by_role("dialog", name="Hand over to another agent")
    expect(dialog).to_contain_text("Ada is at “First”.")
    expect(dialog.get_by_role("radio")).to_have_count(2)
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        bed.expect_accessible(f"a handoff ({theme})")
    expect(dialog.get_by_role("radio", name="Bob")).to_be_checked()
    tab_to(page, "document.activeElement.type === 'radio'")
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("radio", name="Cyra")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("She knows this part.")
    tab_to(page, "document.activeElement.innerText === 'Hand over'")
    page.keyboard.press("Enter")
    bed.toast("Handed over to Cyra")
    expect(page.locator(".run-head .status")).to_have_text("Completed")
    expect(page.get_by_role("button", name="Hand over")).to_have_count(0)
    page.get_by_role("tab", name="Messages").click()
    expect(page.locator(".conversation")).to_contain_text("The operator: She knows this part.")
    assert [turn["status"] for turn in workflow(bed, run)["executions"]] == ["aborted", "completed"]


def test_a_refused_handoff_says_so_in_its_place(bed):
    run = swarm(bed)
    at_work(bed, run)
    page = bed.visit(f"/workflows/{run}")
    page.route("**/handoff", lambda route: route.continue_(post_data=json.dumps({"agent_id": "nobody"})))
    page.get_by_role("button", name="Hand over").click()
    page.get_by_role("dialog").get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("radiogroup", name="Who goes on")).to_have_accessible_description(re.compile("should be an agent of the workflow"))
    bed.expect_accessible("a refused handoff")
    assert workflow(bed, run)["status"] == "running"


def test_a_swarm_that_asks_a_person_has_nobody_to_hand_over_from(bed):
    run = swarm(bed, [{"call": {"tool": "transfer_to_person", "input": {"reason": "Which colour?"}}}], human_handoff=True)
    until(lambda: workflow(bed, run)["needs_interaction"], "it asks")
    page = bed.open(size=(390, 844))
    bed.visit_narrow(f"/workflows/{run}", page)
    page.get_by_role("button", name="Hand over").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Nobody has a turn just now.")
    expect(dialog.get_by_role("radio")).to_have_count(3)
    dialog.get_by_role("button", name="Hand over").click()
    expect(dialog.get_by_role("alert")).to_contain_text("No agent is at work on it")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_only_a_swarm_can_be_handed_over_and_only_by_an_operator(bed):
    guarded(bed)
    other = execute(bed, pattern(bed, furnish(bed, SLOW), name="In order"))
    run = swarm(bed)
    page = bed.page
    page.goto(f"{bed.server.url}/workflows/{run}")
    sign_in(page, "the-operator")
    expect(page.get_by_role("button", name="Hand over")).to_be_visible()
    bed.visit(f"/workflows/{other}")
    expect(page.get_by_role("button", name="Abort")).to_be_visible()
    expect(page.get_by_role("button", name="Hand over")).to_have_count(0)
    viewer = bed.open()
    viewer.goto(f"{bed.server.url}/workflows/{run}")
    sign_in(viewer, "the-viewer")
    expect(viewer.get_by_role("button", name="Abort")).to_be_visible()
    expect(viewer.get_by_role("button", name="Hand over")).to_have_count(0)
