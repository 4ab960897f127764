"""The SDK's own tools, built by Golem: they build, and do what those of the SDK do.

gofmt: the same output over all of the SDK's sources. asm: the same objects from every assembly file of std (asm_both.py stands
between the SDK's go command and its assembler). vet: the same findings. go: builds and runs a server with Golem's GOROOT.
std: built by the go command and the tools in Golem's GOROOT, which Golem built, it is the same to the byte as built by the SDK's."""
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

from common import ROOT

TOOLS = ["cmd/" + name for name in (
    "gofmt", "vet", "asm", "go", "cgo", "cover", "fix", "compile", "link", "preprofile", "nm", "objdump", "pack", "buildid", "addr2line",
    "covdata", "pprof", "test2json", "trace")]
VETTED = ["fmt", "encoding/json", "net/http", "go/types", "text/template", "os", "reflect", "sync"]
FINDINGS = """package p

import (
	"fmt"
	"sync"
	"testing"
)

type T struct {
	mu sync.Mutex
	A  int `json:"a" json:"b"`
	B  int `json;bad`
}

func copied(t T) T { return t }

func F(t *T, s []int) error {
	fmt.Printf("%d %s\\n", "x", 1, 2)
	fmt.Println("%v", t)
	t.A = t.A
	if s == nil && s == nil {
		return fmt.Errorf("%w %w")
	}
	var f func()
	if F == nil || f == nil {
		return nil
	}
	for {
	}
	return nil
}

func TestX(t *testing.T) { go func() { t.Fatal("no") }() }
"""
SERVER = """package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
)

func main() {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "hello %s", r.URL.Path) }))
	defer s.Close()
	r, err := http.Get(s.URL + "/self")
	if err != nil {
		panic(err)
	}
	b, _ := io.ReadAll(r.Body)
	fmt.Println(r.StatusCode, string(b), runtime.Version())
}
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def go_files(sdk):
    files = []
    for folder, _, names in os.walk(os.path.join(sdk, "src")):
        if "/testdata" not in folder:
            files += [os.path.join(folder, n) for n in names if n.endswith(".go")]
    return sorted(files)


def output_of(command, **kw):
    """What a command prints and its exit status; the output as a digest when it is large."""
    p = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kw)
    return p.returncode, p.stdout if len(p.stdout) < 1 << 20 else hashlib.sha256(p.stdout).hexdigest().encode()


def same(count, name, want, got):
    if want == got:
        count.ok(name)
        return
    text = lambda r: f"exit status {r[0]}\n" + r[1].decode(errors="replace")[:1500]
    count.fail(name, "the SDK's: " + text(want) + "\nGolem's: " + text(got))


def check_gofmt(context, count, tool):
    files = go_files(context.sdk)
    for what, words in (("formatted", files), ("list and differences", ["-l", "-d", os.path.join(context.sdk, "src")])):
        same(count, f"gofmt: {what}", *[output_of([t, *words]) for t in (os.path.join(context.sdk, "bin", "gofmt"), tool)])


def check_asm(context, count, tool, work):
    report = os.path.join(work, "asm.txt")
    nonce = str(time.time_ns())  # the answer to -V=full: makes the go command assemble what its cache holds
    script = " ".join(map(shlex.quote, [sys.executable, os.path.join(ROOT, "tests", "harness", "asm_both.py"), tool, report, nonce]))
    p = subprocess.run([os.path.join(context.sdk, "bin", "go"), "build", "-toolexec", script, "std"], env=context.sdk_env(),
                       capture_output=True, text=True)
    lines = open(report).read().splitlines() if os.path.exists(report) else []
    different = [line for line in lines if not line.startswith("same ")]
    if p.returncode != 0 or different or len(lines) < 30:
        count.fail("asm: objects of std", "\n".join(different) + f"\n{len(lines)} runs\n" + p.stderr[-2000:])
    else:
        count.ok()


def check_vet(context, count, tool, work):
    folder = os.path.join(work, "vetted")
    write(os.path.join(folder, "go.mod"), "module p\n\ngo 1.26\n")
    write(os.path.join(folder, "p_test.go"), FINDINGS)
    sdk_go = os.path.join(context.sdk, "bin", "go")
    stock = subprocess.run([sdk_go, "tool", "-n", "vet"], env=context.sdk_env(), capture_output=True, text=True).stdout.strip()
    stock = shutil.copy(stock, os.path.join(work, "stock-vet"))  # the go command has other flags for its own vet

    def findings(go, vettool, env, words, cwd):
        status, text = output_of([go, "vet", "-vettool=" + vettool, *words], cwd=cwd, env=env)
        text = text.replace(os.fsencode(context.sdk), b"$GOROOT").replace(os.fsencode(context.goroot), b"$GOROOT")
        return status, b"".join(sorted(text.splitlines(True)))  # the analyses of a package run at the same time

    for what, words, cwd in (("findings", ["."], folder), ("standard library", VETTED, work)):
        same(count, "vet: " + what, findings(sdk_go, stock, context.sdk_env(), words, cwd),
             findings(context.go, tool, context.env(), words, cwd))


def check_go(context, count, tool, work):
    folder = os.path.join(work, "served")
    write(os.path.join(folder, "go.mod"), "module served\n\ngo 1.26\n")
    write(os.path.join(folder, "main.go"), SERVER)
    program = os.path.join(folder, "served")
    build = output_of([tool, "build", "-o", program, "."], cwd=folder, env=context.env(GOCACHE=os.path.join(work, "cache")))
    if build[0] != 0:
        count.fail("go: build", build[1].decode(errors="replace"))
        return
    version = run_version(context)
    same(count, "go: the server it built", (0, f"200 hello /self {version}\n".encode()), output_of([program]))
    lists = [output_of([go, "list", "-deps", "-json", "net/http"], cwd=folder, env=context.env(**stress))
             for go, stress in ((context.go, {}), (tool, {}), (tool, {"GOLEMDEBUG": "gcstress=97"}))]
    same(count, "go: list", *lists[:2])
    same(count, "go: list under gcstress", lists[0], lists[2])


def check_rebuild(context, count, work):
    """std from the SDK's go command and tools and from those that Golem's GOROOT ships, built by Golem: the same archives."""
    mixed = os.path.join(work, "sdk-tools")
    os.makedirs(mixed)
    for folder, names in ((os.path.join(context.sdk, "pkg/tool/linux_amd64"), None),
                          (os.path.join(context.goroot, "pkg/tool/linux_amd64"), ("compile", "link"))):
        for name in names or os.listdir(folder):
            shutil.copy(os.path.join(folder, name), os.path.join(mixed, name))
    archives = []
    for what, go, more in (("sdk", os.path.join(context.sdk, "bin", "go"), {"GOTOOLDIR": mixed}), ("own", context.go, {})):
        p = subprocess.run([go, "list", "-export", "-f", "{{.ImportPath}} {{.Export}}", "std"], cwd=work, capture_output=True, text=True,
                           env=context.env(GOCACHE=os.path.join(work, "cache-" + what), **more))
        if p.returncode != 0:
            count.fail("std built by " + what, p.stderr)
            return
        found = {}
        for line in p.stdout.splitlines():
            package, _, archive = line.partition(" ")
            if archive:
                with open(archive, "rb") as f:
                    found[package] = hashlib.sha256(f.read()).hexdigest()
        archives.append(found)
    different = [package for package in archives[0].keys() | archives[1].keys() if archives[0].get(package) != archives[1].get(package)]
    if different or len(archives[0]) < 150:
        count.fail("std rebuilt", f"of {len(archives[0])} packages these differ: " + " ".join(sorted(different)))
    else:
        count.ok()


def run_version(context):
    return subprocess.run([context.go, "env", "GOVERSION"], env=context.env(), capture_output=True, text=True).stdout.strip()


def run(context, count):
    with tempfile.TemporaryDirectory() as work:
        check_rebuild(context, count, work)
        built = {}
        for package in TOOLS:
            name = os.path.basename(package)
            built[name] = os.path.join(work, "bin", name)
            p = subprocess.run([context.go, "build", "-o", built[name], package], cwd=work, env=context.env(), capture_output=True, text=True)
            if p.returncode != 0:
                count.fail("build " + package, p.stdout + p.stderr)
                built[name] = None
            else:
                count.ok()
        if built["gofmt"]:
            check_gofmt(context, count, built["gofmt"])
        if built["asm"]:
            check_asm(context, count, built["asm"], work)
        if built["vet"]:
            check_vet(context, count, built["vet"], work)
        if built["go"]:
            check_go(context, count, built["go"], work)
