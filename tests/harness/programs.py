"""tests/programs in all modes, and the tour."""
import os
import re
import subprocess

from common import ROOT, judge, read_known


def run(context, count, modes=("plain", "gcstress", "smallstack"), more=()):
    known = read_known(os.path.join(ROOT, "tests", context.goarch or "programs", "known.txt"))
    for mode in modes:
        p = subprocess.run(["python3", os.path.join(ROOT, "tests", "programs", "run.py"), "-go", context.go, "-mode", mode,
                            *more],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=context.env())
        name, why = None, []

        def finish():
            if name:
                judge(count, known, f"{name[1]} ({mode})", name[0] == "ok  ", "\n".join(why))

        for line in p.stdout.split("\n"):
            m = re.match(r"(ok  |FAIL) (\S+)$", line)
            if m:
                finish()
                name, why = (m.group(1), m.group(2)), []
            elif line.startswith("     "):
                why.append(line[5:])
        finish()


def run_tour(context, count):
    with open(os.path.join(ROOT, "examples", "tour", "expected.txt")) as f:
        want = f.read()
    env = context.env()
    env.pop("GOWORK", None)
    p = subprocess.run([context.golem, "run", "./examples/tour"], cwd=ROOT, capture_output=True, text=True, errors="replace",
                       env=env)
    if p.returncode == 0 and p.stdout == want:
        count.ok()
    else:
        got, expected = p.stdout.split("\n"), want.split("\n")
        first = next((i for i, (g, w) in enumerate(zip(got, expected)) if g != w), min(len(got), len(expected)))
        count.fail("tour", f"exit status {p.returncode}, differs from line {first + 1}\n{p.stderr[-2500:]}")
