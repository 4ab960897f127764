#!/usr/bin/env python3
"""Mutated programs through the whole compile tool and through gc's: both must accept, or both refuse; no crash, no internal error.

usage: tests/fuzz/mutate.py [-n PROGRAMS] [-seed N] [-build DIR] [-keep DIR]

The programs are those of the SDK's test/ and internal/types/testdata folders that import nothing; one to three tokens of each are
dropped, doubled, swapped or replaced by tokens that occur elsewhere. What goes wrong is kept in DIR, with what both tools said."""
import argparse
import glob
import os
import random
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "harness"))
from common import Context

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|`[^`]*`|\'(?:\\.|[^\'\\\n])+\'|[A-Za-z_]\w*|[0-9][\w.]*|'
                   r'<<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|[-+*/%&|^<>=!:]=|<<|>>|&\^|\s+|.', re.S)
KEYWORDS = ("break case chan const continue default defer else fallthrough for func go goto if interface map package range return "
            "select struct switch type var").split()
SPICE = KEYWORDS + "nil true iota int string float64 uint8 any error append len make new panic recover _ 0 1 -1 1<<63 1e999 'x' \"s\" ... := <- ~ [ ] ( ) { } , ; . * &".split()


def corpus(sdk):
    programs = []
    for pattern in ("test/*.go", "test/typeparam/*.go", "test/fixedbugs/*.go", "src/internal/types/testdata/*/*.go"):
        for path in sorted(glob.glob(os.path.join(sdk, pattern))):
            with open(path, errors="replace") as f:
                text = f.read()
            if len(text) < 12000 and (path.find("testdata") > 0 or re.match(r"// (run|compile)\b", text)) and not re.search(r'^\s*import\b|^//go:build|\bERRORx?\b.*-lang', text, re.M):
                programs.append(text)
    return programs


def kind_of(token):
    return "word" if token in KEYWORDS else "name" if token[:1].isalpha() or token[:1] == "_" else "number" if token[:1].isdigit() else \
        token[:1] if token[:1] in "\"'`" else "bracket" if token in "()[]{}" else "operator"


def mutate(text, words, rnd):
    tokens = TOKEN.findall(text)
    solid = [i for i, t in enumerate(tokens) if t.strip() and not t.startswith(("//", "/*"))]
    names = [tokens[i] for i in solid]
    for _ in range(rnd.choice((1, 1, 2))):
        i, j = rnd.choice(solid), rnd.choice(solid)
        kind = rnd.randrange(12)
        if kind == 0:
            tokens[i] = ""
        elif kind == 1:
            tokens[i] += " " + tokens[i]
        elif kind == 2:
            tokens[i], tokens[j] = tokens[j], tokens[i]
        elif kind == 3:
            tokens[i] = rnd.choice(words)
        elif kind == 4:
            tokens[i] = rnd.choice(names)
        else:  # one of its kind: often still a program
            tokens[i] = rnd.choice([t for t in names if kind_of(t) == kind_of(tokens[i])] or names)
    return "".join(tokens)


def run(tool, file, folder):
    try:
        p = subprocess.run([tool, "-p", "p", "-lang=go1.26", "-o", os.path.join(folder, "out.a"), file], capture_output=True, timeout=20)
    except subprocess.TimeoutExpired:
        return "timeout", ""
    return p.returncode, (p.stdout + p.stderr).decode(errors="replace")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("-n", type=int, default=500)
    p.add_argument("-seed", type=int, default=1)
    p.add_argument("-build", default=os.path.join(ROOT, "build"))
    p.add_argument("-keep", default="fuzz-findings")
    args = p.parse_args()
    context = Context(args.build)
    ours = os.path.join(args.build, "bin", "compile")
    theirs = os.path.join(context.sdk, "pkg", "tool", "linux_amd64", "compile")
    rnd = random.Random(args.seed)
    programs = corpus(context.sdk)
    found = accepted = 0
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "x.go")
        for n in range(args.n):
            text = mutate(rnd.choice(programs), SPICE, rnd)
            with open(file, "w") as f:
                f.write(text)
            want, got = run(theirs, file, folder), run(ours, file, folder)
            accepted += want[0] == 0
            broken = got[0] not in (0, 2) or "internal error" in got[1]
            gc_broken = want[0] not in (0, 2) or "internal compiler error" in want[1]
            if not broken and (gc_broken or want[0] == got[0]):
                continue
            found += 1
            os.makedirs(args.keep, exist_ok=True)
            name = os.path.join(args.keep, f"{args.seed}-{n}")
            with open(name + ".go", "w") as f:
                f.write(text)
            print(f"{name}.go: gc {want[0]}: {first(want[1])}\n    golem {got[0]}: {first(got[1])}", flush=True)
    print(f"{args.n} programs, {accepted} of them accepted by gc; {found} findings")
    sys.exit(1 if found else 0)


def first(text):
    return text.strip().split("\n")[0].replace(tempfile.gettempdir(), "")[:200]


main()
