"""What the suites share: where things are, running commands, counting."""
import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Context:
    full = False  # run all of what otherwise is sampled
    goarch = ""  # of the programs under test; empty: the machine's own

    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.golem = os.path.join(self.build, "bin", "golem")
        self._goroot = self._sdk = None

    @property
    def goroot(self):
        if self._goroot is None:
            self._goroot = run_text([self.golem, "env", "GOROOT"])
        return self._goroot

    @property
    def go(self):
        return os.path.join(self.goroot, "bin", "go")

    @property
    def sdk(self):
        """The SDK that the GOROOT was made from: gc, for comparison."""
        if self._sdk is None:
            with open(os.path.join(self.goroot, "golem.stamp")) as f:
                self._sdk = os.path.dirname(f.readline().split()[1])
        return self._sdk

    def env(self, **more):
        env = dict(os.environ, GOROOT=self.goroot, GOTOOLCHAIN="local", GOWORK="off",
                   GOFLAGS=os.environ.get("GOLEM_GOFLAGS", ""))
        env["PATH"] = os.path.join(self.goroot, "bin") + os.pathsep + env["PATH"]
        env.update(more)
        return env

    def host_sdk_env(self):
        """For gc building what runs here."""
        return Context.sdk_env(self, GOARCH="")

    def sdk_env(self, **more):
        env = dict(os.environ, GOROOT=self.sdk, GOTOOLCHAIN="local", GOFLAGS="", GOWORK="off", CGO_ENABLED="0")
        env["PATH"] = os.path.join(self.sdk, "bin") + os.pathsep + env["PATH"]
        env.update(more)
        return env


def run_text(command, **kw):
    p = subprocess.run(command, stdout=subprocess.PIPE, text=True, **kw)
    if p.returncode != 0:
        sys.exit(f"{command[0]}: exit status {p.returncode}")
    return p.stdout.strip()


def chosen_by_commit(names):
    """The names in an order that the commit's hash gives: where samples begin."""
    p = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return sorted(names, key=lambda name: hashlib.sha256((p.stdout + name).encode()).hexdigest())


class Count:
    """Counts results; prints failures as they come and a line per suite."""

    def __init__(self, suite):
        self.suite, self.passed, self.failed, self.skipped = suite, 0, 0, 0

    def ok(self, name=None):
        self.passed += 1

    def fail(self, name, why=""):
        self.failed += 1
        print(f"FAIL {self.suite}: {name}", flush=True)
        if why:
            lines = why.rstrip().split("\n")
            if len(lines) > 30:
                lines = lines[:30] + [f"... {len(lines) - 30} more lines"]
            print("     " + "\n     ".join(lines), flush=True)

    def skip(self, name, why):
        self.skipped += 1
        print(f"SKIP {self.suite}: {name}: {why}", flush=True)

    def summary(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        print(f"---- {self.suite}: {self.passed} passed, {self.failed} failed{skipped}", flush=True)


def read_known(path):
    """name -> reason, from lines `name # reason`."""
    known = {}
    if os.path.exists(path):
        with open(path) as f:
            for number, line in enumerate(f, 1):
                line = line.strip()
                if not line or line.startswith("#"):
                    continue
                name, _, reason = line.partition("#")
                if not reason.strip():
                    sys.exit(f"{path}:{number}: no reason given")
                known[name.strip()] = reason.strip()
    return known


def is_flaky(known, name):
    """Does it pass only sometimes, for a reason that is known? Then it counts for nothing."""
    return known.get(name, "").startswith("flaky")


def judge(count, known, name, passed, why=""):
    """A result against the list of known failures: an entry that passes is an error."""
    if is_flaky(known, name):
        count.skip(name, known[name])
    elif passed and name in known:
        count.fail(name, "passes, but is listed as a known failure: remove it from the list")
    elif passed:
        count.ok(name)
    elif name in known:
        count.skip(name, "known: " + known[name])
    else:
        count.fail(name, why)
