"""docs/layers.txt: a folder includes headers only of those that stand above it."""
import os
import re

from common import ROOT


def run(context, count):
    with open(os.path.join(ROOT, "docs", "layers.txt")) as f:
        order = [line.strip() for line in f if line.strip() and not line.startswith("#")]
    rank = {name: i for i, name in enumerate(order)}
    include = re.compile(r'^\s*#include "([a-z]+)/', re.M)
    for folder in order:
        bad = []
        for path, _, files in os.walk(os.path.join(ROOT, folder)):
            for file in files:
                if not file.endswith((".h", ".cpp")) or file.endswith("_test.cpp") or "/tool" in path:
                    continue
                with open(os.path.join(path, file), errors="replace") as f:
                    for used in include.findall(f.read()):
                        if used in rank and rank[used] > rank[folder]:
                            bad.append(f"{os.path.relpath(os.path.join(path, file), ROOT)} includes {used}/")
        count.fail(folder, "\n".join(bad)) if bad else count.ok(folder)
