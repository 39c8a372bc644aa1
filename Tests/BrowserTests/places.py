"""Every page there is, and a server with something on each of them."""
from scripts import ASKING, FAILING, SLOW, TALKATIVE
from server import until

PATTERNS = "/api/workflows/patterns"


def furnish(server):
    planner = server.agent("Petra", TALKATIVE, role="Planner", capabilities=["planning"], tools=["Read"], objectives=["Ship it"], constraints=["No dependencies"])
    engineer = server.agent("Sven", SLOW, role="Engineer", capabilities=["swift"])
    plan = server.task("Plan the work", [planner], priority="high", expected_output="A plan", resources=["README.md"], estimated_duration=30)
    build = server.task("Build the thing", [engineer], dependencies=[plan], deadline="2030-01-02")
    server.task("Write it down", [], dependencies=[build], priority="low", estimated_duration="2 hours")
    done = server.post("/api/execution/start", {"task_id": plan})["execution_id"]
    until(lambda: server.status(done) == "completed", "the planner is done")
    live = server.post("/api/execution/start", {"task_id": build})["execution_id"]
    failed = server.run("Break something", FAILING, name="Ines")
    asking = server.run("Decide something", ASKING, name="Wim")
    until(lambda: server.status(asking) == "waiting", "somebody asks")
    until(lambda: server.status(failed) == "failed", "somebody fails")
    ids = {"agent": planner, "task": build, "done": done, "live": live, "failed": failed, "asking": asking}
    # Tasks of its own: those above are at work.
    tasks = [server.task("First part", [planner]), server.task("Second part", [planner])]
    ids["pattern"] = server.post(PATTERNS, {"name": "Release", "description": "Plan, then write", "agent_ids": [planner], "task_ids": tasks, "user_objective": "Release it", "workflow_type": "sequential"})["id"]
    ids["workflow"] = server.post(f"/api/workflows/execute/{ids['pattern']}")["id"]
    until(lambda: server.get(f"/api/workflows/executions/{ids['workflow']}")["status"] == "completed", "the workflow is done")
    ids["rerun"] = server.post(f"/api/workflows/executions/{ids['workflow']}/rerun", {"from_task": tasks[1]})["id"]
    waiting = [server.task("Slow part", [engineer]), server.task("Late part", [planner])]
    slow = server.post(PATTERNS, {"name": "Slowly", "description": "One after another", "agent_ids": [planner, engineer], "task_ids": waiting, "user_objective": "Wait", "workflow_type": "sequential", "configuration": {"budget": {"cost_usd": 2, "tokens": 50000}}})["id"]
    ids["workflow-live"] = server.post(f"/api/workflows/execute/{slow}")["id"]
    return ids


def places(ids):
    yield from [
        ("dashboard", "/"), ("inbox", "/inbox"), ("runs", "/runs"), ("runs-workflows", "/runs?kind=workflows"),
        ("agents", "/agents"), ("agent", f"/agents/{ids['agent']}"), ("tasks", "/tasks"), ("tasks-board", "/tasks?view=board"),
        ("tasks-graph", "/tasks?view=graph"), ("task", f"/tasks/{ids['task']}"), ("run", f"/runs/{ids['done']}"),
        ("run-files", f"/runs/{ids['done']}?tab=files"), ("run-output", f"/runs/{ids['done']}?tab=output&view=events"),
        ("run-live", f"/runs/{ids['live']}"), ("run-failed", f"/runs/{ids['failed']}?tab=cost"), ("run-asking", f"/runs/{ids['asking']}"),
        ("orchestration", "/orchestration"), ("new-pattern", "/orchestration/new"),
    ]
    yield "audit", "/audit"
    yield "pattern", f"/orchestration/{ids['pattern']}"
    yield "workflow", f"/workflows/{ids['workflow']}"
    yield "workflow-rerun", f"/workflows/{ids['rerun']}"
    yield "workflow-live", f"/workflows/{ids['workflow-live']}"
