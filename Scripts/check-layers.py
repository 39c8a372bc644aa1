#!/usr/bin/env python3
"""Compares the dependencies of Package.swift with the layers of ARCHITECTURE.md."""
import json
import subprocess
import sys

# What each target may import of ours; everything else is an offence.
ALLOWED = {
    "Domain": [],
    "DurableExecution": [],
    "SQL": [],
    "WebSockets": [],
    "CProcess": [],
    "Telemetry": [],
    "Agents": ["Domain"],
    "Credentials": ["Domain"],
    "Persistence": ["Domain", "DurableExecution", "SQL"],
    "SQLiteDriver": ["SQL"],
    "Workflows": ["Agents", "DurableExecution", "Domain"],
    "ModelBackends": ["Agents", "Domain", "CProcess"],
    "Orchestration": ["Workflows", "Agents", "Credentials", "Persistence", "DurableExecution", "Domain"],
    "WebAPI": ["Orchestration", "Domain", "Telemetry", "WebSockets"],
}
UNLIMITED = {"skein", "TestSupport"}

package = json.loads(subprocess.check_output(["swift", "package", "dump-package"]))
targets = {target["name"]: target for target in package["targets"]}
offences = []
for name, target in targets.items():
    if name in UNLIMITED or target["type"] == "test":
        continue
    if name not in ALLOWED:
        offences.append(f"target {name} has no place in the layers")
        continue
    ours = {d["byName"][0] for d in target["dependencies"] if "byName" in d} & set(targets)
    for extra in sorted(ours - set(ALLOWED[name])):
        offences.append(f"{name} must not depend on {extra}")
for offence in offences:
    print(offence, file=sys.stderr)
sys.exit(1 if offences else 0)
