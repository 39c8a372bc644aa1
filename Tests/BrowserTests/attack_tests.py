"""What an agent, a task or a file may say, and must not be able to do, in a real browser."""
import json

from playwright.sync_api import expect

POISON = "\n\n".join([
    "# Done",
    "<script>window.owned = 1; alert(1)</script>",
    "<img src=x onerror=\"window.owned = 1\">",
    "<svg onload=\"window.owned = 1\"><script>window.owned = 1</script></svg>",
    "<iframe srcdoc=\"<script>parent.owned = 1</script>\"></iframe>",
    "<a href=\"javascript:window.owned = 1\">raw</a> <style>body { display: none }</style>",
    "[click](javascript:window.owned=1) [case](JaVaScRiPt:window.owned=1) [tab](java\tscript:window.owned=1)",
    "[data](data:text/html,<script>window.owned=1</script>) [vb](vbscript:x) [entity](&#106;avascript:window.owned=1)",
    "![image](https://evil.example/pixel.png) ![script](javascript:window.owned=1) ![svg](data:image/svg+xml,<svg/onload=alert(1)>)",
    "<javascript:window.owned=1> <form action=https://evil.example><input name=q><button>go</button></form>",
    "[x](https://ok.example \"' onmouseover='window.owned=1\")",
    "```html\n<script>window.owned = 1</script>\n```",
    "| a | b |\n|---|---|\n| <img src=x onerror=window.owned=1> | [c](javascript:window.owned=1) |",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example\"><base href=https://evil.example>",
    "THE END",
])
SCRIPT = [
    {"think": POISON}, {"say": POISON},
    {"use": {"tool": "<img src=x onerror=window.owned=1>", "input": {"file_path": "<script>window.owned=1</script>", "content": POISON}, "result": POISON}},
    {"use": {"tool": "Write", "input": {"file_path": "<svg onload=window.owned=1>.html", "content": POISON}, "result": POISON}},
    {"say": POISON},
]


def test_nothing_that_an_agent_says_becomes_a_script_a_form_or_a_request(bed):
    asked = []
    page = bed.page
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: bed.faults.append(f"a script ran: {dialog.message}"))
    name = "<img src=x onerror=window.owned=1>"
    run = bed.server.run(f"{name} [t](javascript:window.owned=1)", SCRIPT, name=name, expected_output=POISON)
    bed.visit(f"/runs/{run}?tab=output")
    expect(page.locator(".inspector .markdown")).to_contain_text("THE END")
    for path in (f"/runs/{run}?tab=output", f"/runs/{run}?tab=tools", f"/runs/{run}?tab=files", f"/runs/{run}?tab=log", f"/runs/{run}?tab=input", "/agents", "/tasks", "/runs", "/"):
        bed.visit(path)
        page.wait_for_timeout(200)
        found = page.evaluate("""() => {
            const own = new Set([...document.scripts].filter(s => s.src.startsWith(location.origin)));
            const bad = [...document.querySelectorAll('main *')].filter(e =>
                ['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'BASE', 'META', 'STYLE'].includes(e.tagName)
                || (e.tagName === 'IMG' && !e.src.startsWith(location.origin))
                || (e.tagName === 'FORM' && e.action.includes('evil'))
                || [...e.attributes].some(a => a.name.startsWith('on'))
                || (e.href && !/^(https?:|mailto:)/.test(e.href.baseVal ?? e.href) && !(e.href.baseVal ?? '').startsWith('#')));
            return { owned: window.owned ?? null, bad: bad.map(e => e.outerHTML.slice(0, 200)), foreign: [...document.scripts].length - own.size };
        }""")
        assert found["owned"] is None, f"{path}: a script ran"
        assert not found["bad"], f"{path}: {json.dumps(found['bad'], indent=1)}"
        assert found["foreign"] == 0, f"{path}: scripts from elsewhere"
    for link in page.locator("main a").all():
        assert "javascript" not in (link.get_attribute("href") or "").lower()
    elsewhere = [url for url in asked if not url.startswith((bed.server.url, "data:", "blob:"))]
    assert not elsewhere, f"the page asked others: {elsewhere}"
