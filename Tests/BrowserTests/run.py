#!/usr/bin/env python3
"""Runs the browser tests: every function named test_… of every file named …_tests.py, each with a server and a page of its own.

    run.py [WORD…]          only tests whose name contains one of the words
    run.py --shots FOLDER   screenshots of every page in both themes instead

Two processes share the tests; what fails beside another is run once more, alone.
"""
import importlib
import pathlib
import subprocess
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from bed import Bed  # noqa: E402
from shots import take_shots  # noqa: E402

FOLDER = pathlib.Path(__file__).parent
SHARES = 2


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


def chosen(words):
    return [(name, function) for name, function in tests() if not words or any(word in name for word in words)]


def browsing(work):
    with sync_playwright() as playwright:
        # --no-sandbox only because containers run as root.
        return work(playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"]))


def run_share(index, words):
    """Every so many-th test, in this process."""
    return browsing(lambda browser: all([run(browser, *test) for test in chosen(words)[index::SHARES]]))


def run_shares(words):
    """All of them, in several processes. Returns the names of those that failed."""
    command = [sys.executable, __file__, "--share"]
    shares = [subprocess.Popen([*command, str(index), *words], stdout=subprocess.PIPE, text=True) for index in range(SHARES)]
    with ThreadPoolExecutor(SHARES) as watchers:
        outcomes = list(watchers.map(watch, shares))
    passed, failed = (set().union(*sets) for sets in zip(*outcomes))
    # One whose process died has neither passed nor failed.
    return [name for name, _ in chosen(words) if name in failed or name not in passed]


def watch(share):
    """Passes on what a process says. Returns which tests passed and which failed."""
    passed, failed = set(), set()
    for line in share.stdout:
        print(line, end="", flush=True)
        for mark, names in (("ok     ", passed), ("FAILED ", failed)):
            if line.startswith(mark):
                names.add(line[len(mark):].split()[0])
    return passed, failed


def main(arguments):
    if arguments[:1] == ["--shots"]:
        return browsing(lambda browser: take_shots(browser, pathlib.Path(arguments[1])))
    if arguments[:1] == ["--share"]:
        return 0 if run_share(int(arguments[1]), arguments[2:]) else 1
    failed = run_shares(arguments)
    # A browser on a busy machine may be late once; what fails twice is broken.
    if failed:
        print(f"again: {', '.join(failed)}", flush=True)
    again = [test for test in chosen(arguments) if test[0] in failed]
    broken = browsing(lambda browser: [name for name, function in again if not run(browser, name, function)]) if again else []
    count = len(chosen(arguments))
    print(f"browser: {count - len(broken)} passed, {len(broken)} failed")
    return 0 if count and not broken else 1


sys.exit(main(sys.argv[1:]))
