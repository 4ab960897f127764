"""Other targets than the machine's own: the tour, tests/programs, a share of the tests of the SDK's test/ folder that run something,
`go test -short` of standard packages. What gc's own build fails there (the emulators' limits: they cannot start programs by
themselves) does not count.

GOLEM_CONFORMANCE chooses as in suite conformance (default 0.02, with --full 1), GOLEM_STD names packages."""
import os
import shutil

import conformance
import programs
import std
from common import Context

PACKAGES = """bufio bytes container/heap context crypto/aes crypto/cipher crypto/ecdsa crypto/internal/fips140/bigmod
crypto/internal/fips140/nistec crypto/md5 crypto/sha1 crypto/sha256 crypto/sha3 crypto/sha512 encoding/binary encoding/json errors fmt
hash/crc32 io maps math math/big math/bits reflect regexp slices sort strconv strings sync sync/atomic text/template time
unicode/utf8""".split()

EMULATORS = {"386": "", "arm": "qemu-arm-static", "arm64": "qemu-aarch64-static"}  # "": the machine runs such programs itself
MODES = ["plain", "gcstress", "smallstack", "preempt"]


class Other(Context):
    """Golem and gc that build for linux/GOARCH; the go command runs programs with the script go_linux_GOARCH_exec."""

    def __init__(self, context, goarch):
        super().__init__(context.build)
        self.full, self.goarch, self.scripts = context.full, goarch, ""
        emulator = EMULATORS[goarch]
        if not emulator:
            return
        self.scripts = os.path.join(self.build, goarch)
        os.makedirs(self.scripts, exist_ok=True)
        self.script = os.path.join(self.scripts, f"go_linux_{goarch}_exec")
        with open(self.script, "w") as f:
            # The emulator keeps a record for each page of the program's address space: a program that goes wild must not take all.
            f.write(f'#!/bin/sh\nulimit -v 16000000\nexec {emulator} "$@"\n')
        os.chmod(self.script, 0o755)

    def _for_target(self, env):
        env["GOARCH"] = self.goarch
        if self.scripts:
            env["PATH"] = self.scripts + os.pathsep + env["PATH"]
        return env

    def env(self, **more):
        return self._for_target(super().env(**more))

    def sdk_env(self, **more):
        return self._for_target(super().sdk_env(**more))


def suite(goarch, quick_modes=None):
    """Runs everything; with quick_modes, and without --full, tests/programs in these modes and the tour alone."""
    def run(context, count):
        emulator = EMULATORS[goarch]
        if emulator and not shutil.which(emulator):
            count.skip("all", f"{emulator} is missing (Debian package qemu-user-static)")
            return
        other = Other(context, goarch)
        quick = quick_modes and not context.full and not (os.environ.keys() & {"GOLEM_CONFORMANCE", "GOLEM_STD"})
        programs.run_tour(other, count)
        programs.run(other, count, quick_modes if quick else MODES, ["-exec", other.script] if emulator else [])
        if quick:
            return
        os.environ.setdefault("GOLEM_CONFORMANCE", "1" if context.full else "0.02")
        conformance.run(other, count)
        os.environ.setdefault("GOLEM_STD", " ".join(PACKAGES))
        std.run(other, count)
    return run
