"""GoogleTest programs, each test counted."""
import json
import os
import re
import subprocess
import tempfile


def run(context, count):
    listing = subprocess.run(["ctest", "--test-dir", context.build, "--show-only=json-v1"], capture_output=True, text=True)
    for test in json.loads(listing.stdout).get("tests", []):
        name, command = test["name"], test.get("command")
        if not command or not os.path.exists(command[0]):
            count.fail(name, "not built")
            continue
        folder = next((p["value"] for p in test.get("properties", []) if p["name"] == "WORKING_DIRECTORY"), None)
        with tempfile.NamedTemporaryFile(suffix=".json") as report:
            try:
                p = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=900,
                                   env=dict(context.sdk_env(), GTEST_OUTPUT=f"json:{report.name}"))
            except subprocess.TimeoutExpired:
                count.fail(name, "did not end")
                continue
            text = open(report.name).read()
        if not text:  # not a GoogleTest program, or it crashed
            count.ok(name) if p.returncode == 0 else count.fail(name, p.stdout[-2000:] + p.stderr[-2000:])
            continue
        bad = 0
        for suite in json.loads(text)["testsuites"]:
            for case in suite["testsuite"]:
                full = f"{name}: {suite['name']}.{case['name']}"
                if case.get("failures"):
                    bad += 1
                    count.fail(full, "\n".join(f["failure"] for f in case["failures"]))
                else:
                    count.ok(full)
        if p.returncode != 0 and not bad:
            count.fail(name, f"exit status {p.returncode}\n" + p.stderr[-2000:])
