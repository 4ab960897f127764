#!/usr/bin/env python3
"""Builds and runs the programs of this folder with a go command and compares what they print with NAME.out (or NAME.GOARCH.out).

usage: run.py [-go GO] [-mode plain|gcstress|smallstack|preempt] [-exec COMMAND] [NAME ...]

Standard output and error are taken together; from the first line of a traceback ("goroutine N ...") on they are not
compared. A folder NAME/ with a go.mod is a program as well, of several packages or with assembly. A program (main.go) whose
first line is "// exit N" must end with that status. The modes set GOLEMDEBUG for the run:
gcstress collects every few allocations and poisons what it frees, smallstack starts goroutines on the smallest stack
segment, preempt interrupts them every few microseconds. Compiling and linking happen once a program, whatever the mode. Closing line: "N passed, N failed".
"""
import argparse, os, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
MODES = {"plain": "", "gcstress": "gcstress=97", "smallstack": "firstseg=8192",
         "preempt": "preempt=20"}


def expected_exit(source):
    with open(source) as f:
        first = f.readline().split()
    return int(first[2]) if first[:2] == ["//", "exit"] else 0


def comparable(text):
    out = []
    for line in text.split("\n"):
        if line.startswith("goroutine ") or line.startswith("[signal "):
            break
        out.append(line)
    return "\n".join(out).rstrip("\n")


def has_code(name):
    """Does the folder have assembly for the target, if it has any?"""
    files = [f for _, _, names in os.walk(os.path.join(HERE, name)) for f in names if f.endswith(".s")]
    return not files or any(f.endswith("_" + os.environ.get("GOARCH", "amd64") + ".s") for f in files)


def run_one(name, go, mode, run_with, folder):
    source, where = os.path.join(HERE, name + ".go"), folder
    program = os.path.join(folder, name + ".exe")
    if os.path.isdir(os.path.join(HERE, name)):
        source, where = os.path.join(HERE, name, "main.go"), os.path.join(HERE, name)
    build = subprocess.run([go, "build", "-o", program, source if where == folder else "."], capture_output=True, text=True,
                           cwd=where, env=dict(os.environ, GOWORK="off"))
    if build.returncode != 0:
        return "does not build:\n" + build.stdout + build.stderr
    env = dict(os.environ, GOLEMDEBUG=MODES[mode])
    try:
        run = subprocess.run(run_with + [program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                             timeout=300, env=env, cwd=folder)
    except subprocess.TimeoutExpired as e:
        return "did not end; output so far:\n" + str(e.stdout)[-2000:]
    of_arch = os.path.join(HERE, f"{name}.{os.environ.get('GOARCH', 'amd64')}.out")  # where gc's programs print something else
    with open(of_arch if os.path.exists(of_arch) else os.path.join(HERE, name + ".out"), errors="replace") as f:
        want = comparable(f.read())
    got = comparable(run.stdout)
    if run.returncode != expected_exit(source):
        return f"exit status {run.returncode}, want {expected_exit(source)}; output:\n{run.stdout[-3000:]}"
    if got != want:
        for g, w in zip(got.split("\n") + ["<end>"], want.split("\n") + ["<end>"]):
            if g != w:
                return f"output differs: got  {g!r}\n                want {w!r}"
        return "output differs in length"
    return None


def main():
    p = argparse.ArgumentParser()
    p.add_argument("-go", default="go")
    p.add_argument("-mode", default="plain", choices=MODES)
    p.add_argument("-exec", default="", help="runs the programs with this command (an emulator)")
    p.add_argument("names", nargs="*")
    args = p.parse_args()
    names = args.names or sorted([f[:-3] for f in os.listdir(HERE) if f.endswith(".go")] +
                                 [f for f in os.listdir(HERE) if os.path.exists(os.path.join(HERE, f, "go.mod")) and has_code(f)])
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        for name, problem in zip(names, pool.map(lambda n: run_one(n, args.go, args.mode, args.exec.split(), folder), names)):
            print(("FAIL " if problem else "ok   ") + name, flush=True)
            if problem:
                failed += 1
                print("     " + problem.replace("\n", "\n     "), flush=True)
    print(f"{len(names) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
