#!/usr/bin/env python3
"""Measures what the server adds to a call of the Claude CLI: a stand-in for it is run bare, then by the server.

The stand-in takes some time to start and to end, less than the real CLI does, answers at once, and ends like it when its
input does.

    Scripts/bench.sh call

Bare: start the stand-in with the arguments and the lines that the server gave it in a first call, read to its end. By the
server: the step, from the event that tells of its beginning, which is durable by then, until the event that tells of its
durable result; and the whole execution, from the request until the event `completed`. What is added is the difference.
Medians in milliseconds.
"""
import glob
import json
import statistics
import subprocess
import sys
import time
import urllib.request

from skein import serving

CALLS = 40
STAND_IN = r"""#!/bin/bash
case "$*" in
  *--version*) echo "2.1.330 (Claude Code)"; exit;;
  *--help*) echo "--input-format --output-format --session-id --resume --include-partial-messages"; exit;;
esac
sleep 0.1
read -r line
id=${line#*\"request_id\":\"}; id=${id%%\"*}
echo '{"type":"control_response","response":{"subtype":"success","request_id":"'$id'","response":{}}}'
read -r line
echo '{"type":"result","subtype":"success","is_error":false,"num_turns":1,"terminal_reason":"completed","result":"Done."}'
while read -r line; do :; done
sleep 0.05
"""


def bare(call: tuple, environment: dict) -> float:
    command, lines = call
    began = time.perf_counter()
    subprocess.run(command, input=lines, text=True, env=environment, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * 1000


def recorded(calls: str) -> tuple:
    """What the server ran, and the lines it wrote to it, as the spool of the only call has them."""
    leg = glob.glob(f"{calls}/*/1")[0]
    with open(f"{leg}/request.json") as file:
        command = json.load(file)["command"]
    with open(f"{leg}/stream.jsonl") as file:
        records = [json.loads(line) for line in file]
    return command, "".join(json.dumps(record["line"]) + "\n" for record in records if record["from"] == "host")


def events_until_completed(stream, execution: str) -> dict:
    """When each event of the execution arrived, in seconds."""
    times = {}
    for line in stream:
        if line.startswith(b"data: ") and execution.encode() in line:
            event = json.loads(line[6:])["event"]
            times[event] = time.perf_counter()
            if event == "completed":
                return times
    raise SystemExit("the server is gone")


def main() -> int:
    call, bares, steps, wholes = None, [], [], []
    with serving(STAND_IN) as skein:
        events = urllib.request.urlopen(f"{skein.url}/api/events?subscription=executions")
        for _ in range(CALLS):
            if call:
                bares.append(bare(call, skein.environment))
            time.sleep(1)  # calls of a real CLI take longer, and the shim of the next one is started meanwhile
            task = skein.task()
            began = time.perf_counter()
            times = events_until_completed(events, skein.start(task))
            steps.append((times["step_completed"] - times["step_started"]) * 1000)
            wholes.append((times["completed"] - began) * 1000)
            call = call or recorded(f"{skein.home}/data/calls")
    bare_time, step, whole = (statistics.median(times[5:]) for times in (bares, steps, wholes))
    print(f"the stand-in, bare                  {bare_time:6.1f} ms")
    print(f"the step that calls it              {step:6.1f} ms, {step - bare_time:.1f} ms added")
    print(f"the whole, from request to completed{whole:6.1f} ms, {whole - bare_time:.1f} ms added")
    return 0


if __name__ == "__main__":
    sys.exit(main())
