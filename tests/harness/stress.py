"""Tests of standard packages while the runtime is made to do its rare things often: `go test -c`, run plainly and under GOLEMDEBUG.

Each mode must pass what the plain run passes. Tests that cannot (they count allocations or measure time) are listed in
tests/std/stress.txt as "package.Test # reason". By default one package and one mode, chosen by a hash of the commit; with --full
all. GOLEM_STD="fmt strings" chooses packages, GOLEM_STRESS=SETTING one mode."""
import os
import re
import subprocess

from common import ROOT, chosen_by_commit, read_known

PACKAGES = ["fmt", "encoding/json", "sync"]
MODES = ["gcstress=50", "firstseg=8192", "preempt=20"]
TIMEOUT = 600  # seconds for a run
RESULT = re.compile(r"^--- (PASS|FAIL|SKIP): (\S+)", re.M)


def build(context, package):
    """The test binary and what the build said; the folder of the package, where tests run."""
    folder = os.path.join(context.build, "stress")
    os.makedirs(folder, exist_ok=True)
    binary = os.path.join(folder, package.replace("/", "_") + ".test")
    p = subprocess.run([context.go, "test", "-c", "-vet=off", "-o", binary, package], env=context.env(), cwd=ROOT, text=True,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return (binary if p.returncode == 0 else None), p.stdout, os.path.join(context.goroot, "src", package)


def run_tests(context, binary, cwd, setting, left_out):
    """The set of tests that pass, and the end of the output."""
    env = context.env(**({"GOLEMDEBUG": setting} if setting else {}))
    try:
        p = subprocess.run([binary, "-test.short", "-test.v", f"-test.timeout={TIMEOUT}s", f"-test.skip=^({'|'.join(left_out)})$"],
                           env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           errors="replace", timeout=TIMEOUT + 60)
        output = p.stdout
    except subprocess.TimeoutExpired as e:
        output = (e.stdout or b"").decode(errors="replace") + "\ndid not end"
    return {name for result, name in RESULT.findall(output) if result == "PASS"}, "\n".join(output.split("\n")[-40:])


def judge_mode(context, count, package, binary, cwd, setting, left_out, plain, known):
    passed, tail = run_tests(context, binary, cwd, setting, left_out)
    bad = []
    for test in sorted(plain):
        name = f"{package}.{test}"
        if test in passed:
            count.ok()
        elif name in known:
            count.skip(name, "known: " + known[name])
        else:
            count.failed += 1
            bad.append(test)
    print(f"{'FAIL' if bad else 'ok  '} stress: {package} {setting}: {len(passed & plain)} of {len(plain)} pass", flush=True)
    if bad:
        print("     " + ", ".join(bad[:40]), flush=True)
        print("     " + "\n     ".join(tail.split("\n")), flush=True)


def run(context, count):
    known, failing = (read_known(os.path.join(ROOT, "tests", "std", name)) for name in ("stress.txt", "known.txt"))
    some = len(PACKAGES) if context.full else 1
    packages, modes = chosen_by_commit(PACKAGES)[:some], chosen_by_commit(MODES)[:some]
    if os.environ.get("GOLEM_STD"):
        packages, modes = os.environ["GOLEM_STD"].split(), MODES
    if os.environ.get("GOLEM_STRESS"):
        modes = [os.environ["GOLEM_STRESS"]]
    for package in packages:
        binary, output, cwd = build(context, package)
        if not binary:
            count.fail(package, output)
            continue
        # What fails plainly is left out: it may hang.
        left_out = [n.removeprefix(package + ".") for n in failing if n.startswith(package + ".")]
        plain, _ = run_tests(context, binary, cwd, "", left_out)
        for setting in modes:
            judge_mode(context, count, package, binary, cwd, setting, left_out, plain, known)
