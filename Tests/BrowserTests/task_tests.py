"""Tasks: form, list, board, graph, filters, start."""
from playwright.sync_api import expect


def test_a_task_is_created_with_every_field(bed):
    bed.server.agent()
    bed.server.task("Before")
    page = bed.visit("/tasks")
    page.get_by_role("button", name="New task").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Title").fill("After")
    form.get_by_label("Description").fill("Do it.")
    form.get_by_label("Expected output").fill("A file")
    form.get_by_label("Priority").select_option("urgent")
    form.get_by_label("Deadline").fill("2030-01-02T10:00")
    form.get_by_label("Estimated duration").fill("15-20 minutes")
    form.get_by_role("checkbox", name="Ada").check()
    form.get_by_role("checkbox", name="Before").check()
    form.get_by_role("button", name="Create task").click()
    bed.toast("Task created successfully")
    task = next(task for task in bed.server.get("/api/tasks") if task["title"] == "After")
    assert task["priority"] == "urgent" and task["estimated_duration"] == "15-20 minutes", task
    assert len(task["dependencies"]) == 1 and len(task["assigned_agent_ids"]) == 1 and task["deadline"].startswith("2030-01-0"), task


def test_the_server_refuses_a_cycle_and_the_form_shows_it(bed):
    first = bed.server.task("First")
    second = bed.server.task("Second", dependencies=[first])
    page = bed.visit(f"/tasks/{first}")
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("dialog").get_by_role("checkbox", name="Second").check()
    page.get_by_role("button", name="Save").click()
    bed.toast("Error updating task")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert bed.server.get(f"/api/tasks/{first}")["dependencies"] == [], second


def test_cards_move_between_columns_by_menu_and_back(bed):
    task = bed.server.task("Movable")
    page = bed.visit("/tasks?view=board")
    page.get_by_role("button", name="Actions for Movable").click()
    page.get_by_role("menuitem", name="Move to Completed").click()
    expect(page.get_by_role("region", name="Completed").get_by_text("Movable")).to_be_visible()
    assert bed.server.get(f"/api/tasks/{task}")["status"] == "completed"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name="Pending").get_by_text("Movable")).to_be_visible()


def test_cards_move_by_dragging(bed):
    bed.server.task("Movable")
    page = bed.visit("/tasks?view=board")
    page.get_by_role("article").drag_to(page.get_by_role("region", name="Cancelled"))
    expect(page.get_by_role("region", name="Cancelled").get_by_text("Movable")).to_be_visible()


def test_the_graph_leads_to_the_task(bed):
    first = bed.server.task("First")
    bed.server.task("Second", dependencies=[first])
    page = bed.visit("/tasks?view=graph")
    page.get_by_role("button", name="First, Pending").click()
    expect(page).to_have_url(bed.server.url + f"/tasks/{first}")


def test_filters_live_in_the_address(bed):
    bed.server.task("Alpha", priority="high")
    bed.server.task("Beta")
    page = bed.visit("/tasks?q=alp")
    expect(page.get_by_role("link", name="Alpha")).to_be_visible()
    expect(page.get_by_role("link", name="Beta")).to_have_count(0)
    page.get_by_label("Priority").select_option("low")
    expect(page.get_by_text("Nothing matches the filters")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.get_by_role("link", name="Beta")).to_be_visible()


def test_a_task_without_an_agent_is_not_started(bed):
    task = bed.server.task("Lonely")
    page = bed.visit(f"/tasks/{task}")
    page.get_by_role("button", name="Start").click()
    bed.toast("Nobody is assigned")


def test_a_task_is_deleted_and_brought_back(bed):
    task = bed.server.task("Gone")
    page = bed.visit(f"/tasks/{task}")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete…").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    bed.toast("Task deleted")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Gone")).to_be_visible()
