"""Functions of the C++ runtime that compiled Go calls have the signatures with which Go declares them, as LLVM sees both: what
`compile -dump=llvm` declares is held against what clang defines. A difference would pass values in the wrong registers.

Told apart are classes of values: words (pointers are among them, and all smaller integers where a word has 32 bits); else
integers of up to 32 bits, whose upper bits nobody trusts; floats of each size. C++ may give a whole word as a result of which Go
reads less. The closure's context is no parameter of C++ functions."""
import glob
import os
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

from common import ROOT

PROGRAM = """package main

import (
	_ "iter"
	_ "math/big"
	_ "net/http"
	_ "os/signal"
	_ "runtime/pprof"
	_ "runtime/trace"
	_ "testing"
	_ "testing/synctest"
	_ "unique"
	_ "weak"
)

func main() {}
"""
# The target, its clang flags as in runtime/CMakeLists.txt, and bits of a word.
TARGETS = {"amd64": ("--target=x86_64-unknown-linux-gnu -mcmodel=small -mno-red-zone", 64),
           "386": ("--target=i686-unknown-linux-gnu -msse2 -mfpmath=sse", 32)}
FUNCTION = re.compile(r'^(?:define|declare) (?:[a-z_]+ )*?swiftcc (.*?)@("[^"]+"|[-\w.$]+)\((.*)$')


def split(text):
    """The parts of a list between commas, which may have brackets."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text + ","):
        depth += (c in "({[<") - (c in ")}]>")
        if c == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    return [p for p in parts if p]


def classes(text, word):
    """Of a parameter, or of a result, which may have several."""
    if m := re.search(r"\{(.*)\}", text):
        return [c for part in split(m[1]) for c in classes(part, word)]
    kind = re.search(r"\b(void|ptr|float|double|i\d+)(?= |$)", re.sub(r"\([^()]*\)", "", text))
    if not kind or kind[1] == "void":
        return []
    if kind[1] == "ptr":
        return ["word"]
    if kind[1][0] != "i":
        return [kind[1]]
    bits = int(kind[1][1:])
    return ["word"] if bits == word or bits < word == 32 else ["small"] if bits <= 32 else [kind[1]]


def parse(line, word):
    """(name, signature), or None."""
    m = FUNCTION.match(line)
    if not m:
        return None
    end = depth = 0  # of the list of parameters
    while depth >= 0:
        depth += (m[3][end] == "(") - (m[3][end] == ")")
        end += 1
    parameters = [p for p in split(m[3][:end - 1]) if not re.search(r"\b(nest|swiftself)\b", p)]
    results = [half for c in classes(m[1], word) for half in (["word", "word"] if c == "i64" and word == 32 else [c])]
    return m[2].strip('"'), (results, [c for p in parameters for c in classes(p, word)])


def agree(cpp, go):
    (results, parameters), (wanted, passed) = cpp, go
    return parameters == passed and len(results) == len(wanted) and all(
        have == want or (have, want) == ("word", "small") for have, want in zip(results, wanted))


def defined(context, goarch):
    flags, word = TARGETS[goarch]
    sources = [f for pattern in ("*/*.cpp", "os/linux/*.cpp", f"os/linux/{goarch}/*.cpp", f"arch/{goarch}/*.cpp")
               for f in glob.glob(os.path.join(ROOT, "runtime", pattern)) if not f.endswith("_test.cpp")]

    def compile_one(source):
        command = ["clang++-22", *flags.split(), "-std=c++20", "-O1", "-ffreestanding", "-fno-exceptions", "-fno-rtti", "-w", "-I" + ROOT,
                   "-I" + os.path.join(context.build, "runtime", "linux_" + goarch), "-S", "-emit-llvm", "-o", "-", source]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(2) as pool:
        lines = [line for text in pool.map(compile_one, sources) for line in text.split("\n") if line.startswith("define ")]
    return dict(filter(None, (parse(line, word) for line in lines)))


def declared(context, goarch):
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "main.go")
        with open(source, "w") as f:
            f.write(PROGRAM)
        with subprocess.Popen([context.go, "build", "-gcflags=all=-dump=llvm", "-o", os.path.join(folder, "a"), source],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              env=context.env(GOARCH=goarch)) as p:
            lines = {line.strip() for line in p.stdout if line.startswith("declare ")}
    return sorted(filter(None, (parse(line, TARGETS[goarch][1]) for line in lines)))


# What must not agree: another number of parameters, a narrow one taken as a word, a float, a lost result.
UNLIKE = [("i64 @f(ptr %0, ptr swiftself %1)", "i64 @f(ptr nest, ptr swiftself)"),
          ("i64 @f(i64 %0, ptr swiftself %1)", "i64 @f(i8, ptr nest, ptr swiftself)"),
          ("i64 @f(i64 %0, ptr swiftself %1)", "i64 @f(double, ptr nest, ptr swiftself)"),
          ("i64 @f(ptr swiftself %1)", "{ i64, i64 } @f(ptr nest, ptr swiftself)")]


def run(context, count):
    for cpp, go in UNLIKE:
        differs = not agree(parse("define swiftcc " + cpp, 64)[1], parse("declare swiftcc " + go, 64)[1])
        count.ok() if differs else count.fail(go, "agrees with " + cpp)
    for goarch in TARGETS:
        cpp, go = defined(context, goarch), declared(context, goarch)
        seen = set()
        for name, signature in go:
            if name not in cpp or (name, str(signature)) in seen:
                continue
            seen.add((name, str(signature)))
            if agree(cpp[name], signature):
                count.ok()
            else:
                count.fail(f"{name} ({goarch})", f"results, parameters\nC++: {cpp[name]}\nGo:  {signature}")
        if len(seen) < 100:
            count.fail(goarch, f"only {len(seen)} functions are on both sides")
