"""The type checker's test files of the SDK (internal/types/testdata) through the real compile tools: `compile -e` of Golem must
say what gc's says, byte for byte, and end with the same status."""
import os
import re
import subprocess

from common import judge


def import_config(context, go, env, file, packages):
    listed = subprocess.run([go, "list", "-deps", "-export", "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}",
                             *packages], env=env, capture_output=True, text=True)
    with open(file, "w") as f:
        f.write(listed.stdout)
    return listed.stderr if listed.returncode else ""


def cases(folder):
    """(folder, files): a file or a folder of files is one package."""
    for group in sorted(os.listdir(folder)):
        inside = os.path.join(folder, group)
        for entry in sorted(os.listdir(inside)):
            path = os.path.join(inside, entry)
            if entry.endswith(".go"):
                yield inside, [entry]
            elif os.path.isdir(path):
                yield path, sorted(os.listdir(path))


def flags_of(path):
    """Flags for compile from a first line `// -flag ...`; None: the test sets what is no flag of compile."""
    with open(path, errors="replace") as f:
        first = f.readline()
    words = first[3:].split() if first.startswith("// -") else []
    if any(w.startswith("-gotypesalias=0") for w in words):
        return None
    return [w for w in words if w.startswith("-lang=")]


def imports_of(folder):
    found = set()
    for inside, files in cases(folder):
        for file in files:
            with open(os.path.join(inside, file), errors="replace") as f:
                found |= set(re.findall(r'^(?:import|\t)\s*(?:[\w.]+ )?"([a-z/0-9]+)"', f.read(), re.M))
    return found


def compile_output(context, goroot, config, inside, files, flags, env):
    object_file = os.path.join(context.build, "types-test.o")
    tool = os.path.join(goroot, "pkg", "tool", "linux_amd64", "compile")
    p = subprocess.run([tool, "-e", "-p=p", "-importcfg=" + config, "-o", object_file, *flags, *files], cwd=inside, env=env,
                       capture_output=True, text=True, errors="replace", timeout=300)
    return p.stdout + p.stderr + f"exit status {p.returncode}"


def run(context, count):
    folder = os.path.join(context.sdk, "src", "internal", "types", "testdata")
    if not os.path.isdir(folder):
        count.skip("all", "this SDK has no internal/types/testdata")
        return
    known_packages = {os.path.relpath(d, os.path.join(context.sdk, "src")) for d, _, _ in os.walk(os.path.join(context.sdk, "src"))}
    packages = sorted(imports_of(folder) & known_packages)
    sides = []
    for name, root, env in (("gc", context.sdk, context.sdk_env()), ("golem", context.goroot, context.env())):
        config = os.path.join(context.build, f"types-{name}.cfg")
        problem = import_config(context, os.path.join(root, "bin", "go"), env, config, packages)
        if problem:
            count.fail(name, problem)
            return
        sides.append((root, config, env))
    for inside, files in cases(folder):
        flags = flags_of(os.path.join(inside, files[0]))
        name = os.path.relpath(os.path.join(inside, files[0]), folder)
        if flags is None:
            count.skipped += 1
            continue
        want, got = (compile_output(context, root, config, inside, files, flags, env) for root, config, env in sides)
        judge(count, {}, name, got == want, f"gc says:\n{want}\nGolem says:\n{got}")
