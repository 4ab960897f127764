#!/usr/bin/env python3
"""Checks what the C++ runtime's functions use of a goroutine's stack:

    stackuse.py -objdump OBJDUMP -readobj READOBJ -word BYTES [-report FILE] PROGRAM

PROGRAM is the whole runtime, linked so that all calls inside lead where they should, with .stack_sizes (clang's
-fstack-size-section). Go code that calls C++ may have come down to its stack's limit; below that lies the guard
(sched/sched.h, stackGuard), of which Go's own unchecked functions take a part (codegen/stackcheck.h). What an entry of the
runtime uses must fit in the rest: the frames of the deepest chain of calls from it, up to where the chain leaves the stack
(golem_systemstack, golem_mcall) or enters Go, which checks for itself.

Entries are all functions whose names are not C++'s, since compiled code, assembly or the system may know them. Also errors: a
frame without a fixed size, a call through a pointer, recursion, but for those listed here.
"""
import argparse
import bisect
import re
import subprocess
import sys
from collections import defaultdict

BUDGET = 2560  # of stackGuard's 4096
# What may use less. golem_asyncpreempt: signals make Go code call it where that much is left (sched/signal.cpp).
LIMITS = {"golem_asyncpreempt": 2048}
# Assembly that continues on another stack, or in Go.
LEAVES = {"golem_systemstack", "golem_mcall", "golem_onceonstack", "golem_gogo", "golem_callclosure", "golem_calldefer",
          "golem_calltimer", "golem_callcoro", "golem_callgo", "golem_call_regs", "golem_resume", "golem_gostart"}
# Entries that run on other stacks.
ELSEWHERE = {
    "_golem_start": "the system's",
    "golem_rtstart": "the system's",
    "golem_clone": "a new thread's",
    "golem_threadmain": "a thread's",
    "golem_sighandler": "the one for signals",
}
# Functions that call through a pointer, and how much what is called takes.
THROUGH_POINTERS = {
    "os::nanotime": 512,  # the kernel's clock_gettime
    "os::walltime": 512,
    "eachRootSegment": 256,
}
# Recursion that ends after a round: a recovered panic goes on with a Goexit, which nobody recovers.
TWICE = {"runDefers"}

CALL = r"(call[lq]?|blx?(eq|ne|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)?)$"
BRANCH = CALL + r"|j[a-z]+$|b(\.?[a-z]{2})?$|cbn?z$|tbn?z$"


class Function:
    def __init__(self, name, address):
        self.name, self.address = name, address
        self.frame = None  # as the compiler tells it
        self.pushed = 0  # as the instructions tell it, for assembly
        self.calls = set()  # (address, it returns here)
        self.indirect = False

    @property
    def is_cpp(self):
        return self.name.startswith("_Z")

    @property
    def short(self):
        """_ZN5golem7runtime2os8nanotimeEv -> os::nanotime"""
        parts, rest = [], re.sub(r"^_ZZ?N?K?", "", self.name)
        while self.is_cpp and (m := re.match(r"(\d+)", rest)):
            parts.append(rest[len(m[1]):len(m[1]) + int(m[1])])
            rest = rest[len(m[1]) + int(m[1]):]
        return "::".join(p for p in parts if p not in ("golem", "runtime", "_GLOBAL__N_1")) or self.name


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def number(text):
    return int(text, 16) if text.startswith("0x") else int(text)


def pushes(what, operands, word):
    """Bytes by which an instruction lowers the stack pointer, roughly: each is counted once."""
    if re.match(r"push[lq]?$", what):
        return word * (operands.count(",") + 1 if "{" in operands else 1)
    if what == "vpush":
        return 8 * 16
    if m := re.match(r"\$(0x[0-9a-f]+|\d+), %[er]sp$", operands) if what.startswith("sub") else None:
        return number(m[1])
    if m := re.match(r"sp, sp, #(0x[0-9a-f]+|\d+)$", operands) if what == "sub" else None:
        return number(m[1])
    if m := re.search(r"\[sp, #-(0x[0-9a-f]+|\d+)\]!$", operands):
        return number(m[1])
    return 0


def read_functions(objdump, readobj, program, word):
    functions = {}
    current = None
    for line in run(objdump, "-d", "--no-show-raw-insn", program).split("\n"):
        if m := re.match(r"([0-9a-f]+) <(.+)>:$", line):
            current = functions.setdefault(int(m[1], 16), Function(m[2], int(m[1], 16)))
            continue
        m = re.match(r"\s+[0-9a-f]+:\s+(\S+)(?:\s+(.*))?$", line)
        if not m or not current:
            continue
        what, operands = m[1], re.sub(r"\s+(#|//|@) .*$", "", m[2] or "")
        current.pushed += pushes(what, operands, word)
        target = re.search(r"0x([0-9a-f]+) <[^>]*>$", operands)
        if target and not operands.startswith("*") and re.match(BRANCH, what):
            current.calls.add((int(target[1], 16), bool(re.match(CALL, what))))
        elif re.match(CALL + r"|blr$|br$|jmp[lq]?$|bx$", what) and not stays_inside(operands):
            current.indirect = True
    by_name = defaultdict(list)
    for f in functions.values():
        by_name[f.name].append(f)
    # Names of local functions may occur several times: the largest frame counts for all.
    for names, size in re.findall(r"Functions: \[(.*?)\]\n\s+Size: (0x[0-9A-Fa-f]+)", run(readobj, "--stack-sizes", program)):
        for name in names.split(", "):
            for f in by_name[name]:
                f.frame = max(f.frame or 0, int(size, 16))
    return functions


def stays_inside(operands):
    """Is it the jump of a switch, or a return?"""
    return "(," in operands or operands.strip() == "lr"


class Checker:
    def __init__(self, functions, word):
        self.starts = sorted(functions)
        self.functions, self.word = functions, word
        self.known, self.below, self.errors = {}, {}, set()
        self.open = []  # the chain that is being followed

    def containing(self, address):
        i = bisect.bisect_right(self.starts, address)
        return self.functions[self.starts[i - 1]] if i else None

    def entries(self):
        return [f for f in self.functions.values() if not f.is_cpp and f.name not in ELSEWHERE]

    def own(self, f):
        """The frame with the return address."""
        if f.frame is None and f.is_cpp:
            self.errors.add(f"{f.name} has no frame of a fixed size")
        return (f.pushed if f.frame is None else f.frame) + self.word

    def depth(self, f):
        """Bytes from the stack pointer before the call of f down to the lowest that is used."""
        if f.address in self.known:
            return self.known[f.address]
        if f.address in self.open:
            round_ = [self.functions[a] for a in self.open[self.open.index(f.address):]]
            if any(g.short in TWICE for g in round_):
                return sum(map(self.own, round_))
            self.errors.add("recursion: " + " -> ".join(g.short for g in round_ + [f]))
            return 0
        self.open.append(f.address)
        own = self.own(f)
        deepest, below = own, None
        if f.name not in LEAVES:
            if f.indirect and f.frame is not None:
                if f.short not in THROUGH_POINTERS:
                    self.errors.add(f"{f.name} calls through a pointer")
                deepest += THROUGH_POINTERS.get(f.short, 0)
            for address, returns in sorted(f.calls):
                to = self.containing(address)
                if to is None or (to is f and not (returns and address == f.address)):
                    continue
                depth = self.depth(to) + (own if returns else 0)
                if depth > deepest:
                    deepest, below = depth, to
        self.open.pop()
        self.known[f.address], self.below[f.address] = deepest, below
        return deepest

    def chain(self, f):
        names, seen = [], set()
        while f and f.address not in seen:
            seen.add(f.address)
            names.append(f"{f.short} {self.own(f)}")
            f = self.below.get(f.address)
        return " -> ".join(names)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("-objdump", required=True)
    p.add_argument("-readobj", required=True)
    p.add_argument("-word", type=int, required=True)
    p.add_argument("-report", help="gets all entries, those that use most first")
    p.add_argument("program")
    args = p.parse_args()
    functions = read_functions(args.objdump, args.readobj, args.program, args.word)
    if not any(f.frame for f in functions.values()):
        sys.exit(f"{args.program}: no stack sizes")
    checker = Checker(functions, args.word)
    entries = sorted(checker.entries(), key=lambda f: (-checker.depth(f), f.name))
    if args.report:
        with open(args.report, "w") as out:
            for f in entries:
                out.write(f"{checker.depth(f):5d} {checker.chain(f)}\n")
    for f in entries:
        limit = LIMITS.get(f.name, BUDGET)
        if checker.depth(f) > limit:
            checker.errors.add(f"{f.name} uses {checker.depth(f)} bytes of a goroutine's stack, {limit} are left: {checker.chain(f)}")
    for error in sorted(checker.errors):
        print("error: " + error, file=sys.stderr)
    sys.exit(1 if checker.errors else 0)


main()
