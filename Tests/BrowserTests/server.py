"""A Skein server of its own for each test: scripted agents, a directory that goes away, and any violent end."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("SKEIN_BINARY", str(ROOT / ".build/debug/skein"))
WEB = ROOT / "web/dist"
PATIENCE = 120


class Server:
    def __init__(self, backend="scripted", claude=None, **settings):
        self.data = tempfile.mkdtemp(prefix="skein-web-")
        self.backend = backend
        self.claude = claude
        self.settings = settings
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        # An explicit environment: nothing of the caller's reaches the server or its agents.
        environment = {"PATH": os.environ["PATH"], "HOME": self.data, "SKEIN_BACKEND": self.backend, "MAX_CONCURRENT_EXECUTIONS": "20", **self.settings}
        if self.claude:
            environment["CLAUDE_CLI_PATH"] = str(self.claude)
        self.log = open(pathlib.Path(self.data) / "server.log", "ab")
        command = [BINARY, "serve", "--port", str(self.port), "--data-dir", self.data]
        if WEB.is_dir():
            command += ["--web-dir", str(WEB)]
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)
        until(lambda: self.get("/health"), "the server answers")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, body=None):
        return self.send("POST", path, body or {})

    def send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json", "Accept": "application/json", **self.authorization()}, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def authorization(self):
        """The first administrator's token, where the server made one."""
        file = pathlib.Path(self.data) / "admin.token"
        return {"Authorization": f"Bearer {file.read_text().strip()}"} if file.exists() else {}

    def agent(self, name="Ada", script=None, **fields):
        settings = {"script": script} if script is not None else {}
        return self.post("/api/agents", {"name": name, "role": "engineer", "description": "Writes code", "system_prompt": "You write tested code.", "execution_settings": settings, **fields})["id"]

    def task(self, title="Say hello", agents=(), **fields):
        return self.post("/api/tasks", {"title": title, "description": "Do it **well**.", "assigned_agent_ids": list(agents), **fields})["id"]

    def run(self, title, script, **fields):
        agent = self.agent(fields.pop("name", "Ada"), script)
        task = self.task(title, [agent], **fields)
        return self.post("/api/execution/start", {"task_id": task})["execution_id"]

    def status(self, execution):
        return self.get(f"/api/execution/{execution}")["status"]


def until(condition, what):
    """Waits for something that another process does."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if found := condition():
                return found
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise AssertionError(f"it never came true that {what}")
        time.sleep(0.05)
