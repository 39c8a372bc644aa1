"""Figures and finding: what each day cost, and words wherever they were said."""
import json
import re
import urllib.error

from playwright.sync_api import expect

from scripts import TALKATIVE
from server import until


def talk(bed, name="Ada"):
    run = bed.server.run("Talk", TALKATIVE, name=name)
    until(lambda: bed.server.status(run) == "completed", "the run ends")
    return run


def test_the_cost_of_today_is_shown_by_agent_and_grows_as_it_is_spent(bed):
    talk(bed)
    page = bed.visit("/")
    tile = page.locator(".tile", has_text="Cost today")
    expect(tile).to_contain_text("$0.012")
    talk(bed, "Bob")
    expect(tile).to_contain_text("$0.025")
    panel = page.get_by_role("region", name="Cost by day")
    expect(panel.locator(".shares").first).to_contain_text("Ada")
    expect(panel.locator(".shares").first).to_contain_text("Bob")
    expect(panel).to_contain_text("$0.025 in 14 days")
    # What was spent stays spent.
    for run in bed.server.get("/api/execution/status"):
        bed.server.send("DELETE", f"/api/execution/{run['id']}")
    bed.visit("/")
    expect(tile).to_contain_text("$0.025")


def test_an_agents_page_shows_what_its_days_cost(bed):
    talk(bed)
    run = talk(bed, "Bob")
    page = bed.visit(f"/agents/{bed.server.get(f'/api/execution/{run}')['agent_id']}")
    expect(page.locator(".fact", has_text="Cost today")).to_contain_text("$0.012")
    expect(page.get_by_role("region", name="Cost by day")).to_contain_text("$0.012 in 30 days")
    expect(page.locator(".day-bars .some")).to_have_count(1)


def test_words_of_an_agent_are_found_by_the_palette(bed):
    run = talk(bed)
    page = bed.visit("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("begin with")
    entry = page.get_by_role("option", name=re.compile("begin with")).first
    expect(entry).to_be_visible()
    bed.expect_accessible("the palette with what the server found")
    entry.click()
    expect(page).to_have_url(re.compile(f"/runs/{run}"))
    # Whoever is faster than the server need not press the key again.
    bed.visit("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("begin with")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/runs/{run}"))


def test_a_list_of_runs_is_filtered_by_what_was_said(bed):
    talk(bed)
    bed.server.run("Silence", [{"say": "Nothing."}])
    page = bed.visit("/runs")
    expect(page.get_by_role("link", name="Silence")).to_be_visible()
    page.get_by_placeholder("any words").fill("begin with")
    expect(page.get_by_role("link", name="Talk")).to_be_visible()
    expect(page.get_by_role("link", name="Silence")).to_have_count(0)


def test_forms_say_what_the_server_would_say(bed):
    refused = {}
    for path, body in (("/api/agents", {"name": "", "role": "", "system_prompt": "short"}), ("/api/tasks", {"title": "", "description": ""})):
        try:
            bed.server.post(path, body)
        except urllib.error.HTTPError as error:
            refused[path] = {issue["loc"][-1]: issue["msg"] for issue in json.load(error)["errors"]}
    page = bed.visit("/agents?new=1")
    page.get_by_label("Description").fill("Writes code")
    page.get_by_label("System prompt").fill("short")
    page.get_by_role("button", name="Create agent").click()
    shown = page.locator(".field-error").all_inner_texts()
    assert sorted(shown) == sorted(refused["/api/agents"].values()), (shown, refused)
    bed.visit("/tasks?new=1")
    page.get_by_role("button", name="Create task").click()
    shown = page.locator(".field-error").all_inner_texts()
    assert sorted(shown) == sorted(refused["/api/tasks"].values()), (shown, refused)


def test_javascript_and_styles_stay_small(bed):
    """What a browser loads for every page there is, compressed."""
    from server import WEB
    assets = [*WEB.glob("assets/*.js.gz"), *WEB.glob("assets/*.css.gz")]
    size = sum(file.stat().st_size for file in assets)
    print(f"       JavaScript and CSS: {size / 1000:.0f} kB compressed")
    assert assets and size < 150_000, size
