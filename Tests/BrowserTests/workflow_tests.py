"""Orchestration: from objective to a run, and the run of a workflow."""
from playwright.sync_api import expect

from fake_workflows import FakeWorkflows
from scripts import TALKATIVE
from server import until


def furnish(bed, page=None):
    agent = bed.server.agent("Ada", TALKATIVE)
    first = bed.server.task("First", [agent])
    second = bed.server.task("Second", [agent])
    run = bed.server.post("/api/execution/start", {"task_id": first})["execution_id"]
    until(lambda: bed.server.status(run) == "completed", "the run ends")
    return FakeWorkflows(page or bed.page, [agent], [first, second], [run])


def fill(page, name="Release"):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Objective").fill("Ship it.")
    page.get_by_role("checkbox", name="Ada").check()
    page.get_by_role("checkbox", name="First").check()
    page.get_by_role("checkbox", name="Second").check()


def test_a_pattern_is_recommended_created_and_executed(bed):
    fake = furnish(bed)
    page = bed.visit("/orchestration/new")
    page.get_by_role("button", name="Analyze").click()
    bed.toast("Please select agents and tasks for analysis")
    fill(page)
    page.get_by_role("button", name="Analyze").click()
    bed.toast("Recommended: parallel")
    expect(page.locator(".analysis")).to_contain_text("82% sure")
    expect(page.locator(".analysis")).to_contain_text("do not wait for each other")
    expect(page.get_by_role("radio", name="Parallel")).to_be_checked()
    expect(page.locator(".graph")).to_contain_text("Gather results")
    page.get_by_text("Sequential").click()
    page.get_by_role("button", name="Create and execute").click()
    bed.toast("Workflow pattern created successfully")
    expect(page.get_by_role("heading", level=1, name="Release")).to_be_visible()
    sent = next(body for _, path, body in fake.sent if path == "patterns")
    assert sent["workflow_type"] == "sequential" and sent["task_ids"] == fake.tasks and sent["user_objective"] == "Ship it.", sent


def test_a_name_that_is_taken_is_refused_in_words(bed):
    furnish(bed)
    page = bed.visit("/orchestration/new")
    fill(page)
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Release")).to_be_visible()
    bed.visit("/orchestration/new")
    fill(page)
    page.get_by_role("button", name="Create", exact=True).click()
    bed.toast("There is a pattern 'Release' already.")


def test_saved_patterns_show_their_integrity_and_are_executed_and_deleted(bed):
    fake = furnish(bed)
    fake.patterns.append(fake.pattern({"name": "Release", "description": "d", "agent_ids": fake.agents, "task_ids": fake.tasks, "user_objective": "o"}))
    page = bed.visit("/orchestration")
    expect(page.get_by_text("1 task gone")).to_be_visible()
    page.get_by_role("button", name="Actions for Release").click()
    page.get_by_role("menuitem", name="Delete…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    bed.toast("Workflow pattern deleted")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Execute").click()
    bed.toast("Workflow execution started")


def test_the_run_of_a_workflow_is_shown_and_steered(bed):
    fake = furnish(bed)
    fake.patterns.append(fake.pattern({"name": "Release", "description": "d", "agent_ids": fake.agents, "task_ids": fake.tasks, "user_objective": "o"}))
    fake.runs = [fake.run()]
    page = bed.visit(f"/workflows/{fake.runs[0]['id']}")
    expect(page.locator(".run-head")).to_contain_text("50%")
    expect(page.locator(".markdown h3").first).to_have_text("All is well")
    expect(page.locator(".node")).to_have_count(2)
    expect(page.locator(".inspector .log-line").first).to_be_visible()
    page.get_by_role("tab", name="Messages").click()
    expect(page.locator(".conversation")).to_contain_text("Over to you.")
    page.get_by_role("tab", name="Result").click()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        bed.expect_accessible(f"a workflow ({theme})")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    expect(page.locator(".run-head .status")).to_have_text("Paused")
    page.get_by_role("button", name="Resume", exact=True).click()
    expect(page.locator(".run-head .status")).to_have_text("Running")


def test_a_question_of_a_workflow_itself_stands_in_the_inbox(bed):
    fake = furnish(bed)
    question = {"interaction_id": "q", "asked_at": "2030-01-01T00:00:00.000Z", "question": {"id": "q", "kind": "question", "message": "Is this plan right?", "answers": "a text"}}
    fake.runs = [{**fake.run(), "status": "waiting", "interactions": [question]}]
    page = bed.visit("/inbox")
    page.get_by_label("Your answer").fill("yes")
    page.get_by_role("button", name="Answer", exact=True).click()
    bed.toast("Answered")
    assert fake.sent[-1][1:] == (f"executions/{fake.runs[0]['id']}/input", {"interaction_id": "q", "answer": "yes"}), fake.sent


def test_a_workflow_is_made_by_keyboard_alone(bed):
    furnish(bed)
    page = bed.visit("/")
    page.keyboard.press("c")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1, name="New pattern")).to_be_visible()
    tab_to(page, "document.activeElement.id && document.activeElement.labels?.[0]?.innerText.startsWith('Name')")
    page.keyboard.type("Keyed")
    for name in ("Ada", "First", "Second"):
        tab_to(page, f"document.activeElement.type === 'checkbox' && document.activeElement.closest('label').innerText.includes('{name}')")
        page.keyboard.press("Space")
    tab_to(page, "document.activeElement.type === 'radio'")
    page.keyboard.press("ArrowDown")
    tab_to(page, "document.activeElement.innerText?.trim() === 'Create and execute'", "Shift+Tab")
    page.keyboard.press("Enter")
    bed.toast("Workflow execution started")


def tab_to(page, condition, key="Tab"):
    for _ in range(80):
        if page.evaluate(condition):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard never came to {condition}")


def test_a_tool_is_allowed_denied_and_edited(bed):
    """The scripted backend asks questions only, so the question's form is given by the test."""
    from scripts import ASKING
    run = bed.server.run("Careful", ASKING)
    until(lambda: bed.server.status(run) == "waiting", "somebody asks")
    approval = {"interaction_id": "a", "asked_at": "2030-01-01T00:00:00.000Z", "question": {"id": "a", "kind": "tool_approval", "message": "The agent wants to use Bash.", "tool": "Bash", "input": {"command": "rm -r x"}, "answers": ""}}
    answers = []
    page = bed.page
    page.route(f"**/api/execution/{run}", lambda route: route.fulfill(json={**bed.server.get(f"/api/execution/{run}"), "interactions": [approval]}))
    page.route(f"**/api/execution/{run}/input", lambda route: (answers.append(route.request.post_data_json), route.fulfill(json={"status": "pending", "execution_id": run, "message": "ok", "success": True})))
    bed.visit("/inbox")
    expect(page.get_by_text("rm -r x")).to_be_visible()
    bed.expect_accessible("an approval")
    page.get_by_role("button", name="Allow", exact=True).click()
    bed.toast("Bash is allowed")
    page.get_by_role("button", name="Always in this run").click()
    page.get_by_label("What the agent is told").fill("Too much.")
    page.get_by_role("button", name="Deny").click()
    bed.toast("Bash is denied")
    page.get_by_role("button", name="Edit the input").click()
    page.get_by_label("What Bash gets").fill('{"command": "ls"}')
    page.get_by_role("button", name="Allow with this input").click()
    until(lambda: len(answers) == 4 or page.wait_for_timeout(50), "all answers are sent")
    assert [answer["answer"] for answer in answers] == [
        {"decision": "allow"}, {"decision": "allow", "remember": True}, {"decision": "deny", "message": "Too much."},
        {"decision": "allow", "updated_input": {"command": "ls"}}], answers
