"""`go test -short` of standard packages in Golem's GOROOT, compared with gc test by test.

By default a sample: the packages of tests/std/packages.txt in an order that the commit's hash gives, until the time is up.
GOLEM_STD=listed runs all of that list, GOLEM_STD=all (the default of --full) every package that has tests, GOLEM_STD="fmt strings"
those named.

gc is asked when something is not as it should be: a test that gc's own build fails here too (no network, no root) does not count. A
test that fails is tried once more, alone: what passes then is named, but is no failure. A known failure whose reason begins with
"hangs" is left out of the package's run and tried alone, for a short time."""
import json
import os
import re
import subprocess
import time

from common import ROOT, chosen_by_commit, is_flaky, read_known

BUDGET = 4 * 60  # seconds in which packages of the sample are begun
TIMEOUT = 300    # seconds for the tests of a package
RETRIES = 10     # not more: the package crashed
HANGS = 20       # seconds for a test that is known to hang


def all_packages(context):
    form = "{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}"
    p = subprocess.run([context.go, "list", "-f", form, "std"], env=context.env(), stdout=subprocess.PIPE, text=True, check=True)
    return p.stdout.split()


def listed():
    with open(os.path.join(ROOT, "tests", "std", "packages.txt")) as f:
        return [line.split("#")[0].strip() for line in f if line.split("#")[0].strip()]


def alternatives(tests):
    return "^(" + "|".join(re.escape(t) for t in tests) + ")$"


def go_test(go, env, package, tests=None, skip=None, timeout=TIMEOUT):
    """name -> pass|fail|skip for top-level tests; and the end of the output when it did not build, failed or crashed."""
    command = [go, "test", "-json", "-short", "-count=1", "-vet=off", f"-timeout={timeout}s"]
    if tests:
        command.append("-run=" + alternatives(tests))
    if skip:
        command.append("-skip=" + alternatives(skip))
    try:
        p = subprocess.run(command + [package], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True, errors="replace", timeout=TIMEOUT + 900, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return {}, "did not end"
    results, tail = {}, []
    for line in p.stdout.split("\n"):
        try:
            event = json.loads(line)
        except ValueError:
            tail.append(line)
            continue
        action, test = event.get("Action"), event.get("Test", "")
        if action in ("output", "build-output"):
            tail.append(event.get("Output", "").rstrip("\n"))
        if test and "/" not in test and action in ("pass", "fail", "skip"):
            results[test] = action
        elif test and "/" not in test and action == "run":
            results[test] = "fail"  # until it ends: a crash fails it
    return results, "\n".join(tail[-40:]) if p.returncode != 0 else ""


def gc_results(context, package):
    """gc's results for the whole package, kept in the build folder."""
    cache = os.path.join(context.build, "gc-results", context.goarch)
    os.makedirs(cache, exist_ok=True)
    file = os.path.join(cache, package.replace("/", "_") + ".json")
    if os.path.exists(file):
        with open(file) as f:
            return json.load(f)
    results, _ = go_test(os.path.join(context.sdk, "bin", "go"), context.sdk_env(), package)
    with open(file, "w") as f:
        json.dump(results, f)
    return results


def judge_package(context, count, package, known):
    """Whether the package is as with gc: nothing fails here that gc passes, known or not."""
    prefix = package + "."
    hanging = [n[len(prefix):] for n, why in known.items() if n.startswith(prefix) and why.startswith("hangs")]
    got, problem = go_test(context.go, context.env(), package, skip=hanging)
    if not got and not problem:  # as with Golem's own runtime, whose tests are elsewhere
        count.skip(package, "it has no tests in this GOROOT")
        return False
    for test in hanging:
        got[test] = go_test(context.go, context.env(), package, [test], timeout=HANGS)[0].get(test, "fail")
    if package in known:
        if got and not problem:
            count.fail(package, "passes, but is listed as a known failure: remove it from the list")
        else:
            count.skip(package, "known: " + known[package])
        return False
    passed = {t for t, r in got.items() if r == "pass"}
    for test in sorted(passed):
        if is_flaky(known, f"{package}.{test}"):
            count.skip(f"{package}.{test}", known[f"{package}.{test}"])
        elif f"{package}.{test}" in known:
            count.fail(f"{package}.{test}", "passes, but is listed as a known failure: remove it from the list")
        else:
            count.ok()
    wrong = {t for t, r in got.items() if r == "fail"}
    if problem:  # some may not have run at all
        wrong = {t for t, r in gc_results(context, package).items() if r == "pass" and got.get(t) not in ("pass", "skip")}
    bad, retried = [], ""
    for test in sorted(wrong):
        if f"{package}.{test}" in known:
            count.skip(f"{package}.{test}", "known: " + known[f"{package}.{test}"])
        elif got.get(test) == "fail" and len(wrong) <= RETRIES and go_test(context.go, context.env(), package, [test])[0].get(test) == "pass":
            count.ok()
            retried += f" ({test} passed the second time)"
        else:
            count.failed += 1
            bad.append(test + (" (did not run)" if test not in got else ""))
    if not got and not bad and problem and gc_results(context, package):
        count.failed += 1
        bad.append("(does not build)")
    print(f"{'FAIL' if bad else 'ok  '} std: {package}: {len(passed)} of {len(got)} pass{retried}", flush=True)
    if bad:
        print("     " + ", ".join(bad[:40]), flush=True)
        print("     " + "\n     ".join(problem.split("\n")[-25:]), flush=True)
    return not bad and not any(f"{package}.{test}" in known for test in wrong)


def run(context, count):
    known = read_known(os.path.join(ROOT, "tests", "std", "known.txt"))
    if context.goarch:
        known.update(read_known(os.path.join(ROOT, "tests", context.goarch, "known.txt")))
    chosen = os.environ.get("GOLEM_STD", "all" if context.full else "sample")
    if chosen == "all":
        packages = all_packages(context)
    elif chosen in ("sample", "listed"):
        packages = chosen_by_commit(listed())
    else:
        packages = chosen.split()
    start, whole, done = time.time(), 0, 0
    for done, package in enumerate(packages):
        if chosen == "sample" and time.time() - start > BUDGET:
            print(f"     a sample: {done} of {len(packages)} packages; GOLEM_STD=listed runs them all", flush=True)
            break
        whole += judge_package(context, count, package, known)
    else:
        done = len(packages)
    print(f"     {whole} of {done} packages as with gc: {100 * whole / max(done, 1):.1f} %", flush=True)
