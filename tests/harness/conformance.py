"""The SDK's test/ folder through upstream's own driver. It is built by the SDK's own toolchain, then run in Golem's GOROOT, whose
compile and link it drives. Left out: asmcheck (gc's assembly listings) and errorcheck tests of gc's optimiser talk.

GOLEM_CONFORMANCE=FRACTION (default 0.15, with --full 1) runs that share of the tests, chosen by a hash of the commit; 1 runs all;
a regular expression selects by name. GOLEM_STRESS=SETTING runs what the tests run with GOLEMDEBUG=SETTING (gcstress=97,
firstseg=8192, preempt=N …) and takes only tests that run something; for another processor those are all there is.

There, what fails is tried with gc too, and only what gc's programs pass counts."""
import os
import re
import subprocess
import zlib

from common import ROOT, judge, read_known

TALK = re.compile(r"\s-(?:m|live|wb|l=4|d=(?!panic\b)\S+|0 -m)\b")


def recipe(path):
    with open(path, errors="replace") as f:
        for line in f:
            line = line.strip()
            if line and not line.startswith("//go:build") and not line.startswith("// +build"):
                return line[2:].strip() if line.startswith("//") else ""
    return ""


def applies(path):
    words = recipe(path)
    kind = words.split(" ")[0]
    if kind == "asmcheck":
        return False
    return not (kind.startswith("errorcheck") and TALK.search(" " + words.partition(" ")[2]))


def runs(path):
    return recipe(path).split(" ")[0] in ("run", "rundir", "runindir", "runoutput", "buildrun", "buildrundir", "errorcheckandrundir")


def commit():
    p = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return p.stdout.strip()


def choose(test_folder, only_runs):
    names = []
    for path, _, files in os.walk(test_folder):
        for file in sorted(files):
            if file.endswith(".go") and ".dir" not in path:
                full = os.path.join(path, file)
                if applies(full) and (runs(full) or not only_runs):
                    names.append(os.path.relpath(full, test_folder))
    return sorted(names)


def run(context, count):
    test_folder = os.path.join(context.goroot, "test")
    if not os.path.isdir(test_folder):
        count.skip("all", "this SDK has no test/ folder (downloaded as a module)")
        return
    driver = os.path.join(context.build, "testdir.test")
    if not os.path.exists(driver):
        p = subprocess.run([os.path.join(context.sdk, "bin", "go"), "test", "-c", "-o", driver, "cmd/internal/testdir"],
                           env=context.host_sdk_env(), capture_output=True, text=True)
        if p.returncode != 0:
            count.fail("driver", p.stderr)
            return
    wanted = os.environ.get("GOLEM_CONFORMANCE", "1" if context.full else "0.15")
    stress = {"GOLEMDEBUG": os.environ["GOLEM_STRESS"]} if os.environ.get("GOLEM_STRESS") else {}
    names = choose(test_folder, bool(stress or context.goarch))
    if re.fullmatch(r"[0-9.]+", wanted):
        salt = commit()
        names = [n for n in names if zlib.crc32((salt + n).encode()) % 1000 < float(wanted) * 1000]
    else:
        names = [n for n in names if re.search(wanted, n)]
    known = read_known(os.path.join(ROOT, "tests", "conformance", "known.txt"))
    if context.goarch:
        known.update(read_known(os.path.join(ROOT, "tests", context.goarch, "known.txt")))
    # Many names at a time: each call of the driver lists std once, and an argument must stay short.
    results, output = {}, {}
    env = context.env(**stress)
    if stress:  # for the tests' programs: a go command that Golem built would take most of the time
        env["PATH"] = os.path.join(context.sdk, "bin") + os.pathsep + env["PATH"]
    for at in range(0, len(names), 400):
        r, o = drive(driver, context.goroot, names[at:at + 400], env)
        if not r:
            count.fail("driver", o)
            return
        results.update(r)
        output.update(o)
    # On an emulator gc's programs fail as well where it is the emulator's fault.
    wrong = [n for n in names if results[n] == "FAIL"] if context.goarch else []
    gc = drive(driver, context.sdk, wrong, context.sdk_env())[0] if wrong else {}
    passed = 0
    for name in names:
        if results[name] == "NONE":
            count.skip(name, "the driver has no such test")
        elif results[name] == "SKIP":
            count.skipped += 1
        elif gc.get(name, "PASS") != "PASS" and name not in known:
            count.skip(name, "fails with gc as well")
        else:
            passed += results[name] == "PASS"
            judge(count, known, name, results[name] == "PASS", "\n".join(output.get(name, [])[:12]))
    if context.goarch:
        both = passed + sum(gc.get(n) == "PASS" for n in wrong)
        print(f"     {passed} of {both} tests that pass with gc ({100 * passed / max(both, 1):.1f}%)", flush=True)


def drive(driver, goroot, names, env):
    """name -> PASS, FAIL, SKIP or NONE (the driver has no such test), and name -> lines of output. No results: what went wrong."""
    all_results, all_output = {}, {}
    # Go splits -run patterns at slashes outside brackets: one pattern per depth.
    by_depth = {}
    for n in names:
        by_depth.setdefault(n.count("/"), []).append(n.split("/"))
    for depth, parts in by_depth.items():
        levels = ["^(" + "|".join(sorted({re.escape(p[i]) for p in parts})) + ")$" for i in range(depth + 1)]
        p = subprocess.run([driver, "-test.v", "-test.timeout=3h", "-test.run", "^Test$/" + "/".join(levels)],
                           cwd=os.path.join(goroot, "src", "cmd", "internal", "testdir"), env=env,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        results, output, current = {}, {}, None
        for line in p.stdout.split("\n"):
            m = re.match(r"\s*--- (PASS|FAIL|SKIP): Test/(\S+) ", line)
            if m:
                current = m.group(2)
                results[current] = m.group(1)
                output.setdefault(current, [])
            elif m := re.match(r"\s*=== \w+ +Test/(\S+)", line):
                current = m.group(1)
                output.setdefault(current, [])
            elif re.match(r"\s*=== ", line):
                current = None
            elif current:
                output[current].append(line.strip())
        if not results:
            return {}, f"the driver gave no results and ended with status {p.returncode}:\n" + "\n".join(p.stdout.split("\n")[-25:])
        ended = re.search(r"^(PASS|FAIL)$", p.stdout, re.M)  # then what it does not name is not among its tests
        for name in ("/".join(p) for p in parts):
            all_results[name] = results.get(name, "NONE" if ended else "FAIL")
            all_output[name] = output.get(name, [])
    return all_results, all_output
