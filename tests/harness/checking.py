"""tests/programs with the checking build of the C++ runtime, which ends a program that breaks one of the runtime's own rules
(runtime/base/lockrank.h: locks are taken in the order of their ranks); and that it does. That the build refuses C++
functions which use too much of a goroutine's stack (runtime/stackuse.py)."""
import os
import subprocess
import tempfile

import programs
from common import ROOT, Context

MODES = ["plain", "gcstress", "smallstack", "preempt"]
HELLO = 'package main\n\nfunc main() { println("hello") }\n'


class Checking(Context):
    """Golem that links the checking runtime."""

    def env(self, **more):
        runtime = os.path.join(self.build, "runtime", "checking", "golem_runtime_linux_amd64.syso")
        env = super().env(**more)
        env["GOFLAGS"] = (env["GOFLAGS"] + " -ldflags=-golemruntime=" + runtime).strip()
        return env


def reports_bad_locks(context, count):
    with tempfile.TemporaryDirectory() as folder:
        source, program = os.path.join(folder, "hello.go"), os.path.join(folder, "hello")
        with open(source, "w") as f:
            f.write(HELLO)
        subprocess.run([context.go, "build", "-o", program, source], env=context.env(), check=True)
        for setting, want in (("badlocks=0", "hello\n"),
                              ("badlocks=1", "fatal error: lock out of rank: Sched (the scheduler) taken while Heap (pages) is held\n")):
            p = subprocess.run([program], env=dict(os.environ, GOLEMDEBUG=setting), capture_output=True, text=True)
            if p.stderr == want and (p.returncode == 0) == (want == "hello\n"):
                count.ok()
            else:
                count.fail(setting, f"exit status {p.returncode}\n" + p.stderr)


STACK = r"""
extern "C" void other(void *);
#define ENTRY(name) extern "C" void name(int) asm("runtime." #name); void name(int n)
ENTRY(small) { char a[100]; other(a); }
#if TEST == 1
ENTRY(large) { char a[4000]; other(a); }
#elif TEST == 2
__attribute__((noinline)) void second() { char a[1500]; other(a); other(a); }
ENTRY(chain) { char a[1500]; other(a); second(); other(a); }
#elif TEST == 3
ENTRY(dynamic) { char a[100], *b = (char *)__builtin_alloca(n); other(b); other(a); }
__attribute__((noinline)) void counted(int n) { char *b = (char *)__builtin_alloca(n); other(b); other(b); }
ENTRY(calls) { char a[10]; counted(n); other(a); }
#elif TEST == 4
ENTRY(again) { char a[10]; other(a); if (n) again(n - 1); other(a); }
#elif TEST == 5
extern void (*pointer)();
ENTRY(through) { char a[10]; other(a); pointer(); other(a); }
#endif
"""
STACK_ERRORS = ["", "runtime.large uses 40", "runtime.chain uses 30", "_Z7countedi has no frame of a fixed size",
                "recursion: runtime.again -> runtime.again", "runtime.through calls through a pointer"]


def reports_stack_use(count):
    with tempfile.TemporaryDirectory() as folder:
        source, program = os.path.join(folder, "a.cpp"), os.path.join(folder, "a")
        with open(source, "w") as f:
            f.write(STACK)
        for test, want in enumerate(STACK_ERRORS):
            subprocess.run(["clang++-22", "-O1", "-ffreestanding", "-nostdlib", "-fuse-ld=lld", "-static", "-fno-omit-frame-pointer",
                            "-fstack-size-section", f"-DTEST={test}", "-Wl,--unresolved-symbols=ignore-all,-e,0", source,
                            "-o", program], check=True)
            p = subprocess.run(["python3", os.path.join(ROOT, "runtime", "stackuse.py"), "-objdump", "llvm-objdump-22",
                                "-readobj", "llvm-readobj-22", "-word", "8", program], capture_output=True, text=True)
            if p.returncode == bool(want) and want in p.stderr:
                count.ok()
            else:
                count.fail(f"stack use {test}", f"exit status {p.returncode}\n{p.stderr}")


def run(context, count):
    reports_stack_use(count)
    checking = Checking(context.build)
    checking.full = context.full
    reports_bad_locks(checking, count)
    programs.run(checking, count, MODES if context.full else ["plain", "gcstress"])
