#!/usr/bin/env python3
"""Runs the commands of docs/api-guide.md against a server of its own.

    Scripts/guide.py write      and writes what they print into the page
    Scripts/guide.py check      and fails where they print something else; ids, times and figures may differ

SKEIN_BINARY names another program than the debug build.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/api-guide.md"
BINARY = os.environ.get("SKEIN_BINARY", str(ROOT / ".build/debug/skein"))
# Commands, and what they print.
BLOCK = re.compile(r"```sh\n(.*?)```\n```(json|text)\n(.*?)```", re.S)
ADDRESS = "http://127.0.0.1:8000"
MARK = "@@@@"


def serving(directory, body):
    """A server with an empty home, for the time of the body."""
    data = pathlib.Path(directory, "data")
    environment = {"PATH": "/usr/bin:/bin", "HOME": directory, "SKEIN_DATA_DIR": str(data), "SKEIN_PORT": "0",
                   "SKEIN_BACKEND": "expert", "LOG_LEVEL": "warning"}
    with open(pathlib.Path(directory, "log"), "wb") as log:
        server = subprocess.Popen([BINARY, "serve"], env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        file = data / "server.json"
        for _ in range(2400):
            if file.exists():
                return body(json.loads(file.read_text())["url"])
            if server.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit("the server does not start:\n" + pathlib.Path(directory, "log").read_text())
    finally:
        server.terminate()
        server.wait(timeout=120)


def printed(blocks, address):
    """What each block prints; all of them share one shell, as they do for a reader."""
    script = f"\necho '{MARK}'\n".join(block.replace(ADDRESS, address) for block in blocks)
    shell = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=600,
                           env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"})
    outputs = shell.stdout.replace(address, ADDRESS).split(MARK + "\n")
    if len(outputs) != len(blocks):
        sys.exit(f"the commands ended early:\n{shell.stdout}\n{shell.stderr}")
    return outputs


def alike(text):
    """Without what differs each time."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text)
    text = re.sub(r'"version": ?"[^"]*"', '"version":"V"', text)
    return re.sub(r'"cursor": ?\d+', '"cursor":N', text)


def main(order):
    page = PAGE.read_text()
    found = list(BLOCK.finditer(page))
    with tempfile.TemporaryDirectory() as directory:
        outputs = serving(directory, lambda address: printed([match[1] for match in found], address))
    if order == "write":
        for match, output in reversed(list(zip(found, outputs))):
            page = page[:match.start(3)] + output + page[match.end(3):]
        PAGE.write_text(page)
        return
    wrong = [(m, o) for m, o in zip(found, outputs) if alike(m[3]) != alike(o)]
    for match, output in wrong:
        print(f"docs/api-guide.md says that\n{match[1]}prints\n{match[3]}but it prints\n{output}", file=sys.stderr)
    if wrong:
        sys.exit("if that is right: Scripts/guide.py write")
    print(f"{len(found)} examples of docs/api-guide.md print what it says")


if sys.argv[1:] not in (["write"], ["check"]):
    sys.exit(__doc__)
main(sys.argv[1])
