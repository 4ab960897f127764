#!/usr/bin/env python3
"""Runs the test suites (see tests/README.md). The closing line counts all: "N passed, N failed"."""
import argparse
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import badinput
import checking
import conformance
import golden
import layers
import layouts
import linktests
import modules
import programs
import selfuse
import signatures
import std
import stress
import targets
import typetests
import unit
from common import Context, Count

SUITES = {  # in order of what a developer wants to hear first
    "unit": unit.run,
    "layers": layers.run,
    "layouts": layouts.run,
    "signatures": signatures.run,
    "golden": golden.run,
    "link": linktests.run,
    "tour": programs.run_tour,
    "programs": programs.run,
    "checking": checking.run,
    "badinput": badinput.run,
    "386": targets.suite("386", ["plain", "gcstress"]),
    "selfuse": selfuse.run,
    "types": typetests.run,
    "std": std.run,
    "stress": stress.run,
    "conformance": conformance.run,
    "modules": modules.run,
    "arm": targets.suite("arm"),
    "arm64": targets.suite("arm64"),
}
LONG = {"selfuse", "modules", "arm", "arm64"}  # by name or with "all"


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--build", required=True)
    p.add_argument("--full", action="store_true", help="all suites, and all of those that run a sample otherwise")
    p.add_argument("suites", nargs="*")
    args = p.parse_args()
    names = args.suites or [s for s in SUITES if s not in LONG]
    if names == ["all"] or (args.full and not args.suites):
        names = list(SUITES)
    for name in names:
        if name not in SUITES:
            sys.exit(f"check: no suite {name} (there are {', '.join(SUITES)})")
    context = Context(args.build)
    context.full = args.full
    passed = failed = 0
    for name in names:
        start = time.time()
        print(f"==== {name}", flush=True)
        count = Count(name)
        SUITES[name](context, count)
        count.summary()
        print(f"     {time.time() - start:.0f} s", flush=True)
        passed += count.passed
        failed += count.failed
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
