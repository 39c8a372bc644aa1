"""What needs a person: approvals, in every way there is to decide them."""
from playwright.sync_api import expect

from scripts import ASKING
from server import until


def test_a_tool_is_allowed_denied_and_edited(bed):
    """The scripted backend asks questions only, so the question's form is given by the test."""
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
