"""Everything without a pointer."""
from playwright.sync_api import expect


def test_keys_lead_everywhere(bed):
    page = bed.visit("/")
    for keys, heading in (("ga", "Agents"), ("gt", "Tasks"), ("gr", "Runs"), ("gn", "Needs you"), ("go", "Orchestration"), ("gd", "Dashboard")):
        for key in keys:
            page.keyboard.press(key)
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def test_the_palette_finds_things_and_does_things(bed):
    agent = bed.server.agent("Findable")
    page = bed.visit("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("findab")
    expect(page.get_by_role("option", name="Findable")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{bed.server.url}/agents/{agent}")
    page.keyboard.press("/")
    page.keyboard.type("new task")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="New task")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_help_lists_what_the_page_can_do(bed):
    page = bed.visit("/tasks")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_contain_text("Dependency graph")


def test_keys_do_nothing_while_somebody_types(bed):
    page = bed.visit("/agents")
    page.keyboard.press("f")
    page.keyboard.type("gt?")
    expect(page).to_have_url(f"{bed.server.url}/agents?q=gt%3F")


def test_rows_are_walked_and_opened(bed):
    first = bed.server.task("First")
    page = bed.visit("/tasks")
    expect(page.get_by_role("link", name="First")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("tr.chosen")).to_contain_text("First")
    page.keyboard.press("o")
    expect(page).to_have_url(f"{bed.server.url}/tasks/{first}")


def test_an_agent_and_a_task_are_made_and_started_by_keyboard_alone(bed):
    page = bed.visit("/")
    keys(page, "c", "a")
    expect(page.get_by_role("dialog", name="New agent")).to_be_visible()
    type_and_tab(page, "Keyed", "Engineer", "Types fast")
    page.keyboard.type("You never use a mouse.")
    page.keyboard.press("Tab")
    submit_with(page, "Create agent")
    expect(page.get_by_role("link", name="Keyed")).to_be_visible()
    keys(page, "c", "t")
    expect(page.get_by_role("dialog", name="New task")).to_be_visible()
    type_and_tab(page, "Typed task", "All by keys.")
    tab_to(page, lambda: page.evaluate("document.activeElement.type === 'checkbox' && document.activeElement.closest('label').innerText.includes('Keyed')"))
    page.keyboard.press("Space")
    submit_with(page, "Create task")
    expect(page.get_by_role("link", name="Typed task")).to_be_visible()
    keys(page, "j", "o")
    expect(page.get_by_role("heading", level=1, name="Typed task")).to_be_visible()
    tab_to(page, lambda: page.evaluate("document.activeElement.innerText.trim() === 'Start'"))
    page.keyboard.press("Enter")
    expect(page.locator(".run-head .status")).to_have_text("Completed")


def test_a_menu_is_walked_with_arrows(bed):
    bed.server.agent("Ada")
    page = bed.visit("/agents")
    page.get_by_role("button", name="Actions for Ada").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Edit")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Delete…")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Actions for Ada")).to_be_focused()


def keys(page, *names):
    for name in names:
        page.keyboard.press(name)


def type_and_tab(page, *texts):
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def tab_to(page, is_there):
    for _ in range(80):
        if is_there():
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard never came there")


def submit_with(page, name):
    tab_to(page, lambda: page.evaluate("document.activeElement.innerText.trim()") == name)
    page.keyboard.press("Enter")
