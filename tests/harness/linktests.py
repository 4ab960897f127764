"""The link tool alone: tests/link/*.py are programs that print `ok NAME` or `FAIL NAME: why`."""
import os
import re
import subprocess

from common import ROOT


def run(context, count):
    folder = os.path.join(ROOT, "tests", "link")
    for file in sorted(os.listdir(folder)):
        if not file.endswith(".py"):
            continue
        p = subprocess.run(["python3", os.path.join(folder, file), os.path.join(context.build, "bin", "link")],
                           capture_output=True, text=True, errors="replace")
        seen = False
        for line in p.stdout.split("\n"):
            m = re.match(r"(ok|FAIL) ([^:]*)(?:: (.*))?$", line)
            if m:
                seen = True
                count.ok(m.group(2)) if m.group(1) == "ok" else count.fail(m.group(2), m.group(3) or "")
        if p.returncode != 0 or not seen:
            count.fail(file, p.stdout[-1000:] + p.stderr[-2000:])
