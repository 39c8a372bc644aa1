"""The workflow routes of docs/API.md in the browser's network, for a server that does not have them yet."""
import json

NOW = "2030-01-01T00:00:00.000Z"
PATTERN = "11111111-1111-7111-8111-111111111111"
RUN = "22222222-2222-7222-8222-222222222222"
USAGE = {"input_tokens": 900, "output_tokens": 100, "cache_read_tokens": None, "cache_write_tokens": None, "cost_usd": 0.05}


class FakeWorkflows:
    def __init__(self, page, agents, tasks, executions=()):
        self.agents, self.tasks, self.executions = list(agents), list(tasks), list(executions)
        self.patterns, self.runs, self.sent = [], [], []
        page.route("**/api/workflows/**", self.answer)

    def answer(self, route):
        request = route.request
        path = request.url.split("/api/workflows/")[1].split("?")[0]
        body = json.loads(request.post_data or "{}")
        if request.method != "GET":
            self.sent.append((request.method, path, body))
        status, answer = self.find(request.method, path, body)
        route.fulfill(status=status, content_type="application/json", body=json.dumps(answer))

    def find(self, method, path, body):
        match (method, path.split("/")):
            case ("GET", ["types"]):
                return 200, [{"name": name, "description": f"About {name}.", "use_cases": [], "advantages": [], "ideal_for": "tests", "configuration_schema": {}} for name in ("sequential", "parallel", "swarm")]
            case ("POST", ["analyze"]):
                return 200, {"recommended_workflow": "parallel", "confidence_score": 0.82, "reasoning": "The tasks do not wait for each other.", "agent_compatibility": {}, "task_complexity_analysis": {}, "estimated_duration": 45, "resource_requirements": {"agents": 1}, "risk_factors": ["One agent may be busy"], "optimization_suggestions": ["Add an agent"], "analysis": {"agent_count": 1}}
            case ("GET", ["patterns"]):
                return 200, self.patterns
            case ("POST", ["patterns"]):
                if any(pattern["name"] == body["name"] for pattern in self.patterns):
                    return 409, {"detail": f"There is a pattern '{body['name']}' already.", "type": "conflict", "error_id": "e", "timestamp": NOW}
                self.patterns.append(self.pattern(body))
                return 200, self.patterns[-1]
            case ("GET", ["patterns", _]):
                return (200, self.patterns[0]) if self.patterns else (404, {"detail": "There is no pattern."})
            case ("DELETE", ["patterns", _]):
                self.patterns.clear()
                return 200, {"message": "deleted"}
            case ("POST", ["execute", _]):
                self.runs = [self.run()]
                return 202, self.runs[0]
            case ("GET", ["executions"]):
                return 200, self.runs
            case ("GET", ["executions", _]):
                return (200, self.runs[0]) if self.runs else (404, {"detail": "There is no workflow execution."})
            case ("GET", ["communications", _]):
                return 200, self.messages()
            case ("POST", ["executions", _, command]):
                self.runs[0]["status"] = {"pause": "paused", "resume": "running", "abort": "aborted", "input": "running"}[command]
                return 202, {"status": self.runs[0]["status"], "execution_id": RUN, "message": "so it is", "success": True}
        return 404, {"detail": f"There is no route {method} {path}."}

    def pattern(self, body):
        agents, tasks = body["agent_ids"], body["task_ids"]
        return {"id": PATTERN, "status": "active", "created_at": NOW, "updated_at": NOW, "configuration": {}, "dependencies": {}, "project_directory": None,
                "metadata": {"agent_count": len(agents), "task_count": len(tasks), "existing_agents": len(agents), "existing_tasks": len(tasks) - 1, "integrity_check": {"agents_valid": True, "tasks_valid": False}},
                "workflow_type": "sequential", **body}

    def run(self):
        return {"id": RUN, "pattern_id": PATTERN, "pattern_name": "Release", "workflow_type": "sequential", "status": "running", "progress": 0.5, "progress_percentage": 50, "current_step": "work", "total_steps": 2,
                "active_agents": self.agents, "completed_tasks": [], "failed_tasks": [], "executions": [{"id": id} for id in self.executions], "results": {"result": "## All is well"}, "metrics": {"steps": 2}, "usage": USAGE, "agent_communications": self.messages(),
                "iteration_count": 1, "error_message": None, "started_at": NOW, "completed_at": None, "created_at": NOW, "updated_at": NOW}

    def messages(self):
        return [{"id": "m", "execution_id": RUN, "from_agent_id": self.agents[0] if self.agents else None, "to_agent_id": None, "message_type": "handoff", "message": "Over **to you**.", "context": {}, "timestamp": NOW}]
