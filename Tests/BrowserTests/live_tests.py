"""What is shown is the present: reconnection, several windows, floods."""
import re

from playwright.sync_api import expect

from scripts import ASKING, SLOW, STEADY
from server import until


def test_after_kill_9_everything_goes_on_without_a_reload(bed):
    run = bed.server.run("Survivor", SLOW)
    page = bed.visit(f"/runs/{run}")
    expect(page.locator(".run-head .status")).to_have_text("Running")
    page.evaluate("window.isSamePage = true")
    bed.server.kill()
    expect(page.locator(".link-state.reconnecting")).to_be_visible()
    expect(page.get_by_text("The server is away")).to_be_visible()
    bed.server.start()
    expect(page.locator(".link-state.live")).to_be_visible()
    bed.server.agent("Newcomer")
    page.get_by_role("link", name="Agents", exact=True).click()
    expect(page.get_by_role("link", name="Newcomer")).to_be_visible()
    until(lambda: bed.server.status(run) in ("running", "pending", "completed"), "the run lives on")
    assert page.evaluate("window.isSamePage"), "the page was loaded again"


def test_the_first_answer_wins_and_the_other_window_sees_it(bed):
    run = bed.server.run("Ask", ASKING)
    one = bed.visit("/inbox")
    other = bed.open(path=f"/runs/{run}")
    expect(one.get_by_label("Your answer")).to_be_visible()
    expect(other.get_by_label("Your answer")).to_be_visible()
    expect(one).to_have_title(re.compile(r"^\(1\) Needs you"))
    one.get_by_label("Your answer").fill("blue")
    one.get_by_role("button", name="Answer", exact=True).click()
    expect(other.locator(".question")).to_have_count(0)
    expect(other.locator(".conversation")).to_contain_text("You said blue.")
    expect(one.get_by_text("Nothing needs you")).to_be_visible()
    expect(one).to_have_title(re.compile(r"^Needs you"))


def test_windows_agree_on_what_is_created_changed_and_deleted(bed):
    one = bed.visit("/agents")
    other = bed.open(theme="dark", path="/agents")
    agent = bed.server.agent("Shared")
    for page in (one, other):
        expect(page.get_by_role("link", name="Shared")).to_be_visible()
    bed.server.send("PUT", f"/api/agents/{agent}", {"name": "Renamed"})
    for page in (one, other):
        expect(page.get_by_role("link", name="Renamed")).to_be_visible()
    bed.server.send("DELETE", f"/api/agents/{agent}")
    for page in (one, other):
        expect(page.get_by_role("link", name="Renamed")).to_have_count(0)


def test_live_updates_can_be_held_still(bed):
    page = bed.visit("/agents")
    page.locator(".link-state").click()
    expect(page.locator(".link-state.paused")).to_be_visible()
    bed.server.agent("Unseen")
    page.wait_for_timeout(500)
    expect(page.get_by_role("link", name="Unseen")).to_have_count(0)
    page.locator(".link-state").click()
    expect(page.get_by_role("link", name="Unseen")).to_be_visible()


FLOOD = 10_000


def test_ten_thousand_events_stay_smooth(bed):
    """The events come through a WebSocket of the test's own, as fast as the page takes them."""
    run = bed.server.run("Flood", SLOW)
    page = bed.page
    sockets = []
    page.route_web_socket(re.compile(r"/ws$"), lambda socket: sockets.append((socket, socket.connect_to_server())))
    bed.visit(f"/runs/{run}?view=events")
    page.evaluate("""() => {
        window.longest = 0; let before = performance.now();
        const frame = (now) => { window.longest = Math.max(window.longest, now - before); before = now; requestAnimationFrame(frame); };
        requestAnimationFrame(frame);
    }""")
    socket = sockets[0][0]
    for index in range(FLOOD):
        socket.send('{"type":"execution_event","event":"message","data":{"execution_id":"%s","run_id":"%s","text":"event number %d"},'
                    '"timestamp":"2030-01-01T00:00:00.000Z","cursor":%d}' % (run, run, index, 1_000_000 + index))
    expect(page.locator(".history .figures").first).to_have_text(re.compile(r"^100\d\d of 100\d\d$"), timeout=240_000)
    assert page.locator(".event-list .event").count() < 100, "only what is in sight is drawn"
    expect(page.locator(".event-list")).to_contain_text("event number 9999")
    longest = page.evaluate("window.longest")
    print(f"       longest frame during {FLOOD} events: {longest:.0f} ms")
    assert longest < 1000


def test_two_hundred_agents_stay_quick(bed):
    for number in range(200):
        bed.server.agent(f"Agent {number}")
    page = bed.visit("/agents")
    expect(page.get_by_role("link", name="Agent 199")).to_be_attached()
    took = page.evaluate("""async () => {
        const began = performance.now();
        history.pushState(null, "", "/tasks"); dispatchEvent(new PopStateEvent("popstate"));
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        history.back();
        await new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 50));
        return performance.now() - began;
    }""")
    assert took < 2000, took


def test_the_dashboard_shows_work_as_it_happens(bed):
    page = bed.visit("/")
    run = bed.server.run("Steady", STEADY, name="Writer")
    work = page.get_by_role("region", name="At work")
    expect(work.get_by_role("link", name="Steady")).to_be_visible()
    expect(page.get_by_role("log", name="Live events")).to_contain_text("started")
    until(lambda: bed.server.status(run) == "completed", "the run ends")
    expect(work).to_contain_text("Nobody is at work")
