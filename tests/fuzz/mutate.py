#!/usr/bin/env python3
"""Mutated programs through the whole compile tool and through gc's: both must accept, or both refuse; no crash, no internal error.

usage: tests/fuzz/mutate.py [-n PROGRAMS] [-seed N] [-build DIR] [-keep DIR] [-messages | -run]

The programs are those of the SDK's test/ and internal/types/testdata folders that import nothing (or only unsafe); one to three
changes are made to each: tokens are dropped, doubled, swapped or replaced, names wrapped in operators, types, numbers, strings
and directives edited, lines moved, declarations and pieces of another program mixed in, the language version changed.
-messages: the two tools' messages are compared too. -run: what gc accepts runs, built by either, and must do the same.
What goes wrong is kept in DIR."""
import argparse
import glob
import os
import random
import re
import resource
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
TYPES = ("int int8 uint8 uint64 uintptr string bool float32 float64 complex128 rune error any comparable []int *int **int [4]byte [0]int [...]int map[string]int "
         "map[any]int chan_int <-chan_int func() func(...int) struct{} struct{x,y_int} interface{m()} interface{~int|~string} unsafe.Pointer").replace("_", " ").split(" ")
NUMBERS = ("0 1 -1 2 7 8 31 32 63 64 127 128 255 256 1<<31 1<<32 1<<62 1<<63 1<<64 -1<<63 1e3 1e999 1e-400 0.5 1.5 0x7fffffffffffffff 0xffffffffffffffff 0b101 0o17 "
           "017 08 1_000 1__0 0x1p-2 2i 0i 'a' '\\xff' '\\U0010ffff' 99999999999999999999 1/0 1.0/0 1<<1.0 -0.0").split()
STRINGS = ('""', '"a"', '"\\x00\\xff"', '"\\u00e9"', '"\\ud800"', '"\\q"', "`raw`", "`a\n`", '"日本"', "'ab'", "''", "'\\''")
# @ stands for the name.
WRAPS = ("(@)", "&@", "*@", "-@", "^@", "!@", "<-@", "@...", "@()", "@[0]", "@[:]", "@[1:2:3]", "@.(int)", "@.x", "[]@", "*[]@", "map[string]@", "chan @", "@{}", "&@{}",
         "func(@)", "func() @ { return 0 }", "struct{ @ }", "interface{ @ }", "~@", "@ | int", "@[int]", "@[T any]", "@[T, U any]", "@[T ~[]U, U any]", "len(@)",
         "append(@, 0)", "any(@)", "int(@)", "string(@)", "new(@)", "make(@, 3)", "unsafe.Sizeof(@)", "min(@, 1)", "clear(@)", "@ + @", "@ << 3", "1 << @", "@ == nil",
         "@, @", "@ = @", "@ := 0", "go @()", "defer @()", "panic(@)", "copy(@, @)", "@++", "L: @", "@;")
DIRECTIVES = ("//go:noinline", "//go:nosplit", "//go:noescape", "//go:linkname main main", "//go:linkname x", "//go:embed x", "//go:build go1.17", "//go:build ignore",
              "//go:uintptrescapes", "//go:notinheap", "//go:norace", "//go:nocheckptr", "//go:cgo_import_dynamic x", "//line x.go:7", "//line x.go:0", "/*line y:3:4*/",
              "//go:generate x", "//go:debug x=1", "//go:yeswritebarrierrec", "//go:systemstack", "//go:wasmimport a b", "//go:fix inline", "//export f")


def corpus(sdk, run):
    patterns = ["test/*.go", "test/typeparam/*.go", "test/fixedbugs/*.go", "test/ken/*.go", "test/chan/*.go", "test/interface/*.go"]
    wanted = r"// run\s*\n" if run else r"// (run|compile|errorcheck)\b"
    right, wrong = [], []  # the latter have errors as they are
    for pattern in patterns + ([] if run else ["src/internal/types/testdata/*/*.go"]):
        for path in sorted(glob.glob(os.path.join(sdk, pattern))):
            with open(path, errors="replace") as f:
                text = f.read()
            imports = re.search(r'^\s*import\b(?!\s*"unsafe")|^//go:build', text, re.M)
            if len(text) < 12000 and not imports and ("testdata" in path or re.match(wanted, text)):
                (right if re.match(r"// (run|compile)\b", text) else wrong).append(text)
    return right, wrong


def kind_of(token):
    return "word" if token in KEYWORDS else "name" if token[:1].isalpha() or token[:1] == "_" else "number" if token[:1].isdigit() else \
        "text" if token[:1] in "\"'`" else "bracket" if token in "()[]{}" else "operator"


def piece(tokens, rnd):
    """Up to 40 tokens that close what brackets they open."""
    start = end = rnd.randrange(len(tokens))
    depth = 0
    while end < min(len(tokens), start + 40):
        depth += (tokens[end] in ("(", "[", "{")) - (tokens[end] in (")", "]", "}"))
        if depth < 0:
            break
        end += 1
        if depth == 0 and rnd.randrange(6) == 0:
            break
    return " ".join(t for t in tokens[start:end] if not t.startswith("//"))


def mix(tokens, other, rnd):
    """Some declarations of another program, those whose names are free."""
    mine = set(tokens)
    declarations = re.split(r"^(?=(?:func|type|var|const)\b)", other, flags=re.M)[1:]
    free = [d for d in declarations if not (m := re.match(r"\w+\s+(\w+)", d)) or m.group(1) not in mine]
    tokens.append("\n" + "".join(rnd.sample(free, min(len(free), 6))))


def move_lines(tokens, rnd):
    lines = "".join(tokens).split("\n")
    i, j, kind = rnd.randrange(len(lines)), rnd.randrange(len(lines)), rnd.randrange(3)
    if kind == 0:
        del lines[i]
    elif kind == 1:
        lines.insert(i, lines[j])
    else:
        lines[i], lines[j] = lines[j], lines[i]
    tokens[:] = TOKEN.findall("\n".join(lines))


def change(tokens, programs, rnd):
    solid = [i for i, t in enumerate(tokens) if t.strip() and not t.startswith(("//", "/*"))]
    if not solid:
        return
    some = [tokens[i] for i in solid]
    i, j = rnd.choice(solid), rnd.choice(solid)
    one_of = lambda fits: rnd.choice([k for k in solid if fits(tokens[k])] or solid)
    kind = rnd.randrange(24)
    if kind == 0:
        tokens[i] = ""
    elif kind == 1:
        tokens[i] += " " + tokens[i]
    elif kind == 2:
        tokens[i], tokens[j] = tokens[j], tokens[i]
    elif kind == 3:
        tokens[i] = rnd.choice(SPICE)
    elif kind == 4:
        tokens[i] = rnd.choice(some)
    elif kind < 11:  # one of its kind: often still a program
        tokens[i] = rnd.choice([t for t in some if kind_of(t) == kind_of(tokens[i])])
    elif kind < 14:
        i = one_of(lambda t: kind_of(t) == "name")
        tokens[i] = rnd.choice(WRAPS).replace("@", tokens[i])
    elif kind < 16:
        tokens[one_of(lambda t: t in TYPES or re.fullmatch(r"byte|u?int\d*", t))] = rnd.choice(TYPES)
    elif kind < 18:
        tokens[one_of(lambda t: kind_of(t) == "number")] = rnd.choice(NUMBERS)
    elif kind == 18:
        tokens[one_of(lambda t: kind_of(t) == "text")] = rnd.choice(STRINGS)
    elif kind == 19:
        tokens[rnd.choice([k for k, t in enumerate(tokens) if t.startswith("\n")] or solid)] += "\n" + rnd.choice(DIRECTIVES) + "\n"
    elif kind < 22:
        tokens[i] += " " + piece(tokens if kind == 20 else TOKEN.findall(rnd.choice(programs)), rnd) + " "
    elif kind == 22:
        mix(tokens, rnd.choice(programs), rnd)
    else:
        move_lines(tokens, rnd)


def mutate(text, programs, rnd):
    tokens = TOKEN.findall(text)
    for _ in range(rnd.choice((1, 1, 1, 1, 2, 3))):
        change(tokens, programs, rnd)
    return "".join(tokens)


def compiled(tool, file, folder, lang):
    try:
        p = subprocess.run([tool, "-p", "p", "-lang=" + lang, "-o", os.path.join(folder, "out.a"), file], capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return "timeout", ""
    return p.returncode, (p.stdout + p.stderr).decode(errors="replace")


def difference(want, got, messages):
    broken = got[0] not in (0, 2) or "internal error" in got[1]
    gc_broken = want[0] not in (0, 2) or "internal compiler error" in want[1]
    if not broken and (gc_broken or (want if messages else want[0]) == (got if messages else got[0])):
        return None
    return f"gc {want[0]}: {first(want[1])}\n    golem {got[0]}: {first(got[1])}"


def behaviour(go, file, folder):
    """What the program does, without what may differ from run to run."""
    exe = os.path.join(folder, "exe")
    env = dict(os.environ, GOFLAGS="", GOTRACEBACK="none")
    b = subprocess.run([go, "build", "-o", exe, file], capture_output=True, text=True, env=env, cwd=folder, timeout=600)
    if b.returncode or not os.access(exe, os.X_OK):
        return "refused: " + b.stderr
    limit = lambda: resource.setrlimit(resource.RLIMIT_DATA, (3 << 30, 3 << 30))
    try:
        p = subprocess.run([exe], capture_output=True, env=env, timeout=10, cwd=folder, preexec_fn=limit)
    except subprocess.TimeoutExpired:
        return "timeout"
    text = (p.stdout + p.stderr).decode(errors="replace")
    return f"status {p.returncode}\n" + re.sub(r"0x[0-9a-f]{6,}|addr=\S+|pc=\S+|\bgoroutine \d+.*", "", text)[:20000]


def behaviours(golem, file, folder):
    want = behaviour("go", file, folder)
    got = want if want.startswith("refused") else behaviour(golem, file, folder)
    if got == want or "timeout" in (got, want) or behaviour("go", file, folder) != want:
        return None, want  # the last two say nothing
    return f"gc: {want[:300]}\n    golem: {got[:300]}", want


def main():
    p = argparse.ArgumentParser()
    p.add_argument("-n", type=int, default=500)
    p.add_argument("-seed", type=int, default=1)
    p.add_argument("-build", default=os.path.join(ROOT, "build"))
    p.add_argument("-keep", default="fuzz-findings")
    p.add_argument("-messages", action="store_true")
    p.add_argument("-run", action="store_true")
    args = p.parse_args()
    context = Context(args.build)
    ours = os.path.join(args.build, "bin", "compile")
    theirs = os.path.join(context.sdk, "pkg", "tool", "linux_amd64", "compile")
    rnd = random.Random(args.seed)
    right, wrong = corpus(context.sdk, args.run)
    programs = right + wrong
    found = accepted = 0
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "x.go")
        for n in range(args.n):
            text = mutate(rnd.choice(right if rnd.randrange(4) else programs), programs, rnd)
            lang = "go1.26" if rnd.randrange(8) else f"go1.{rnd.randrange(17, 26)}"
            with open(file, "w") as f:
                f.write(text)
            want = compiled(theirs, file, folder, lang)
            if args.run:
                differs, behaved = behaviours(os.path.join(args.build, "goroot/bin/go"), file, folder) if want[0] == 0 else (None, "refused")
                accepted += not behaved.startswith("refused")
            else:
                differs = difference(want, compiled(ours, file, folder, lang), args.messages)
                if differs and args.messages and compiled(theirs, file, folder, lang)[1] != want[1]:
                    differs = None  # gc lists unused labels in the order of a map
                accepted += want[0] == 0
            if n % 1000 == 999:
                print(f"{n + 1} programs so far, {accepted} accepted", flush=True)
            if differs is None:
                continue
            found += 1
            os.makedirs(args.keep, exist_ok=True)
            name = os.path.join(args.keep, f"{args.seed}-{n}.go")
            with open(name, "w") as f:
                f.write(text)
            print(f"{name} -lang={lang}: {differs}", flush=True)
    print(f"{args.n} programs, {accepted} of them accepted by gc; {found} findings")
    sys.exit(1 if found else 0)


def first(text):
    return text.strip().split("\n")[0].replace(tempfile.gettempdir(), "")[:200]


main()
