#!/usr/bin/env python3
"""Measures what the server adds to a call of the Claude CLI: a stand-in that answers at once is run bare, then by it.

    Scripts/bench.sh call

Bare: start the stand-in, say what the server says, read to its end. By the server: from the moment the stand-in has
answered (its last act is to note the time) until the event `completed` of its execution, and from the request to the
moment the stand-in runs. Medians in milliseconds.
"""
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
CALLS = 40
STAND_IN = r"""#!/bin/bash
case "$*" in
  *--version*) echo "2.1.330 (Claude Code)"; exit;;
  *--help*) echo "--input-format --output-format --session-id --resume --include-partial-messages"; exit;;
esac
echo "$EPOCHREALTIME" >> "$HOME/began"
read -r line
id=${line#*\"request_id\":\"}; id=${id%%\"*}
echo '{"type":"control_response","response":{"subtype":"success","request_id":"'$id'","response":{}}}'
read -r line
echo '{"type":"result","subtype":"success","is_error":false,"num_turns":1,"terminal_reason":"completed","result":"Done."}'
echo "$EPOCHREALTIME" >> "$HOME/ended"
"""
LINES = (json.dumps({"type": "control_request", "request_id": "a", "request": {"subtype": "initialize"}}) + "\n"
         + json.dumps({"type": "user", "message": {"role": "user", "content": "Do it."}}) + "\n")


def ask(url: str, path: str, body: dict) -> dict:
    request = urllib.request.Request(url + path, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def bare(command: str, environment: dict) -> float:
    began = time.perf_counter()
    subprocess.run([command, "-p"], input=LINES, text=True, env=environment, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * 1000


def completed(stream, execution: str) -> float:
    for line in stream:
        if b'"event":"completed"' in line and execution.encode() in line:
            return time.time()


def last_time(path: str) -> float:
    with open(path) as file:
        return float(file.read().split()[-1])


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        command = f"{home}/claude"
        with open(command, "w") as file:
            file.write(STAND_IN)
        os.chmod(command, 0o755)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        environment = {"PATH": "/usr/bin:/bin", "HOME": home}
        server = subprocess.Popen(
            [os.path.join(HERE, "../../.build/release/skein"), "serve", "--port", str(port), "--data-dir", f"{home}/data",
             "--backend", "claude_cli", "--claude-cli-path", command, "--log-level", "error"],
            env=environment, stdout=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{port}"
        for _ in range(1000):
            try:
                urllib.request.urlopen(f"{url}/health").close()
                break
            except OSError:
                time.sleep(0.01)
        agent = ask(url, "/api/agents", {"name": "Ada", "role": "r", "system_prompt": "You do the task."})["id"]
        events = urllib.request.urlopen(f"{url}/api/events?subscription=executions")
        bares, befores, afters = [], [], []
        for _ in range(CALLS):
            bares.append(bare(command, environment))
            time.sleep(1)  # calls of a real CLI take longer, and the shim of the next one is started meanwhile
            task = ask(url, "/api/tasks", {"title": "t", "description": "d", "assigned_agent_ids": [agent]})["id"]
            began = time.time()
            execution = ask(url, "/api/execution/start", {"task_id": task})["execution_id"]
            ended = completed(events, execution)
            befores.append((last_time(f"{home}/began") - began) * 1000)
            afters.append((ended - last_time(f"{home}/ended")) * 1000)
        server.terminate()
        server.wait()
    before, after = statistics.median(befores[5:]), statistics.median(afters[5:])
    print(f"the stand-in, bare                        {statistics.median(bares[5:]):6.1f} ms")
    print(f"from the request until the stand-in runs  {before:6.1f} ms")
    print(f"from its answer until `completed` is told {after:6.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
