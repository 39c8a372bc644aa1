"""What needs a person: approvals, in every way there is to decide them."""
import json
import pathlib

from playwright.sync_api import expect

from server import ROOT, Server, until

ASKING_CLAUDE = ROOT / "Tests/BrowserTests/asking_claude.py"


def asks_to_run(bed, commands):
    """A run on the CLI's stand-in, which wants to use Bash for each of the commands. Returns its id."""
    bed.server.stop()
    bed.server = Server(backend="claude_cli", claude=ASKING_CLAUDE)
    agent = bed.server.agent()
    task = bed.server.post("/api/tasks", {"title": "Careful", "description": json.dumps(commands), "assigned_agent_ids": [agent]})["id"]
    return bed.server.post("/api/execution/start", {"task_id": task})["execution_id"]


def answers_to(bed):
    """What the agent was answered, in its order."""
    file = pathlib.Path(bed.server.data) / "answers.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_a_tool_is_allowed_denied_and_edited(bed):
    run = asks_to_run(bed, ["make", "rm -r x", "rm -r y"])
    page = bed.page
    bed.visit("/inbox")
    expect(page.get_by_text("make")).to_be_visible()
    bed.expect_accessible("an approval")
    page.get_by_role("button", name="Allow", exact=True).click()
    bed.toast("Bash is allowed")
    expect(page.get_by_text("rm -r x")).to_be_visible()
    page.get_by_label("What the agent is told").fill("Too much.")
    page.get_by_role("button", name="Deny").click()
    bed.toast("Bash is denied")
    expect(page.get_by_text("rm -r y")).to_be_visible()
    page.get_by_role("button", name="Edit the input").click()
    page.get_by_label("What Bash gets").fill('{"command": "ls"}')
    page.get_by_role("button", name="Allow with this input").click()
    until(lambda: bed.server.status(run) == "completed", "the agent goes on to its end")
    allowed, denied, edited = answers_to(bed)
    assert allowed["behavior"] == "allow" and allowed["updatedInput"] == {"command": "make"}, allowed
    assert denied["behavior"] == "deny" and denied["message"] == "Too much.", denied
    assert edited["behavior"] == "allow" and edited["updatedInput"] == {"command": "ls"}, edited


def test_a_tool_that_is_allowed_for_the_run_is_not_asked_about_again(bed):
    run = asks_to_run(bed, ["make", "make test", "make install"])
    page = bed.page
    bed.visit("/inbox")
    expect(page.get_by_text("make")).to_be_visible()
    page.get_by_role("button", name="Always in this run").click()
    until(lambda: bed.server.status(run) == "completed", "the agent goes on to its end without another question")
    assert [answer["behavior"] for answer in answers_to(bed)] == ["allow"] * 3
