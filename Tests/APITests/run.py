#!/usr/bin/env python3
"""Holds the running server against its own description: is it valid OpenAPI, and does the server keep to it?

    Scripts/test-api.sh [further arguments of schemathesis]

Schemathesis makes up requests that fit the description, and some that do not, and checks every answer's status, media
type and form. The server runs on a free port with the scripted backend, in a directory of its own.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

from openapi_spec_validator import validate

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
BINARY = os.environ.get("SKEIN_BINARY", f"{ROOT}/.build/debug/skein")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def started(server: subprocess.Popen, data: str) -> str:
    """Waits until the server listens. Returns its address."""
    for _ in range(2400):
        if server.poll() is not None:
            sys.exit("the server ended by itself")
        try:
            with open(f"{data}/server.json") as file:
                about = json.load(file)
            return f"http://127.0.0.1:{about['port']}"
        except (OSError, ValueError):
            time.sleep(0.1)
    sys.exit("the server does not listen")


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": "/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8"}
        server = subprocess.Popen(
            [BINARY, "serve", "--port", "0", "--data-dir", f"{home}/data", "--backend", "scripted", "--log-level", "error"],
            env=environment, stdout=subprocess.DEVNULL)
        try:
            address = started(server, f"{home}/data")
            with urllib.request.urlopen(f"{address}/openapi.json") as answer:
                validate(json.load(answer))
            print("the description is valid OpenAPI 3.1")
            # What streams does not end by itself.
            return subprocess.run(
                [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run", f"{address}/openapi.json",
                 "--exclude-tag", "Live updates", "--checks", CHECKS, "--phases", "examples,coverage,fuzzing",
                 "--max-examples", "20", "--request-timeout", "120", "--seed", "1", "--no-color", "--warnings", "off", *sys.argv[1:]],
                cwd=home).returncode
        finally:
            server.terminate()
            server.wait(120)


if __name__ == "__main__":
    sys.exit(main())
