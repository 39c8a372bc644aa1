#!/usr/bin/env python3
"""Measures the release server over HTTP beside a FastAPI + SQLAlchemy server, in turn, in one run.

    Scripts/bench.sh http      (installs wrk and the peer's packages into .cache, then runs this)

Prints requests per second (median of the rounds) with 1 and 32 connections. Exits with 1 when reading and creating with 32 connections is not at least FLOOR times as fast.
"""
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROUNDS = 3
SECONDS = 3
FLOOR = 5
AGENT = json.dumps({"name": "Ada", "role": "engineer", "system_prompt": "You write clear, tested code.",
                    "capabilities": ["swift", "sql"]})
HERE = os.path.dirname(os.path.abspath(__file__))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A server process on a free port, with a data directory of its own."""

    def __init__(self, name: str, command, environment: dict):
        self.name = name
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        began = time.perf_counter()
        self.process = subprocess.Popen(
            command(self.port), env={"PATH": os.environ["PATH"], **environment},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not self.answers():
            if time.perf_counter() - began > 30 or self.process.poll() is not None:
                sys.exit(f"{name} does not answer")
        self.agents = [self.create() for _ in range(100)]

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=1):
                return True
        except OSError:
            time.sleep(0.001)
            return False

    def create(self) -> str:
        request = urllib.request.Request(
            f"{self.url}/api/agents", AGENT.encode(), {"content-type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["id"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def wrk(server: Server, path: str, connections: int, script: str = None) -> float:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", f"{server.url}{path}"]
    output = subprocess.run(command + (["-s", script] if script else []), capture_output=True, text=True).stdout
    if "Non-2xx" in output:
        sys.exit(f"{server.name} refused requests to {path}:\n{output}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))


def main() -> int:
    with tempfile.TemporaryDirectory() as directory:
        post = os.path.join(directory, "post.lua")
        with open(post, "w") as file:
            file.write(f"wrk.method = 'POST'\nwrk.body = [[{AGENT}]]\nwrk.headers['Content-Type'] = 'application/json'\n")
        ours = Server("skein", lambda port: [
            os.path.join(HERE, "../../.build/release/skein"), "serve", "--port", str(port), "--backend", "expert",
            "--data-dir", f"{directory}/skein", "--log-level", "error"], {"HOME": directory})
        peer = Server("FastAPI", lambda port: [
            sys.executable, "-m", "uvicorn", "--app-dir", HERE, "--log-level", "error", "--port", str(port), "peer:app"],
            {"HOME": directory, "PEER_DATABASE": f"{directory}/peer.db"})
        workloads = [
            ("GET one agent", lambda server: f"/api/agents/{server.agents[0]}", None),
            ("list 100 agents", lambda server: "/api/agents?limit=100", None),
            ("create an agent", lambda server: "/api/agents", post),
        ]
        print(f"{'requests/s':24} {'skein':>10} {'FastAPI':>10} {'ratio':>8}")
        floors = []
        for name, path, script in workloads:
            for connections in (1, 32):
                rounds = [[wrk(server, path(server), connections, script) for server in (ours, peer)]
                          for _ in range(ROUNDS)]
                fast, slow = (statistics.median(values) for values in zip(*rounds))
                if connections == 32 and not name.startswith("list"):
                    floors.append(fast / slow)
                print(f"{name + ', ' + str(connections):24} {fast:10.0f} {slow:10.0f} {fast / slow:8.1f}")
        for server in (ours, peer):
            server.stop()
    return 0 if min(floors) >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
