#!/usr/bin/env bash
# Fills a database with the debug build as people would, and kills the server in the middle of it: for the tests of upgrades.
#   Scripts/stored-database.sh > Tests/SkeinTests/Upgrades/vN.sql
set -euo pipefail
cd "$(dirname "$0")/.."
home=$(mktemp -d)
trap 'kill -9 "$pid" 2>/dev/null || true; rm -rf "$home"' EXIT
env -i PATH="$PATH" HOME="$home" SKEIN_BACKEND=scripted "${SKEIN:-.build/debug/skein}" serve --port 0 --data-dir "$home/data" \
    >"$home/words" 2>"$home/log" &
pid=$!
for _ in $(seq 200); do [ -s "$home/data/server.json" ] && break; sleep 0.1; done
url=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["url"])' "$home/data/server.json")

python3 - "$url" <<'PYTHON'
import json, sys, time, urllib.error, urllib.request

def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(sys.argv[1] + path, data, {"content-type": "application/json"}, method=method)
    try:
        return json.load(urllib.request.urlopen(request))
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{method} {path}: {error.read().decode()}")

def agent(name, script):
    return call("POST", "/api/agents", {"name": name, "role": "Tester", "system_prompt": "You do what the task says.",
                                        "execution_settings": {"script": script}})["id"]

def task(title, agent):
    return call("POST", "/api/tasks", {"title": title, "description": f"Do it:\n{title}.", "assigned_agent_ids": [agent]})["id"]

def start(task):
    return call("POST", "/api/execution/start", {"task_id": task})["execution_id"]

def wait(path, *statuses):
    for _ in range(300):
        answer = call("GET", path)
        if answer["status"] in statuses:
            return answer
        time.sleep(0.1)
    raise SystemExit(f"{path} stays {answer['status']}")

ada = agent("Ada", [{"say": "It's done."}])
eve = agent("Eve", [{"fail": {"cause": "authentication", "message": "no key"}}])
ask = agent("Asker", [{"ask": {"message": "Which one?"}}, {"say": "You said {answer}."}])
slow = agent("Slow", [{"wait_ms": 600000}, {"say": "Late."}])
for title, who, status in [("Build", ada, "completed"), ("Break", eve, "failed"), ("Ask", ask, "waiting")]:
    wait("/api/execution/" + start(task(title, who)), status)
paused = start(task("Pause", slow))
wait(f"/api/execution/{paused}", "running")
call("POST", f"/api/execution/{paused}/pause", {"mode": "now"})
wait(f"/api/execution/{paused}", "paused")
done, open_ = [task("Draft", ada), task("Review", ada)], [task("Decide", ask), task("Finish", ada)]
for name, tasks in [("Finished", done), ("Open", open_)]:
    pattern = call("POST", "/api/workflows/patterns", {
        "name": name, "workflow_type": "sequential", "user_objective": "Ship it",
        "agent_ids": [ada, ask], "task_ids": tasks, "configuration": {}})["id"]
    run = call("POST", f"/api/workflows/execute/{pattern}", {})["id"]
    path = f"/api/workflows/executions/{run}"
    if name == "Finished":
        wait(path, "completed")
    while name == "Open" and not call("GET", path)["interactions"]:
        time.sleep(0.1)
PYTHON

kill -9 "$pid"
Scripts/stored-database.py "$home/data/skein.db" | sed "s#$home/data#@DATA@#g"
