"""Every page in both themes, on a phone, and by the numbers."""
from playwright.sync_api import expect

from places import furnish, places
from scripts import ASKING


def test_axe_finds_nothing_on_any_page_in_either_theme(bed):
    ids = furnish(bed.server)
    for theme in ("light", "dark"):
        page = bed.open(theme=theme)
        for name, path in places(ids):
            bed.visit(path, page)
            page.wait_for_timeout(250)
            bed.expect_accessible(f"{name} ({theme})", page)


def test_axe_finds_nothing_in_dialogs_and_overlays(bed):
    furnish(bed.server)
    for theme in ("light", "dark"):
        page = bed.open(theme=theme)
        for path in ("/agents?new=1", "/tasks?new=1"):
            bed.visit(path, page)
            expect(page.get_by_role("dialog")).to_be_visible()
            bed.expect_accessible(f"{path} ({theme})", page)
        bed.visit("/", page)
        for keys, name in (("Control+k", "palette"), ("?", "help")):
            page.keyboard.press(keys)
            expect(page.get_by_role("dialog")).to_be_visible()
            bed.expect_accessible(f"{name} ({theme})", page)
            page.keyboard.press("Escape")


def test_empty_pages_say_what_to_do_next(bed):
    for path, words in (("/agents", "No agents yet"), ("/tasks", "No tasks yet"), ("/runs", "Nothing has run yet"), ("/inbox", "Nothing needs you"), ("/nowhere", "There is nothing here"), ("/agents/none", "There is nothing here"), ("/runs/none", "There is nothing here")):
        page = bed.visit(path)
        expect(page.get_by_role("heading", name=words)).to_be_visible()
        bed.expect_accessible(f"empty {path}")


def test_nothing_is_wider_than_a_phone(bed):
    ids = furnish(bed.server)
    page = bed.open(size=(390, 844))
    for name, path in places(ids):
        bed.visit_narrow(path, page)
        page.wait_for_timeout(200)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"{name} is {width} wide"


def test_the_first_paint_is_quick_on_a_slow_machine(bed):
    furnish(bed.server)
    page = bed.open()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, "latency": 40, "downloadThroughput": 1_250_000, "uploadThroughput": 1_250_000})
    bed.visit("/", page)
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    print(f"       first paint at 4x CPU throttle, 10 Mbit/s, 40 ms: {paint:.0f} ms")
    assert paint < 1500


def test_the_policy_allows_nothing_unsafe(bed):
    answer = bed.page.goto(bed.server.url)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy, policy


def test_the_theme_is_kept(bed):
    page = bed.visit("/")
    page.get_by_role("button", name="Dark theme").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_demo_needs_no_key(bed):
    page = bed.visit("/")
    page.get_by_role("button", name="Run the demo workflow").click()
    bed.toast("The demo is running")
    page.get_by_role("radio", name="One word").check()
    page.get_by_role("button", name="Answer", exact=True).click()
    bed.toast("Answered")


def test_an_id_is_copied(bed):
    run = bed.server.run("Ask", ASKING)
    page = bed.visit(f"/runs/{run}")
    page.get_by_role("button", name=f"Copy the id {run}").click()
    bed.toast("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == run
