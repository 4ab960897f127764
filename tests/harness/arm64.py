"""linux/arm64 under qemu-user: the tour, tests/programs in all modes, a share of the tests of the SDK's test/ folder that run something,
`go test -short` of standard packages. What gc's own arm64 build fails there (the emulator's limits: it cannot start programs by
itself) does not count.

GOLEM_CONFORMANCE chooses as in suite conformance (default 0.02, with --full 1), GOLEM_STD names packages."""
import os
import shutil

import conformance
import programs
import std
from common import ROOT, Context

EMULATOR = "qemu-aarch64-static"
PACKAGES = """bufio bytes container/heap context crypto/aes crypto/cipher crypto/ecdsa crypto/internal/fips140/bigmod
crypto/internal/fips140/nistec crypto/md5 crypto/sha1 crypto/sha256 crypto/sha3 crypto/sha512 encoding/binary encoding/json errors fmt
hash/crc32 io maps math math/big math/bits reflect regexp slices sort strconv strings sync sync/atomic text/template time
unicode/utf8""".split()


class Emulated(Context):
    """Golem and gc that build for arm64; the go command runs programs with the script go_linux_arm64_exec."""
    goarch = "arm64"

    def __init__(self, context):
        super().__init__(context.build)
        self.full = context.full
        self.scripts = os.path.join(self.build, "arm64")
        os.makedirs(self.scripts, exist_ok=True)
        script = os.path.join(self.scripts, "go_linux_arm64_exec")
        with open(script, "w") as f:
            # The emulator keeps a record for each page of the program's address space: a program that goes wild must not take all.
            f.write(f'#!/bin/sh\nulimit -v 16000000\nexec {EMULATOR} "$@"\n')
        os.chmod(script, 0o755)

    def env(self, **more):
        env = super().env(GOARCH=self.goarch, **more)
        env["PATH"] = self.scripts + os.pathsep + env["PATH"]
        return env

    def sdk_env(self, **more):
        env = super().sdk_env(GOARCH=self.goarch, **more)
        env["PATH"] = self.scripts + os.pathsep + env["PATH"]
        return env


def run(context, count):
    if not shutil.which(EMULATOR):
        count.skip("all", f"{EMULATOR} is missing (Debian package qemu-user-static)")
        return
    emulated = Emulated(context)
    programs.run_tour(emulated, count)
    programs.run(emulated, count, ["plain", "gcstress", "smallstack", "preempt"],
                 ["-exec", os.path.join(emulated.scripts, "go_linux_arm64_exec")])
    os.environ.setdefault("GOLEM_CONFORMANCE", "1" if context.full else "0.02")
    conformance.run(emulated, count)
    os.environ.setdefault("GOLEM_STD", " ".join(PACKAGES))
    std.run(emulated, count)
