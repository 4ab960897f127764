"""Golden tests: files in testdata/ folders with lines `// RUN: command` (or `; RUN:`), run by the shell. Substituted:
%s the file, %t a temporary path, %compile, %link, %go the tools, %filecheck FileCheck with this file, %build the build folder."""
import os
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

from common import ROOT, read_known

FOLDERS = ["syntax", "types", "girgen", "gir", "opt", "lower", "codegen", "compile", "export", "tests/golden"]


def find():
    for folder in FOLDERS:
        for path, _, files in os.walk(os.path.join(ROOT, folder)):
            if "testdata" not in path.split(os.sep) and not path.endswith("golden"):
                continue
            for file in sorted(files):
                full = os.path.join(path, file)
                try:
                    with open(full) as f:
                        runs = re.findall(r"^\s*(?://|;|#)\s*RUN:\s*(.*)$", f.read(), re.M)
                except (UnicodeDecodeError, OSError):
                    continue
                if runs:
                    yield full, runs


def run_one(context, full, runs):
    with tempfile.TemporaryDirectory() as folder:
        for line in runs:
            for key, value in (("%compile", os.path.join(context.build, "bin", "compile") + " -d=verify"),
                               ("%link", os.path.join(context.build, "bin", "link")),
                               ("%go", context.golem), ("%build", context.build),
                               ("%filecheck", f"FileCheck-22 {full}"),
                               ("%s", full), ("%t", os.path.join(folder, "t"))):
                line = line.replace(key, value)
            try:
                p = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, errors="replace",
                                   cwd=folder, timeout=120)
            except subprocess.TimeoutExpired:
                return line + "\ndid not end"
            if p.returncode != 0:
                return f"{line}\n{p.stdout[-3000:]}{p.stderr[-3000:]}"
    return None


def run(context, count):
    tests = list(find())
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for (full, _), problem in zip(tests, pool.map(lambda t: run_one(context, *t), tests)):
            name = os.path.relpath(full, ROOT)
            count.fail(name, problem) if problem else count.ok(name)
