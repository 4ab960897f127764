#!/usr/bin/env python3
"""Damaged archives for the linker and for the compiler's importer: messages or success, but no crash, no hang.

usage: tests/fuzz/archives.py [-n ARCHIVES] [-seed N] [-build DIR] [-keep DIR]

The archives are those of a small program and of some standard packages, with and without assembly. Bytes are flipped, set to
large numbers, cut out, repeated, cut off; half of it near the headers inside. An archive that breaks a tool is kept in DIR."""
import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "harness"))
from common import Context

LIBRARY = """package q

type T[K comparable, V any] struct{ m map[K]V; next *T[K, V] }

func (t *T[K, V]) Get(k K) V { return t.m[k] }

type I interface{ Get(string) int }

var X = map[string]int{"a": 1}

const C = 1 << 70

func F[E any](l []E, f func(E) bool) (out []E) {
	for _, x := range l {
		if f(x) {
			out = append(out, x)
		}
	}
	return
}

func New() I { return &T[string, int]{m: X} }
"""
PROGRAM = """package main

import (
	"m/q"
	"math/big"
)

func main() {
	println(q.New().Get("a"), len(q.F([]int{1}, func(i int) bool { return i > q.C>>70 })), big.NewInt(3).String())
}
"""
HEADERS = (b"!<arch>\n", b"__.PKGDEF", b"\x7fELF", b"golem", b"go object ", b"`\n", b"\x00go120ld")


def damage(data, rnd):
    data = bytearray(data)
    for _ in range(rnd.choice((1, 1, 2, 5))):
        if not data:
            break
        at = rnd.randrange(len(data))
        if rnd.randrange(2):
            places, start = [], 0
            header = rnd.choice(HEADERS)
            while (start := data.find(header, start)) >= 0:
                places.append(start)
                start += 1
            at = min(len(data) - 1, rnd.choice(places or [0]) + rnd.choice((rnd.randrange(8), rnd.randrange(64), rnd.randrange(400))))
        elif rnd.randrange(4) == 0:  # tables at the end of an object
            at = max(0, len(data) - 1 - rnd.randrange(4000))
        kind, length = rnd.randrange(8), rnd.choice((1, 2, 8, 60, 5000))
        if kind < 3:
            data[at] ^= 1 << rnd.randrange(8)
        elif kind == 3:
            data[at] = rnd.choice((0, 1, 0x20, 0x30, 0x39, 0x7f, 0x80, 0xff))
        elif kind == 4:
            number = rnd.choice((0, 1, -1, 1 << 31, (1 << 31) - 1, 1 << 62, 1 << 63, len(data), at)) % (1 << 64)
            data[at:at + 8] = number.to_bytes(8, "little")[:rnd.choice((2, 4, 8))]
        elif kind == 5:
            del data[at:at + length]
        elif kind == 6:
            data[at:at] = data[at:at + length]
        elif rnd.randrange(3) == 0:
            del data[at:]
        else:
            data[at:at + length] = bytes(min(length, len(data) - at))
    return bytes(data)


def trouble(command, folder):
    """What is wrong with how a tool took its input; empty if nothing is."""
    def limits():
        resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        p = subprocess.run(command, capture_output=True, cwd=folder, timeout=120, preexec_fn=limits)
    except subprocess.TimeoutExpired:
        return "timeout"
    text = (p.stdout + p.stderr).decode(errors="replace").strip()
    if p.returncode not in (0, 1, 2) or p.returncode and not text or "internal error" in text or "LLVM ERROR" in text:
        return f"status {p.returncode}: {text[:300]}"
    return ""


class Program:
    """The archives of the program and all that it needs, built once."""

    def __init__(self, context, folder):
        self.folder = folder
        for name, text in (("go.mod", "module m\n\ngo 1.26\n"), ("main.go", PROGRAM), ("q/q.go", LIBRARY)):
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            with open(os.path.join(folder, name), "w") as f:
                f.write(text)
        listed = subprocess.run([context.go, "list", "-deps", "-export", "-f", "{{.ImportPath}}={{.Export}}", "."], cwd=folder, env=context.env(),
                                capture_output=True, text=True, check=True).stdout
        self.archives = dict(line.split("=", 1) for line in listed.split() if not line.endswith("="))
        self.compile, self.link = (os.path.join(context.build, "bin", tool) for tool in ("compile", "link"))
        self.main = self.archives.pop("m")

    def command(self, tool, replaced, by):
        config = os.path.join(self.folder, "cfg")
        with open(config, "w") as f:
            for path, file in self.archives.items():
                f.write(f"packagefile {path}={by if path == replaced else file}\n")
        out = os.path.join(self.folder, "out")
        if tool == "link":
            return [self.link, "-importcfg", config, "-o", out, by if replaced == "main" else self.main]
        return [self.compile, "-p", "main", "-importcfg", config, "-o", out, os.path.join(self.folder, "main.go")]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("-n", type=int, default=200)
    p.add_argument("-seed", type=int, default=1)
    p.add_argument("-build", default=os.path.join(ROOT, "build"))
    p.add_argument("-keep", default="fuzz-findings")
    args = p.parse_args()
    rnd = random.Random(args.seed)
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Context(args.build), folder)
        bad = os.path.join(folder, "bad.a")
        for n in range(args.n):
            tool = rnd.choice(("compile", "link"))
            which = rnd.choice(("m/q", "math/big") if tool == "compile" else ("main", "m/q", "math/big", "internal/bytealg", "sync/atomic"))
            with open(program.main if which == "main" else program.archives[which], "rb") as f:
                data = damage(f.read(), rnd)
            with open(bad, "wb") as f:
                f.write(data)
            wrong = trouble(program.command(tool, which, bad), folder)
            if wrong:
                found += 1
                os.makedirs(args.keep, exist_ok=True)
                name = os.path.join(args.keep, f"{args.seed}-{n}.a")
                with open(name, "wb") as f:
                    f.write(data)
                print(f"{name}: {tool} with {which}: {wrong}", flush=True)
    print(f"{args.n} archives; {found} findings")
    sys.exit(1 if found else 0)


main()
