#!/usr/bin/env python3
"""Measures what a call costs the server whose CLI writes 256 MB, as fast as it can: the results of 8,000 tools.

    Scripts/bench.sh output

Bare: the same stand-in for the CLI, read to its end by a program that throws everything away. By the server: the execution,
from the request until it is completed, by when all of it is in the call's spool and in the event table; and the most
memory that the server held meanwhile, above what it held before. Medians of three.
"""
import json
import statistics
import subprocess
import sys
import time
import urllib.request

from skein import Skein, serving

RESULTS, SIZE, ROUNDS = 8000, 32_000, 3
STAND_IN = f"""#!/usr/bin/env python3
import json, sys

FLAGS = "--input-format --output-format --session-id --resume --include-partial-messages"
if "--version" in sys.argv or "--help" in sys.argv:
    sys.exit(print("2.1.330 (Claude Code)" if "--version" in sys.argv else FLAGS))


def say(**line):
    print(json.dumps(line), flush=True)


def message(role, **block):
    say(type=role, message={{"id": "m", "role": role, "model": "stand-in", "content": [block]}}, parent_tool_use_id=None)


for line in sys.stdin:
    request = json.loads(line)
    if request["type"] == "control_request":
        answer = {{"subtype": "success", "request_id": request["request_id"], "response": {{}}}}
        say(type="control_response", response=answer)
        continue
    for number in range({RESULTS}):
        message("assistant", type="tool_use", id=f"t{{number}}", name="Read", input={{"file_path": "/a"}})
        message("user", type="tool_result", tool_use_id=f"t{{number}}", content="x" * {SIZE})
    say(type="result", subtype="success", is_error=False, num_turns=1, terminal_reason="completed", result="Done.")
    break
"""


def bare(command: str) -> float:
    began = time.perf_counter()
    subprocess.run([command], input=b'{"type": "user"}\n', stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def memory(skein: Skein, figure: str) -> float:
    """In MB."""
    with open(f"/proc/{skein.process.pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(figure)) / 1024


def wait_for_end(skein: Skein, task: str) -> None:
    while True:
        with urllib.request.urlopen(f"{skein.url}/api/execution/status?task_id={task}") as answer:
            status = json.load(answer)[0]["status"]
        if status == "completed":
            return
        if status in ("failed", "aborted"):
            sys.exit(f"the execution has {status}")
        time.sleep(0.02)


def measure(skein: Skein) -> float:
    task = skein.task()
    began = time.perf_counter()
    skein.start(task)
    wait_for_end(skein, task)
    return time.perf_counter() - began


def main() -> int:
    bares, runs = [], []
    with serving(STAND_IN) as skein:
        before = memory(skein, "VmRSS")
        for _ in range(ROUNDS):
            bares.append(bare(skein.command))
            runs.append(measure(skein))
        growth = memory(skein, "VmHWM") - before
    megabytes = RESULTS * SIZE / 1e6
    for name, times in (("read and thrown away", bares), ("by the server, durable", runs)):
        print(f"{name:24}{statistics.median(times):6.1f} s, {megabytes / statistics.median(times):6.1f} MB/s")
    print(f"memory above idle       {growth:6.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
