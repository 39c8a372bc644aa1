"""One's own password and the way out, on any screen, against the real server."""
import urllib.error

from playwright.sync_api import expect

from access_tests import PASSWORD, account, guarded, sign_in


def lets_in(server, name, password):
    try:
        return bool(server.post("/api/auth/login", {"username": name, "password": password}))
    except urllib.error.HTTPError as error:
        assert error.code == 401, error
        return False


def test_a_person_changes_their_password_by_keyboard_and_stays_in_while_their_other_sessions_end(bed):
    server = guarded(bed)
    user = next(user for user in server.get("/api/users") if user["name"] == "the-operator")
    server.post("/api/tokens", {"user_id": user["id"], "name": "laptop"})
    page, other = bed.page, bed.open()
    for window in (page, other):
        window.goto(f"{server.url}/agents")
        sign_in(window, "the-operator")
        expect(window.locator(".link-state.live")).to_be_visible()
    button = page.get_by_role("button", name="Account: the-operator, operator")
    button.press("Enter")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Change your password")
    current, new = dialog.get_by_label("Current password"), dialog.get_by_label("New password")
    expect(current).to_be_focused()
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        bed.expect_accessible(f"a new password ({theme})", page)
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("not my password")
    page.keyboard.press("Tab")
    page.keyboard.type("short")
    page.keyboard.press("Enter")
    expect(new).to_be_focused()
    expect(new).to_have_accessible_description("At least 12 characters. Your other sessions end, API tokens stay. should have at least 12 characters")
    new.fill("another long password")
    expect(new).to_have_attribute("type", "password")
    dialog.get_by_label("Show what I type").check()
    expect(new).to_have_attribute("type", "text")
    new.press("Enter")
    expect(current).to_have_accessible_description("is not your password")
    expect(current).to_be_focused()
    bed.expect_accessible("a refused password", page)
    current.fill(PASSWORD)
    page.keyboard.press("Enter")
    bed.toast("Your password is changed", page)
    expect(dialog).to_have_count(0)
    expect(other.get_by_text("Your session is over")).to_be_visible()
    expect(page.locator(".link-state.live")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Agents")).to_be_visible()
    assert lets_in(server, "the-operator", "another long password") and not lets_in(server, "the-operator", PASSWORD)
    assert [token["revoked_at"] for token in server.get(f"/api/tokens?user_id={user['id']}")] == [None]


def test_whoever_guesses_at_the_current_password_is_slowed_down_and_told_so_in_place(bed):
    server = guarded(bed)
    page = bed.page
    page.goto(server.url)
    sign_in(page, "the-viewer")
    account(page, "Change password…", "Sign out")
    page.keyboard.press("Enter")
    page.get_by_label("New password").fill("another long password")
    page.get_by_label("Current password").fill("a guess")
    for _ in range(5):
        assert not lets_in(server, "the-viewer", "a guess")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Too many logins failed")


def test_on_a_phone_one_signs_out_and_changes_the_password_too(bed):
    server = guarded(bed)
    for theme in ("dark", "light"):
        page = bed.open(theme=theme, size=(390, 844))
        page.goto(server.url)
        sign_in(page, "the-admin")
        account(page, "Change password…", "Sign out")
        for action in page.get_by_role("menuitem").all():
            expect(action).to_be_in_viewport(ratio=1)
        bed.expect_accessible(f"the account on a phone ({theme})", page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("menuitem", name="Change password…").click()
        expect(page.get_by_role("dialog").get_by_role("button", name="Change password")).to_be_in_viewport(ratio=1)
        page.get_by_role("button", name="Cancel").click()
        account(page, "Change password…", "Sign out")
        page.get_by_role("menuitem", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign in to Skein")).to_be_visible()


def test_where_nobody_has_to_sign_in_there_is_no_account(bed):
    page = bed.visit("/")
    expect(page.get_by_role("button", name="Account")).to_have_count(0)
