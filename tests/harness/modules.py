"""Public modules from the module proxy: built, and their own tests run, by Golem and by gc; packages whose tests pass with gc must pass.

GOLEM_MODULES="module@version …" runs those instead of tests/modules/list.txt."""
import json
import os
import subprocess
import tempfile

from common import ROOT, judge, read_known


def test_packages(go, env, folder):
    p = subprocess.run([go, "test", "-json", "-short", "-vet=off", "-timeout=900s", "./..."], cwd=folder, env=env,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    results, output = {}, {}
    for line in p.stdout.split("\n"):
        try:
            event = json.loads(line)
        except ValueError:
            continue
        package = event.get("Package") or event.get("ImportPath", "")
        if event.get("Action") in ("output", "build-output"):
            output.setdefault(package, []).append(event.get("Output", "").rstrip("\n"))
        if event.get("Package") and not event.get("Test") and event["Action"] in ("pass", "fail", "skip"):
            results[event["Package"]] = event["Action"]
    return results, output


def run(context, count):
    known = read_known(os.path.join(ROOT, "tests", "modules", "known.txt"))
    sdk_go = os.path.join(context.sdk, "bin", "go")
    with open(os.path.join(ROOT, "tests", "modules", "list.txt")) as f:
        modules = [line.split("#")[0].strip() for line in f if line.split("#")[0].strip()]
    modules = os.environ.get("GOLEM_MODULES", "").split() or modules
    for module in modules:
        p = subprocess.run([sdk_go, "mod", "download", "-json", module], capture_output=True, text=True, env=context.sdk_env(),
                           cwd=tempfile.gettempdir())
        if p.returncode != 0:
            count.skip(module, "cannot be fetched: " + p.stdout.strip()[-200:])
            continue
        with tempfile.TemporaryDirectory() as work:
            folder = os.path.join(work, "m")
            subprocess.run(["cp", "-R", json.loads(p.stdout)["Dir"], folder], check=True)
            subprocess.run(["chmod", "-R", "u+w", folder], check=True)
            want, _ = test_packages(sdk_go, context.sdk_env(GOFLAGS="-mod=mod"), folder)
            got, output = test_packages(context.go, context.env(GOFLAGS="-mod=mod"), folder)
            lost = len([p for p, r in want.items() if r == "pass" and got.get(p) != "pass"])
            print(f"     {module}: {len([r for r in want.values() if r == 'pass'])} packages pass with gc, {lost} of them not here", flush=True)
            for package, result in sorted(want.items()):
                if result == "pass":
                    judge(count, known, package, got.get(package) == "pass", "\n".join(output.get(package, [])[-20:]))
