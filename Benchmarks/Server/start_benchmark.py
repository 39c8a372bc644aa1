#!/usr/bin/env python3
"""Measures how soon after its start a server answers: the first answer of /health, each time in a new data directory.

    Scripts/bench.sh start

Beside it, for comparison: `skein --version`, which starts the same program and does nothing. Medians in milliseconds.
"""
import os
import socket
import statistics
import subprocess
import tempfile
import time

BINARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.build/release/skein")
STARTS = 20


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def until_healthy() -> float:
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        environment = {"PATH": "/usr/bin:/bin", "HOME": home}
        began = time.perf_counter()
        server = subprocess.Popen(
            [BINARY, "serve", "--port", str(port), "--data-dir", f"{home}/data", "--backend", "expert"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not answers(port):
            time.sleep(0.001)
        took = time.perf_counter() - began
        server.terminate()
        server.wait()
    return took * 1000


def bare() -> float:
    began = time.perf_counter()
    subprocess.run([BINARY, "--version"], stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * 1000


times = [(until_healthy(), bare()) for _ in range(STARTS)]
print(f"from the start until /health answers {statistics.median(time for time, _ in times):6.1f} ms")
print(f"`skein --version`, start and end     {statistics.median(time for _, time in times):6.1f} ms")
