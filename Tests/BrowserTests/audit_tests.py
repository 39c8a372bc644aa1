"""Who did what: the log, its filters, its export, and the names on a run's page."""
import json

from playwright.sync_api import expect

from scripts import SLOW


def test_the_audit_log_shows_filters_and_exports_what_was_done(bed):
    run = bed.server.run("Count", SLOW)
    bed.server.post(f"/api/execution/{run}/pause", {"mode": "now"})
    page = bed.visit("/audit")
    row = page.get_by_role("row").filter(has_text="pauseExecution")
    expect(row).to_contain_text("local")
    expect(row).to_contain_text("127.0.0.1")
    expect(row).to_contain_text("done")
    page.get_by_label("Action, such as startExecution").fill("startExecution")
    expect(row).to_be_hidden()
    expect(page.get_by_role("row").filter(has_text="startExecution")).to_have_count(1)
    bed.expect_accessible("audit, filtered")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    lines = open(download.value.path()).read().splitlines()
    assert len(lines) == 2 and "startExecution" in lines[1] and run in lines[1], lines
    page.get_by_label("Action, such as startExecution").fill("nothing")
    page.get_by_role("button", name="Clear the filters").click()
    page.get_by_role("row").filter(has_text="pauseExecution").get_by_role("link").click()
    expect(page.get_by_text("Started by")).to_be_visible()


def test_a_run_says_who_started_and_paused_it(bed):
    run = bed.server.run("Count", SLOW)

    def signed(route):
        answer = route.fetch()
        body = answer.json()
        if isinstance(body, list):
            for event in body:
                event.get("data", {})["by"] = "grace"
        else:
            body["started_by"] = {"id": "1", "name": "ada"}
        route.fulfill(response=answer, body=json.dumps(body))

    bed.page.route(f"**/api/execution/{run}", signed)
    bed.page.route(f"**/api/execution/{run}/events*", signed)
    page = bed.visit(f"/runs/{run}?view=events")
    expect(page.locator(".fact", has_text="Started by")).to_contain_text("ada")
    expect(page.get_by_text("by grace").first).to_be_visible()
