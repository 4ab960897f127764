"""Bad input: messages like gc's, the right exit codes, no crash, nothing half-written."""
import os
import re
import subprocess
import tempfile

from common import ROOT


def run(context, count):
    compile_tool = os.path.join(context.build, "bin", "compile")
    link_tool = os.path.join(context.build, "bin", "link")
    with tempfile.TemporaryDirectory() as folder:

        def file(name, text):
            path = os.path.join(folder, name)
            with open(path, "wb") as f:
                f.write(text if isinstance(text, bytes) else text.encode())
            return path

        def expect(name, command, status, pattern, output=None, timeout=120):
            try:
                p = subprocess.run(command, capture_output=True, timeout=timeout, cwd=folder, env=context.env())
            except subprocess.TimeoutExpired:
                count.fail(name, "did not end")
                return
            text = (p.stdout + p.stderr).decode(errors="replace")
            problems = []
            if p.returncode != status:
                problems.append(f"exit status {p.returncode}, want {status}")
            if not re.search(pattern, text, re.M):
                problems.append(f"no match for {pattern!r}")
            if output and os.path.exists(output):
                problems.append("output was left behind")
            count.fail(name, "; ".join(problems) + "\n" + text[:1500]) if problems else count.ok(name)

        out = os.path.join(folder, "out.a")
        c = [compile_tool, "-p", "main", "-o", out]
        expect("syntax error", c + [file("a.go", "package main\nfunc main() { x := }\n")], 2,
               r"a\.go:2:20: syntax error: unexpected }, expected expression", out)
        expect("type error", c + [file("b.go", "package main\nfunc main() { var x int = \"s\"; _ = x }\n")], 2,
               r'b\.go:2:27: cannot use "s" \(untyped string constant\) as int value in variable declaration', out)
        expect("missing package", c + ["-importcfg", file("empty.cfg", ""), file("c.go", 'package main\nimport "nowhere"\n')], 2,
               r"c\.go:2:8: could not import nowhere \(open : no such file or directory\)", out)
        expect("no such file", c + [os.path.join(folder, "none.go")], 2, r"open .*none\.go: no such file or directory", out)
        expect("folder as input", c + [folder], 2, r"is a directory", out)
        expect("binary", c + [file("d.go", b"\x00\x01\xff\xfe" * 100)], 2, r"d\.go:1:\d+: ", out)
        expect("empty file", c + [file("e.go", "")], 2, r"e\.go:1:1: syntax error: package statement must be first", out)
        expect("long line", c + [file("f.go", "package main\nvar x = 1" + " + 1" * 1000 + "; " + " " * 100_000_000 + "\nfunc main() {")],
               2, r"f\.go:3:\d+: ", out)
        depth = 100_000
        expect("deep expression", c + [file("g.go", "package main\nvar x = " + "(" * depth + "1" + ")" * depth + " + y\n")], 2,
               r"g\.go:2: undefined: y", out)
        depth = 1_000_000
        expect("deepest expression", c + [file("g.go", "package main\nvar x = " + "(" * depth + "1" + ")" * depth + " + y\n")], 2,
               r"g\.go:2: exceeded max nesting depth", out)
        expect("deep blocks", c + [file("h.go", "package main\nfunc main() " + "{" * depth + "}" * depth + "\n")], 2, r"h\.go:2: exceeded max nesting depth", out)
        expect("print of a struct", c + [file("pr.go", "package main\ntype S struct{ a int }\nfunc main() { println(1, S{}) }\n")], 2,
               r"pr\.go:3:22: illegal types for operand: print\n\tS\n", out)
        expect("instance too large", c + [file("o.go", "package main\nfunc f[T any]() any { return new([1 << 48]T) }\nfunc main() { println(f[int]()) }\n")], 2,
               r"o\.go:\d:6: type \[281474976710656\]int larger than address space", out)
        expect("truncated archive", c + ["-importcfg", file("trunc.cfg", "packagefile p=" + file("p.a", "!<arch>\n__.PKGDEF  ") + "\n"),
                                         file("i.go", 'package main\nimport "p"\nfunc main() { p.F() }\n')], 2,
               r"i\.go:2:8: could not import p \(.*archive", out)
        good = file("ok.go", "package p\nfunc F() {}\n")
        whole = os.path.join(folder, "whole.a")
        subprocess.run([compile_tool, "-p", "p", "-o", whole, good], check=True)
        with open(whole, "rb") as f:
            archive = f.read()
        at = archive.index(b"golem export ")
        for where in (at, at + 20, at + 40, at + 90):
            spoilt = bytearray(archive)
            spoilt[where] ^= 0x41
            expect(f"damaged archive, byte {where - at}", c + ["-importcfg", file("bad.cfg", "packagefile p=" + file("bad.a", bytes(spoilt)) + "\n"),
                                                               os.path.join(folder, "i.go")], 2, r"i\.go:2:8: could not import p \(", out)
        expect("full disk", [compile_tool, "-p", "p", "-o", "/dev/full", good], 2, r"write /dev/full: no space left on device")
        expect("output in no folder", [compile_tool, "-p", "p", "-o", os.path.join(folder, "no", "x.a"), good], 2, r"no such file or directory")
        expect("output is a folder", [compile_tool, "-p", "p", "-o", folder, good], 2, r"is a directory")
        expect("unknown flag", [compile_tool, "-nonsense", good], 2, r"flag provided but not defined: -nonsense")
        expect("no files", [compile_tool], 2, r"usage: compile")
        expect("bad lang", [compile_tool, "-lang=go9.9", "-p", "p", good], 1, r'invalid value "go9\.9" for -lang')
        expect("link: truncated archive", [link_tool, "-o", out, file("q.a", "!<arch>\n__.PKGDEF  ")], 1, r"archive", out)
        expect("link: not an archive", [link_tool, "-o", out, good], 1, r"not a package file", out)
        stub, whole = os.path.join(folder, "runtime.a"), os.path.join(folder, "prog.a")
        subprocess.run([compile_tool, "-p", "runtime", "-std", "-+", "-o", stub, file("runtime.go", "package runtime\n")], check=True)
        subprocess.run([compile_tool, "-p", "main", "-o", whole, file("prog.go", "package main\nfunc main() {}\n")], check=True)
        with open(whole, "rb") as f:
            spoilt = bytearray(f.read())
        header = spoilt.index(b"\x7fELF")
        sections = header + int.from_bytes(spoilt[header + 0x28:header + 0x30], "little")
        spoilt[sections + 7 * 64 + 0x20:sections + 7 * 64 + 0x28] = (1 << 40).to_bytes(8, "little")
        expect("link: damaged object", [link_tool, "-importcfg", file("rt.cfg", f"packagefile runtime={stub}\n"), "-o", out, file("r.a", bytes(spoilt))], 1,
               r"link: main\(.*\): section 7 lies outside of the file", out)
        expect("link: folder", [link_tool, "-o", out, folder], 1, r"is a directory", out)
        expect("link: no input", [link_tool], 2, r"usage: link")

        go = [context.go, "build", "-o", os.path.join(folder, "prog")]
        expect("go: missing package", go + [file("j.go", 'package main\nimport "example.com/nowhere"\nfunc main() {}\n')], 1, r"j\.go:2:8: ")
        golem = ["env", "GOLEM_BUILD=" + context.build, os.path.join(ROOT, "golem")]
        expect("golem: type error", golem + ["run", file("n.go", "package main\nfunc main() { x := 1 }\n")], 1, r"n\.go:2:15: declared and not used: x")
        expect("golem: no SDK", ["env", "GOLEM_SDK=" + folder] + golem + ["version"], 1, r"golem: GOLEM_SDK is not a Go SDK: ")
        expect("go: no main", go + [file("k.go", "package main\n")], 1, r"function main is undeclared in the main package")
        hello = file("hello.go", "package main\nvar n int\nfunc main() { println(n) }\n")
        for what, change in (("windows/amd64", ["env", "GOOS=windows"]), ("cgo \\(CGO_ENABLED=1\\)", ["env", "CGO_ENABLED=1"])):
            expect("go: no " + change[1], change + go + [hello], 1, rf"\Ago: not yet supported: {what}\n\Z")
        for flag in ("-race", "-msan", "-asan", "-buildmode=pie", "-buildmode=c-shared", "-buildmode=plugin", "-linkshared"):
            expect("go: no " + flag, go + [flag, hello], 1, rf"\Ago: not yet supported: {flag}\n\Z")
        expect("go: no such target", ["env", "GOOS=none"] + go + [hello], 2, r"\Ago: unsupported GOOS/GOARCH pair none/\w+\n\Z")
        expect("go: targets", [context.go, "tool", "dist", "list"], 0, r"\Alinux/386\nlinux/amd64\nlinux/arm\nlinux/arm64\n\Z")
        expect("go: foreign GOROOT", ["env", "GOROOT=" + folder, context.go, "env", "GOROOT"], 0, r"\A(?!.*" + folder + ").*goroot\n")
        expect("go: -X of a number", go + ["-ldflags=-X main.n=1", hello], 1,
               r"main\.n: cannot set with -X: not a var of type string \(type:int\)")
        subprocess.run(go + [hello], check=True)
        expect("go: version -m", [context.go, "version", "-m", os.path.join(folder, "prog")], 0, r"\tbuild\tgolem=[0-9.]+\n")
        os.symlink(os.path.join(ROOT, "golem"), os.path.join(folder, "link"))
        expect("golem: symbolic link", ["env", "GOLEM_BUILD=" + context.build, os.path.join(folder, "link"), "--help"], 0, r"usage: golem ")
        expect("bad symabis", c + ["-symabis", file("bad.abi", "xyz f ABI0\n"), good], 2, r'compile: .*bad\.abi:1: invalid symabi type "xyz"\n', out)
        expect("no symabis", c + ["-symabis", os.path.join(folder, "none"), good], 2, r"compile: -symabis: open .*none: no such file", out)
        expect("go: full disk", [context.go, "build", "-o", "/dev/full", file("l.go", "package main\nfunc main() {}\n")], 1, r".")
