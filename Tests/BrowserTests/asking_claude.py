#!/usr/bin/env python3
"""Stands where the Claude CLI would: asks whether it may use Bash, once per command in its task, and notes every answer.

The task's description holds the commands as a JSON list; the answers go to ~/answers.jsonl, as the CLI would get them.
"""
import json
import os
import re
import sys

if "--version" in sys.argv:
    sys.exit(print("2.1.330 (Claude Code)"))
if "--help" in sys.argv:
    sys.exit(print("--input-format --output-format --session-id --resume --include-partial-messages"))


def say(message):
    print(json.dumps(message), flush=True)


def heard():
    return json.loads(sys.stdin.readline() or sys.exit(1))


def ask(number, command):
    tool = {"type": "tool_use", "id": f"toolu_{number}", "name": "Bash", "input": {"command": command}}
    say({"type": "assistant", "message": {"id": f"msg_{number}", "role": "assistant", "model": "fake", "content": [tool]}})
    say({"type": "control_request", "request_id": f"ask_{number}", "request": {
        "subtype": "can_use_tool", "tool_name": "Bash", "input": tool["input"], "tool_use_id": tool["id"]}})
    answer = heard()["response"]["response"]
    with open(os.path.expanduser("~/answers.jsonl"), "a") as file:
        file.write(json.dumps(answer) + "\n")


while True:
    message = heard()
    if message["type"] == "control_request":
        say({"type": "control_response", "response": {"subtype": "success", "request_id": message["request_id"], "response": {}}})
    elif message["type"] == "user":
        commands = re.search(r"^\[.*\]$", message["message"]["content"], re.MULTILINE).group()
        for number, command in enumerate(json.loads(commands)):
            ask(number, command)
        say({"type": "result", "subtype": "success", "is_error": False, "num_turns": 1, "terminal_reason": "completed", "result": "Done.", "total_cost_usd": 0.01, "usage": {"input_tokens": 1, "output_tokens": 1}})
        sys.exit(0)
