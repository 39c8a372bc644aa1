"""Signing in and out, and what a role may do, in a real browser."""
from playwright.sync_api import expect

PASSWORD = "a long enough password"


def guarded(bed):
    """The bed's server anew, with a login and a user of each role."""
    server = bed.server
    server.stop()
    server.__init__(SKEIN_AUTH="required")
    for role in ("viewer", "operator", "admin"):
        server.post("/api/users", {"name": f"the-{role}", "role": role, "password": PASSWORD})
    return server


def sign_in(page, name, password=PASSWORD):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def account(page, *actions):
    """Opens the menu behind one's name, and expects just these actions in it."""
    page.get_by_role("button", name="Account").click()
    expect(page.get_by_role("menuitem")).to_have_text(actions)


def test_a_stranger_signs_in_and_is_where_they_wanted_to_be(bed):
    server = guarded(bed)
    agent = server.agent("Ada")
    for theme in ("light", "dark"):
        page = bed.open(theme=theme)
        page.goto(f"{server.url}/agents/{agent}")
        expect(page.get_by_role("heading", name="Sign in to Skein")).to_be_visible()
        expect(page.get_by_label("Name")).to_be_focused()
        bed.expect_accessible(f"login ({theme})", page)
        sign_in(page, "the-operator", "wrong")
        expect(page.get_by_role("alert")).to_contain_text("let nobody in")
        bed.expect_accessible(f"refused login ({theme})", page)
        sign_in(page, "the-operator")
        expect(page.get_by_role("heading", level=1, name="Ada")).to_be_visible()
        expect(page.locator(".link-state.live")).to_be_visible()
        expect(page.locator(".who")).to_contain_text("the-operator")
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Ada")).to_be_visible()
    account(page, "Change password…", "Sign out")
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to Skein")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Sign in to Skein")).to_be_visible()


def test_a_token_signs_in_too_and_its_end_leads_back_to_the_login_and_the_page(bed):
    server = guarded(bed)
    server.agent("Ada")
    user = next(user for user in server.get("/api/users") if user["name"] == "the-viewer")
    token = server.post("/api/tokens", {"user_id": user["id"], "name": "browser"})
    page = bed.page
    page.goto(f"{server.url}/agents")
    page.get_by_role("button", name="Use a token instead").click()
    page.get_by_label("Token").fill(token["token"])
    page.keyboard.press("Enter")
    expect(page.locator(".link-state.live")).to_be_visible()
    account(page, "Sign out")
    server.send("DELETE", f"/api/tokens/{token['id']}")
    expect(page.get_by_text("Your session is over")).to_be_visible()
    sign_in(page, "the-viewer")
    expect(page.get_by_role("heading", level=1, name="Agents")).to_be_visible()
    expect(page.locator(".link-state.live")).to_be_visible()


def test_a_viewer_sees_everything_and_is_told_why_nothing_can_be_changed(bed):
    server = guarded(bed)
    server.agent("Ada")
    page = bed.page
    page.goto(f"{server.url}/agents")
    sign_in(page, "the-viewer")
    new = page.get_by_role("button", name="New agent")
    expect(new).to_have_attribute("aria-disabled", "true")
    expect(new).to_have_attribute("title", "This needs the role operator; you are viewer.")
    new.click(force=True)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Actions for Ada").click()
    expect(page.get_by_role("menuitem", name="Delete…")).to_have_attribute("aria-disabled", "true")
    bed.expect_accessible("agents of a viewer", page)
    expect(page.get_by_role("link", name="Users")).to_have_count(0)


def test_an_administrator_adds_a_user_and_a_token_and_shuts_out(bed):
    server = guarded(bed)
    page = bed.page
    page.goto(f"{server.url}/users")
    sign_in(page, "the-admin")
    page.get_by_role("button", name="New user").click()
    expect(page.get_by_label("Name")).to_be_focused()
    page.get_by_label("Name").fill("grace")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Add user").click()
    expect(page.get_by_text("should have at least 12 characters").first).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Add user").click()
    bed.toast("grace is added")
    page.get_by_role("button", name="Actions for grace").click()
    page.get_by_role("menuitem", name="New token…").click()
    page.get_by_label("What it is for").fill("laptop")
    page.get_by_role("button", name="Make token").click()
    token = page.get_by_label("The token").inner_text()
    assert token.startswith("skein_"), token
    bed.expect_accessible("a new token", page)
    page.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_text("laptop")).to_be_visible()
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        bed.expect_accessible(f"users ({theme})", page)
    page.get_by_label("Role of grace").select_option("viewer")
    bed.toast("grace is viewer")
    page.get_by_role("button", name="Actions for grace").click()
    page.get_by_role("menuitem", name="Shut out…").click()
    page.get_by_role("button", name="Shut out", exact=True).click()
    bed.toast("grace is shut out")
    assert next(user for user in server.get("/api/users") if user["name"] == "grace")["disabled"]
