"""What a test stands on: a server, a browser page that looks at it, and an eye on everything the page complains about."""
import pathlib
import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from server import ROOT, Server

# A route that the server has not, a refusal that a test provokes, and a server that a test kills, all say this.
EXPECTED = re.compile(r"Failed to load resource|WebSocket connection to|ERR_CONNECTION_REFUSED|net::ERR_")
# A loaded machine is slow, not wrong.
expect.set_options(timeout=60_000)
EVIDENCE = ROOT / ".cache/browser-failures"


class Bed:
    def __init__(self, browser, theme="light", size=(1440, 900)):
        self.browser = browser
        self.server = Server()
        self.faults = []
        self.contexts = []
        self.page = self.open(theme, size)

    def open(self, theme="light", size=(1440, 900), path=None):
        """A window of its own, as another person has it."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=theme, reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"])
        context.set_default_timeout(60_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("console", lambda message: self.note(message))
        if path is not None:
            self.visit(path, page)
        return page

    def note(self, message):
        if message.type in ("error", "warning") and not EXPECTED.search(message.text):
            self.faults.append(f"{message.type}: {message.text}")

    def visit(self, path="/", page=None):
        page = page or self.page
        page.goto(self.server.url + path)
        expect(page.locator(".link-state.live")).to_be_visible()
        return page

    def visit_narrow(self, path, page):
        """On a phone only the dot of the link state is in sight."""
        page.goto(self.server.url + path)
        expect(page.locator(".link-state.live .dot")).to_be_visible()

    def expect_accessible(self, where, page=None):
        found = Axe().run(page or self.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
        problems = [f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:240]}"
                    for violation in found.response["violations"] for node in violation["nodes"][:3]]
        assert not problems, f"axe on {where}:\n" + "\n".join(problems)

    def toast(self, words, page=None):
        expect((page or self.page).locator(".toast", has_text=words).first).to_be_visible()

    def expect_no_faults(self):
        assert not self.faults, "the page complained:\n" + "\n".join(self.faults)

    def keep_evidence(self, name):
        EVIDENCE.mkdir(parents=True, exist_ok=True)
        try:
            self.page.screenshot(path=str(EVIDENCE / f"{name}.png"))
        except Exception as error:  # The page may be the thing that died.
            print(f"       no screenshot: {error}")
        print("       " + "\n       ".join(self.faults))

    def close(self):
        for context in self.contexts:
            # What a test answers itself may be asked for until the end; its handlers' errors would fall on the next test.
            for page in context.pages:
                page.unroute_all(behavior="ignoreErrors")
            context.close()
        self.server.stop()
