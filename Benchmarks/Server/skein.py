"""The release server for the time of a measurement, with a stand-in for the Claude CLI."""
import contextlib
import json
import os
import subprocess
import tempfile
import time
import urllib.request

BINARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.build/release/skein")


class Skein:
    """A server on a free port with a home of its own."""

    def __init__(self, home: str, stand_in: str):
        self.home = home
        self.command = f"{home}/claude"
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": home}
        with open(self.command, "w") as file:
            file.write(stand_in)
        os.chmod(self.command, 0o755)
        self.process = subprocess.Popen(
            [BINARY, "serve", "--port", "0", "--data-dir", f"{home}/data", "--backend", "claude_cli", "--claude-cli-path",
             self.command, "--log-level", "error"], env=self.environment, stdout=subprocess.DEVNULL)
        while not os.path.exists(f"{home}/data/server.json"):
            if self.process.poll() is not None:
                raise SystemExit("the server has ended by itself")
            time.sleep(0.01)
        with open(f"{home}/data/server.json") as file:
            self.url = json.load(file)["url"]
        self.agent = self.ask("/api/agents", {"name": "Ada", "role": "r", "system_prompt": "You do the task."})["id"]

    def ask(self, path: str, body: dict) -> dict:
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), {"content-type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def task(self) -> str:
        """Makes a task for the agent. Returns its id."""
        return self.ask("/api/tasks", {"title": "t", "description": "d", "assigned_agent_ids": [self.agent]})["id"]

    def start(self, task: str) -> str:
        """Starts a task. Returns the execution's id."""
        return self.ask("/api/execution/start", {"task_id": task})["execution_id"]


@contextlib.contextmanager
def serving(stand_in: str):
    """Runs a server that takes this program for the CLI."""
    with tempfile.TemporaryDirectory() as home:
        skein = Skein(home, stand_in)
        try:
            yield skein
        finally:
            skein.process.terminate()
            skein.process.wait()
