"""Agents: create, edit, load from a file, delete with consequences, undo."""
import json
import pathlib

from playwright.sync_api import expect


def fill_agent(page, name="Ada"):
    page.get_by_role("dialog").get_by_label("Name").fill(name)
    page.get_by_role("dialog").get_by_label("Role").fill("Engineer")
    page.get_by_role("dialog").get_by_label("Description").fill("Writes code")
    page.get_by_role("dialog").get_by_label("System prompt").fill("You write tested code.")


def test_an_agent_is_created_with_every_field(bed):
    page = bed.visit("/agents")
    page.get_by_role("button", name="Create the first agent").click()
    fill_agent(page)
    page.get_by_role("dialog").get_by_label("Capabilities").fill("swift\n\n testing ")
    page.get_by_role("dialog").get_by_label("Tools", exact=True).fill("Read\nBash(git *)")
    page.get_by_text("How it is run").click()
    page.get_by_role("dialog").get_by_label("Budget in dollars").fill("2.5")
    page.get_by_role("dialog").get_by_label("Model").fill("some-model")
    page.get_by_role("button", name="Create agent").click()
    bed.toast("Agent created successfully")
    agent = bed.server.get("/api/agents")[0]
    assert agent["capabilities"] == ["swift", "testing"] and agent["tools"] == ["Read", "Bash(git *)"], agent
    assert agent["execution_settings"] == {"max_budget_usd": 2.5, "model": "some-model"}, agent
    expect(page.get_by_role("link", name="Ada")).to_be_visible()


def test_a_form_says_what_is_missing_before_it_is_sent(bed):
    page = bed.visit("/agents?new=1")
    page.get_by_role("dialog").get_by_label("Name").fill("Ada")
    page.get_by_role("dialog").get_by_label("System prompt").fill("short")
    page.get_by_role("button", name="Create agent").click()
    bed.toast("Please fill in all required fields")
    expect(page.locator(".field-error", has_text="should have at least 10 characters")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_label("Role")).to_be_focused()
    assert bed.server.get("/api/agents") == []


def test_an_agent_is_edited(bed):
    bed.server.agent()
    page = bed.visit("/agents")
    page.get_by_role("button", name="Actions for Ada").click()
    page.get_by_role("menuitem", name="Edit").click()
    page.get_by_role("dialog").get_by_label("Role").fill("Architect")
    page.get_by_role("button", name="Save").click()
    bed.toast("Agent updated successfully")
    expect(page.get_by_text("Architect")).to_be_visible()


def test_an_agent_is_loaded_from_a_file(bed):
    page = bed.visit("/agents?new=1")
    good = {"name": "Filed", "role": "r", "description": "d", "system_prompt": "You came from a file.", "capabilities": ["x"]}
    chooser = page.locator("input[type=file]")
    chooser.set_input_files({"name": "a.json", "mimeType": "application/json", "buffer": json.dumps(good).encode()})
    bed.toast("Agent loaded from file")
    expect(page.get_by_role("dialog").get_by_label("Name")).to_have_value("Filed")
    chooser.set_input_files({"name": "b.json", "mimeType": "application/json", "buffer": b'{"name": "x"}'})
    bed.toast("Error loading agent file")
    chooser.set_input_files({"name": "c.json", "mimeType": "application/json", "buffer": b"no json"})
    page.get_by_role("button", name="Create agent").click()
    bed.toast("Agent created successfully")


def test_the_consequences_of_a_deletion_are_shown_and_undone(bed):
    agent = bed.server.agent()
    task = bed.server.task("Orphan", [agent])
    page = bed.visit(f"/agents/{agent}")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete…").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 task will lose this agent")
    page.get_by_role("button", name="Delete", exact=True).click()
    bed.toast("was deleted")
    assert bed.server.get("/api/agents") == []
    page.get_by_role("button", name="Undo").click()
    bed.toast("Ada is back")
    assert len(bed.server.get(f"/api/tasks/{task}")["assigned_agent_ids"]) == 1


def test_history_and_cost_stand_on_the_agent(bed):
    from scripts import TALKATIVE
    from server import until
    run = bed.server.run("Talk", TALKATIVE)
    until(lambda: bed.server.status(run) == "completed", "the run ends")
    page = bed.visit(f"/agents/{bed.server.get('/api/agents')[0]['id']}")
    expect(page.locator(".tiles")).to_contain_text("$0.012")
    expect(page.get_by_role("link", name="Talk").first).to_be_visible()
