#!/usr/bin/env python3
"""Runs the browser tests: every function named test_… of every file named …_tests.py, each with a server and a page of its own.

    run.py [WORD…]          only tests whose name contains one of the words
    run.py --shots FOLDER   screenshots of every page in both themes instead
"""
import importlib
import pathlib
import sys
import time
import traceback

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from bed import Bed  # noqa: E402
from shots import take_shots  # noqa: E402

FOLDER = pathlib.Path(__file__).parent


def tests():
    for file in sorted(FOLDER.glob("*_tests.py")):
        module = importlib.import_module(file.stem)
        for name, function in vars(module).items():
            if name.startswith("test_"):
                yield f"{file.stem}.{name}", function


def run(browser, name, function):
    began = time.monotonic()
    bed = Bed(browser)
    try:
        function(bed)
        bed.expect_no_faults()
        print(f"ok     {name} ({time.monotonic() - began:.1f} s)", flush=True)
        return True
    except Exception:  # A test may fail in any way; the others still run.
        print(f"FAILED {name}\n{traceback.format_exc()}", flush=True)
        bed.keep_evidence(name)
        return False
    finally:
        bed.close()


def main(arguments):
    with sync_playwright() as playwright:
        # --no-sandbox only because containers run as root.
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        if arguments[:1] == ["--shots"]:
            return take_shots(browser, pathlib.Path(arguments[1]))
        chosen = [(name, function) for name, function in tests() if not arguments or any(word in name for word in arguments)]
        failed = [(name, function) for name, function in chosen if not run(browser, name, function)]
        # A browser on a busy machine may be late once; what fails twice is broken.
        if failed:
            print(f"again: {', '.join(name for name, _ in failed)}", flush=True)
        broken = [name for name, function in failed if not run(browser, name, function)]
        print(f"browser: {len(chosen) - len(broken)} passed, {len(broken)} failed")
        return 0 if chosen and not broken else 1


sys.exit(main(sys.argv[1:]))
