"""The run page: words as they come, tools, files, cost, questions, control."""
from playwright.sync_api import expect

from scripts import ASKING, CHOOSING, FAILING, SLOW, STEADY, TALKATIVE
from server import until


def test_a_task_is_started_and_everything_about_it_is_shown(bed):
    agent = bed.server.agent(script=TALKATIVE)
    task = bed.server.task("Talk", [agent])
    page = bed.visit(f"/tasks/{task}")
    page.get_by_role("button", name="Start").click()
    until(lambda: bed.server.get("/api/execution/status"), "the execution is there")
    expect(page).to_have_url(f"{bed.server.url}/runs/{bed.server.get('/api/execution/status')[0]['id']}")
    expect(page.locator(".run-head .status")).to_have_text("Completed")
    expect(page.locator(".run-head")).to_contain_text("1.5k")
    expect(page.locator(".conversation")).to_contain_text("I begin with what is there")
    page.get_by_role("tab", name="Output").click()
    expect(page.locator(".inspector .markdown h3")).to_have_text("Done")
    page.get_by_role("tab", name="Tools").click()
    expect(page.locator(".inspector .tool")).to_have_count(4)
    expect(page.locator(".inspector .tool.bad")).to_contain_text("failed")
    page.get_by_role("tab", name="Files").click()
    expect(page.locator(".file")).to_contain_text("b.txt")
    expect(page.locator(".diff.removed")).to_contain_text("two")
    page.get_by_role("tab", name="Cost").click()
    expect(page.locator(".inspector")).to_contain_text("$0.012")
    page.get_by_role("tab", name="Input").click()
    expect(page.locator(".inspector")).to_contain_text("You write tested code.")


def test_an_agents_text_cannot_act(bed):
    run = bed.server.run("<img src=x onerror=alert(1)>", TALKATIVE)
    page = bed.page
    page.on("dialog", lambda dialog: bed.faults.append(f"a script ran: {dialog.message}"))
    bed.visit(f"/runs/{run}?tab=output")
    expect(page.locator(".inspector .markdown h3")).to_have_text("Done")
    assert page.locator(".markdown img, .markdown script").count() == 0
    expect(page.locator("main h1")).to_have_text("<img src=x onerror=alert(1)>")


def test_words_arrive_as_they_are_written(bed):
    run = bed.server.run("Steady", STEADY)
    page = bed.visit(f"/runs/{run}")
    streaming = page.locator(".streaming")
    expect(streaming).to_contain_text("word5")
    early = len(streaming.inner_text())
    until(lambda: len(streaming.inner_text()) > early + 50, "more words come")
    expect(page.locator(".run-head .status")).to_have_text("Completed")
    expect(streaming).to_have_count(0)
    expect(page.locator(".conversation")).to_contain_text("Finished.")


def test_a_run_is_paused_resumed_and_aborted(bed):
    run = bed.server.run("Slow", SLOW)
    page = bed.visit(f"/runs/{run}")
    expect(page.locator(".run-head .status")).to_have_text("Running")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_text("At once").click()
    page.get_by_role("dialog").get_by_role("button", name="Pause", exact=True).click()
    expect(page.locator(".run-head .status")).to_have_text("Paused")
    expect(page.get_by_text("Everything done so far is kept")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".run-head .status")).to_have_text("Running")
    page.get_by_role("button", name="Abort").click()
    expect(page.get_by_role("dialog")).to_contain_text("can never go on")
    page.get_by_role("dialog").get_by_role("button", name="Abort").click()
    expect(page.locator(".run-head .status")).to_have_text("Aborted")
    assert bed.server.status(run) == "aborted"


def test_a_failed_run_says_why_and_runs_again(bed):
    run = bed.server.run("Fail", FAILING)
    page = bed.visit(f"/runs/{run}?tab=output")
    expect(page.locator(".run-head .status")).to_have_text("Failed")
    expect(page.get_by_text("The model refused.").first).to_be_visible()
    page.get_by_role("button", name="Run again").click()
    page.get_by_role("dialog").get_by_role("button", name="Run again").click()
    bed.toast("Execution started")
    until(lambda: len(bed.server.get("/api/execution/status")) == 2, "a second run is there")


def test_a_question_is_answered_on_the_page_of_the_run(bed):
    run = bed.server.run("Ask", ASKING)
    page = bed.visit(f"/runs/{run}")
    page.get_by_label("Your answer").fill("blue")
    page.get_by_role("button", name="Answer", exact=True).click()
    bed.toast("Answered")
    expect(page.locator(".run-head .status")).to_have_text("Completed")
    expect(page.locator(".conversation")).to_contain_text("You said blue.")
    expect(page.locator(".question")).to_have_count(0)


def test_a_question_with_options_is_answered_by_choosing(bed):
    run = bed.server.run("Choose", CHOOSING)
    page = bed.visit(f"/runs/{run}")
    page.get_by_role("radio", name="Slow").check()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".conversation")).to_contain_text("You said Speed: Slow.")


def test_the_chosen_step_and_tab_live_in_the_address(bed):
    run = bed.server.run("Talk", TALKATIVE)
    until(lambda: bed.server.status(run) == "completed", "the run ends")
    page = bed.visit(f"/runs/{run}")
    page.get_by_role("button", name="work, Completed").click()
    expect(page).to_have_url(f"{bed.server.url}/runs/{run}?step=work")
    expect(page.locator(".inspector")).to_contain_text("Step work")
    page.get_by_role("tab", name="Tools").click()
    page.reload()
    expect(page.locator(".inspector .tool")).to_have_count(4)


def test_events_are_filtered_opened_and_exported(bed):
    run = bed.server.run("Talk", TALKATIVE)
    until(lambda: bed.server.status(run) == "completed", "the run ends")
    page = bed.visit(f"/runs/{run}?view=events")
    expect(page.locator(".event-list .event").first).to_be_visible()
    whole = page.locator(".event-list .event").count()
    page.get_by_role("button", name="Compact").click()
    expect(page).to_have_url(f"{bed.server.url}/runs/{run}?view=events&depth=compact")
    until(lambda: 0 < page.locator(".event-list .event").count() < whole, "fewer events are shown")
    page.locator(".event-list .event").first.click()
    expect(page.get_by_label("The event as it was sent")).to_contain_text('"cursor"')
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert download.value.suggested_filename == f"events-{run}.json"


def test_the_log_is_searched_by_level_and_text(bed):
    run = bed.server.run("Talk", TALKATIVE)
    until(lambda: bed.server.status(run) == "completed", "the run ends")
    page = bed.visit(f"/runs/{run}")
    expect(page.locator(".log-line").first).to_be_visible()
    page.get_by_label("Lowest level").select_option("warning")
    expect(page.locator(".log-line")).to_have_count(1)
    page.get_by_label("Lowest level").select_option("info")
    page.get_by_label("Find in the log").fill("begin")
    expect(page.locator(".log-line")).to_have_count(1)
    with page.expect_download() as download:
        page.locator(".log").get_by_role("button", name="Save").click()
    assert download.value.suggested_filename.endswith(".log")


def test_two_runs_are_compared(bed):
    first = bed.server.run("One", TALKATIVE)
    second = bed.server.run("Two", FAILING)
    for run in (first, second):
        until(lambda: bed.server.status(run) in ("completed", "failed"), "the run ends")
    page = bed.visit("/runs")
    page.get_by_label("First run").select_option(first)
    page.get_by_label("Second run").select_option(second)
    expect(page.locator(".compare")).to_contain_text("The model refused.")
    expect(page.locator(".compare h3")).to_have_text("Done")
