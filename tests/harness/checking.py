"""tests/programs with the checking build of the C++ runtime, which ends a program that breaks one of the runtime's own rules
(runtime/base/lockrank.h: locks are taken in the order of their ranks); and that it does."""
import os
import subprocess
import tempfile

import programs
from common import Context

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


def run(context, count):
    checking = Checking(context.build)
    checking.full = context.full
    reports_bad_locks(checking, count)
    programs.run(checking, count, MODES if context.full else ["plain", "gcstress"])
