"""`go test` of standard packages in Golem's GOROOT, compared with gc test by test. A test that gc's own build fails here (no network,
no root) does not count. gc's results are kept in the build folder."""
import json
import os
import subprocess

from common import ROOT, read_known


def packages():
    with open(os.path.join(ROOT, "tests", "std", "packages.txt")) as f:
        return [line.split("#")[0].strip() for line in f if line.split("#")[0].strip()]


def go_test(go, env, package, timeout):
    """name -> pass|fail|skip for top-level tests; and the output when it did not build or crashed."""
    try:
        p = subprocess.run([go, "test", "-json", "-short", "-count=1", "-vet=off", f"-timeout={timeout}s", package], env=env,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                           timeout=timeout + 900, cwd=ROOT)
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
    cache = os.path.join(context.build, "gc-results" + context.goarch)
    os.makedirs(cache, exist_ok=True)
    file = os.path.join(cache, package.replace("/", "_") + ".json")
    if os.path.exists(file):
        with open(file) as f:
            return json.load(f)
    results, _ = go_test(os.path.join(context.sdk, "bin", "go"), context.sdk_env(), package, 600)
    with open(file, "w") as f:
        json.dump(results, f)
    return results


def run(context, count, default=None):
    known = read_known(os.path.join(ROOT, "tests", "std", "known.txt"))
    only = os.environ.get("GOLEM_STD")  # for people: GOLEM_STD="fmt strings" ./check std
    for package in only.split() if only else default or packages():
        want = {t for t, r in gc_results(context, package).items() if r == "pass"}
        got, problem = go_test(context.go, context.env(), package, 600)
        bad = []
        for test in sorted(want):
            name = f"{package}.{test}"
            if got.get(test) == "pass":
                if name in known:
                    count.fail(name, "passes, but is listed as a known failure: remove it from the list")
                else:
                    count.ok()
            elif name in known:
                count.skipped += 1
            elif package in known:
                count.skipped += 1
            else:
                count.failed += 1
                bad.append(test + (" (" + got[test] + ")" if test in got else " (did not run)"))
        state = "ok  " if not bad else "FAIL"
        print(f"{state} std: {package}: {len(want) - len(bad)} of {len(want)}", flush=True)
        if bad:
            print("     " + ", ".join(bad[:40]), flush=True)
            print("     " + "\n     ".join(problem.split("\n")[-25:]), flush=True)
