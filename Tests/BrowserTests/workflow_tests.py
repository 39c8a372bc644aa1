"""Orchestration: from objective to a run, and the run of a workflow, all on the real server."""
import json
import pathlib

from playwright.sync_api import expect

from scripts import ASKING, FAILING, SLOW, TALKATIVE
from server import until

PATTERNS = "/api/workflows/patterns"


def furnish(bed, first=TALKATIVE, second=TALKATIVE):
    """Two agents and two tasks, the second of which needs the first."""
    ada, bob = bed.server.agent("Ada", first), bed.server.agent("Bob", second)
    build = bed.server.task("First", [ada])
    test = bed.server.task("Second", [bob], dependencies=[build])
    return [ada, bob], [build, test]


def pattern(bed, team, **fields):
    agents, tasks = team
    body = {"name": "Release", "description": "d", "agent_ids": agents, "task_ids": tasks, "user_objective": "Ship it.", "workflow_type": "sequential"}
    return bed.server.post(PATTERNS, {**body, **fields})["id"]


def execute(bed, id, becomes=None):
    run = bed.server.post(f"/api/workflows/execute/{id}")["id"]
    if becomes:
        until(lambda: workflow(bed, run)["status"] == becomes, f"the workflow is {becomes}")
    return run


def asking(bed):
    """A workflow whose first agent waits for a person."""
    run = execute(bed, pattern(bed, furnish(bed, ASKING)))
    until(lambda: workflow(bed, run)["needs_interaction"], "somebody asks")
    return run


def workflow(bed, run):
    return bed.server.get(f"/api/workflows/executions/{run}")


def fill(page, name="Release"):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Objective").fill("Ship it.")
    for name in ("Ada", "Bob", "First", "Second"):
        page.get_by_role("checkbox", name=name).check()


def test_a_pattern_is_recommended_created_and_executed(bed):
    _, tasks = furnish(bed)
    page = bed.visit("/orchestration/new")
    page.get_by_role("button", name="Analyze").click()
    bed.toast("Please select agents and tasks for analysis")
    fill(page)
    page.get_by_role("button", name="Analyze").click()
    bed.toast("Recommended: sequential")
    expect(page.locator(".analysis")).to_contain_text("% sure")
    expect(page.get_by_role("radio", name="Sequential")).to_be_checked()
    expect(page.locator(".graph .node")).to_have_count(2)
    page.get_by_text("Parallel", exact=True).click()
    expect(page.locator(".graph")).to_contain_text("Gather results")
    page.get_by_role("button", name="Create and execute").click()
    bed.toast("Workflow pattern created successfully")
    expect(page.get_by_role("heading", level=1, name="Release")).to_be_visible()
    expect(page.locator(".run-head .status")).to_have_text("Completed")
    made = bed.server.get(PATTERNS)[0]
    assert made["workflow_type"] == "parallel" and made["task_ids"] == tasks and made["user_objective"] == "Ship it.", made


def test_a_name_that_is_taken_is_refused_in_the_servers_words(bed):
    pattern(bed, furnish(bed))
    page = bed.visit("/orchestration/new")
    fill(page)
    page.get_by_role("button", name="Create", exact=True).click()
    bed.toast("Release")
    expect(page.get_by_role("heading", level=1, name="New pattern")).to_be_visible()


def test_saved_patterns_show_their_integrity_and_are_executed_and_deleted(bed):
    team = furnish(bed)
    pattern(bed, team)
    page = bed.visit("/orchestration")
    expect(page.get_by_text("complete", exact=True)).to_be_visible()
    page.get_by_role("button", name="Actions for Release").click()
    page.get_by_role("menuitem", name="Delete…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    bed.toast("Workflow pattern deleted")
    page.get_by_role("button", name="Undo").click()
    bed.toast("The pattern is back")
    page.get_by_role("button", name="Execute").click()
    bed.toast("Workflow execution started")
    expect(page.locator(".run-head .status")).to_have_text("Completed")
    bed.server.send("DELETE", f"/api/tasks/{team[1][1]}?force=true")
    bed.visit("/orchestration")
    expect(page.get_by_text("1 task gone")).to_be_visible()


def test_a_pattern_is_edited(bed):
    agents, tasks = furnish(bed)
    id = pattern(bed, (agents, tasks), configuration={"budget": {"cost_usd": 1}}, project_directory=f"{bed.server.data}/workspaces/p")
    page = bed.visit(f"/orchestration/{id}")
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Name")).to_have_value("Release")
    page.get_by_label("Name").fill("Renamed")
    page.get_by_label("Project directory").fill("")
    page.get_by_role("checkbox", name="Second").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    bed.toast("Workflow pattern updated")
    expect(page.get_by_role("heading", level=1, name="Renamed")).to_be_visible()
    changed = bed.server.get(f"{PATTERNS}/{id}")
    assert changed["task_ids"] == tasks[:1] and changed["project_directory"] is None and changed["configuration"]["budget"] == {"cost_usd": 1}, changed


def test_the_run_of_a_workflow_is_shown(bed):
    run = execute(bed, pattern(bed, furnish(bed), configuration={"budget": {"cost_usd": 1}}), "completed")
    page = bed.visit(f"/workflows/{run}")
    expect(page.locator(".run-head")).to_contain_text("100%")
    expect(page.locator(".run-head")).to_contain_text("$0.025 of $1")
    expect(page.locator(".markdown h3").first).to_have_text("Done")
    expect(page.locator(".node")).to_have_count(2)
    expect(page.locator(".inspector .log-line").first).to_be_visible()
    page.get_by_role("tab", name="Messages").click()
    expect(page.locator(".conversation")).to_contain_text("First")
    page.get_by_role("tab", name="Events").click()
    expect(page.locator(".event-list .event").first).to_be_visible()
    page.get_by_role("tab", name="Result").click()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        bed.expect_accessible(f"a workflow ({theme})")


def test_a_workflow_is_paused_resumed_and_aborted(bed):
    run = execute(bed, pattern(bed, furnish(bed, SLOW)))
    page = bed.visit(f"/workflows/{run}")
    status = page.locator(".run-head .status")
    expect(status).to_have_text("Running")
    until(lambda: workflow(bed, run)["executions"] and workflow(bed, run)["executions"][0]["status"] == "running", "somebody works")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("dialog").get_by_text("At once").click()
    page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    expect(status).to_have_text("Paused")
    page.get_by_role("button", name="Resume", exact=True).click()
    expect(status).to_have_text("Running")
    page.get_by_role("button", name="Abort").click()
    expect(page.get_by_role("dialog")).to_contain_text("can never go on")
    page.get_by_role("dialog").get_by_role("button", name="Abort").click()
    expect(status).to_have_text("Aborted")
    assert workflow(bed, run)["status"] == "aborted"


def test_what_failed_is_repeated_and_what_was_done_is_kept(bed):
    team = furnish(bed, TALKATIVE, FAILING)
    run = execute(bed, pattern(bed, team), "completed")
    bed.server.send("PUT", f"/api/agents/{team[0][1]}", {"execution_settings": {"script": TALKATIVE}})
    page = bed.visit(f"/workflows/{run}")
    page.get_by_role("button", name="Re-run", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("What did not succeed")).to_be_visible()
    first = dialog.locator(".choice").first
    expect(first).to_contain_text("Kept, not run or paid again ($0.012): First.")
    expect(first).to_contain_text("Repeated: Second")
    expect(dialog.locator(".choice").nth(1)).to_contain_text("Repeated: First, Second")
    bed.expect_accessible("the question before a re-run")
    dialog.get_by_role("button", name="Re-run").click()
    bed.toast("The re-run has begun")
    expect(page.get_by_text("1 execution kept from it, and not paid again")).to_be_visible()
    expect(page.locator(".run-head .status")).to_have_text("Completed")
    expect(page.locator(".timeline")).to_contain_text("Ada, kept")
    expect(page.locator(".run-head")).to_contain_text("$0.012")
    again = workflow(bed, page.url.rsplit("/", 1)[1])
    assert again["rerun_of"] == run and again["failed_tasks"] == [] and again["usage"]["cost_usd"] == 0.0123, again
    page.locator(".banner a").click()
    expect(page.get_by_text("It was repeated by")).to_be_visible()


def test_one_part_is_repeated_with_what_follows_it(bed):
    run = execute(bed, pattern(bed, furnish(bed)), "completed")
    page = bed.visit(f"/workflows/{run}")
    page.get_by_role("button", name="Second, Completed").first.click()
    page.get_by_role("button", name="Re-run from here").click()
    dialog = page.get_by_role("dialog", name="Re-run from “Second”?")
    expect(dialog).to_contain_text("Kept, not run or paid again ($0.012): First.")
    dialog.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="First, Completed").first.click()
    page.get_by_role("button", name="Re-run from here").click()
    expect(page.get_by_role("dialog")).to_contain_text("Repeated: First, Second, which cost $0.025.")
    page.get_by_role("dialog").get_by_role("button", name="Re-run").click()
    until(lambda: len(bed.server.get("/api/execution/status")) == 4, "both tasks are done again")
    expect(page.locator(".run-head .status")).to_have_text("Completed")


def test_a_question_in_a_workflow_stands_in_the_inbox_once(bed):
    run = asking(bed)
    page = bed.visit("/inbox")
    expect(page.locator(".question")).to_have_count(1)
    other = bed.open(path=f"/workflows/{run}")
    expect(other.locator(".question")).to_have_count(1)
    page.get_by_label("Your answer").fill("blue")
    page.get_by_role("button", name="Answer", exact=True).click()
    bed.toast("Answered")
    expect(other.locator(".question")).to_have_count(0)
    expect(other.locator(".run-head .status")).to_have_text("Completed")


def test_a_workflow_goes_on_after_kill_9_without_a_reload(bed):
    run = asking(bed)
    page = bed.visit(f"/workflows/{run}")
    page.evaluate("window.isSamePage = true")
    bed.server.kill()
    expect(page.locator(".link-state.reconnecting")).to_be_visible()
    bed.server.start()
    expect(page.locator(".link-state.live")).to_be_visible()
    page.get_by_label("Your answer").fill("red")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".run-head .status")).to_have_text("Completed")
    expect(page.locator(".node").first).to_contain_text("First")
    assert page.evaluate("window.isSamePage"), "the page was loaded again"


def test_a_task_that_waits_for_another_says_so(bed):
    run = execute(bed, pattern(bed, furnish(bed, SLOW)))
    page = bed.visit(f"/workflows/{run}")
    expect(page.get_by_text("It needs 'First' first.")).to_be_visible()


def test_a_workflow_is_made_by_keyboard_alone(bed):
    furnish(bed)
    page = bed.visit("/")
    page.keyboard.press("c")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1, name="New pattern")).to_be_visible()
    tab_to(page, "document.activeElement.id && document.activeElement.labels?.[0]?.innerText.startsWith('Name')")
    page.keyboard.type("Keyed")
    for name in ("Ada", "Bob", "First", "Second"):
        tab_to(page, f"document.activeElement.type === 'checkbox' && document.activeElement.closest('label').innerText.includes('{name}')")
        page.keyboard.press("Space")
    tab_to(page, "document.activeElement.type === 'radio'")
    page.keyboard.press("ArrowDown")
    tab_to(page, "document.activeElement.innerText?.trim() === 'Create and execute'", "Shift+Tab")
    page.keyboard.press("Enter")
    bed.toast("Workflow execution started")
    expect(page.locator(".run-head .status")).to_have_text("Completed")


def tab_to(page, condition, key="Tab"):
    for _ in range(80):
        if page.evaluate(condition):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard never came to {condition}")


def test_a_project_is_looked_at_and_loaded(bed):
    folder = pathlib.Path(bed.server.data) / "workspaces/project"
    (folder / "agents").mkdir(parents=True)
    (folder / "tasks").mkdir()
    agent = folder / "agents/ada.json"
    agent.write_text(json.dumps({"name": "Ada", "role": "engineer", "system_prompt": "short"}))
    (folder / "tasks/a.json").write_text(json.dumps({"title": "Build", "description": "Build it.", "assigned_agents": ["Ada"]}))
    page = bed.visit("/orchestration")
    panel = page.get_by_role("region", name="Load from a project directory")
    panel.get_by_label("Project directory").fill("/etc")
    panel.get_by_role("button", name="Look").click()
    expect(panel.locator(".field-error")).to_contain_text("outside")
    panel.get_by_label("Project directory").fill(str(folder))
    panel.get_by_role("button", name="Look").click()
    expect(panel.locator(".file-errors dt")).to_have_text(["agents/ada.json", "tasks/a.json"])
    expect(panel.locator(".file-errors dd").first).to_contain_text("system_prompt")
    expect(panel.get_by_role("button", name="Load 1 agent and 1 task")).to_be_disabled()
    bed.expect_accessible("a project with mistakes")
    agent.write_text(json.dumps({"name": "Ada", "role": "engineer", "system_prompt": "You write tested code."}))
    panel.get_by_role("button", name="Look").click()
    panel.get_by_role("button", name="Load 1 agent and 1 task").click()
    bed.toast("Project loaded")
    assert bed.server.get("/api/tasks")[0]["assigned_agents"][0]["name"] == "Ada"
    panel.get_by_role("button", name="Load 1 agent and 1 task").click()
    bed.toast("Everything was there already")
