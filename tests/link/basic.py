"""Links small programs made from C objects: strings that the linker sets, initialisation order, -X, build id, buildinfo, errors."""
import os
import subprocess
import sys
import tempfile

LINK = os.path.abspath(sys.argv[1])
RUNTIME = r"""
struct str { char *p; long n; };
extern long count __asm__("go:main.inittasks.len");
extern void *tasks[] __asm__("go:main.inittasks");
extern struct str version __asm__("runtime.buildVersion"), root __asm__("runtime.defaultGOROOT");
extern struct str set __asm__("main.set");
void mainMain(void) __asm__("main.main");
static long call(long n, long a, long b, long c) {
  long r;
  __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return r;
}
static void write(struct str s) { call(1, 1, (long)s.p, s.n); call(1, 1, (long)"\n", 1); }
int task[4] __asm__("runtime..inittask") = {'r'};
void _golem_start(void) {
  write(version); write(root); write(set);
  for (long i = 0; i < count; i++) { struct str s = {tasks[i], 1}; write(s); }
  mainMain();
  call(60, 0, 0, 0);
}
"""
MAIN = r"""
struct str { char *p; long n; };
__attribute__((weak)) struct str set __asm__("main.set") = {"default", 7};
int task[4] __asm__("main..inittask") = {'m'};
void unused(void) __asm__("main.unused");
void unused(void) {}
void mainMain(void) __asm__("main.main");
void mainMain(void) {}
"""
# Two pairs of functions with the same code; the addresses of the second pair can be compared.
EQUAL = r"""
volatile int n;
__attribute__((noinline)) void one(void) { n += 5; }
__attribute__((noinline)) void two(void) { n += 5; }
__attribute__((noinline)) void three(void) { n += 6; }
__attribute__((noinline)) void four(void) { n += 6; }
void *volatile addresses[2];
void mainMain(void) { one(); two(); addresses[0] = three; addresses[1] = four; }
"""


def package(letter, path):
    return f"int task[4] __asm__(\"{path}..inittask\") = {{'{letter}'}};"


def obj(folder, name, code):
    source = os.path.join(folder, name + ".c")
    with open(source, "w") as f:
        f.write(code)
    subprocess.run(["clang-22", "-O1", "-c", "-ffreestanding", "-fno-pic", "-ffunction-sections", "-fdata-sections",
                    "-fno-asynchronous-unwind-tables", "-o", source[:-2] + ".o", source], check=True)
    with open(source[:-2] + ".o", "rb") as f:
        return f.read()


def archive(path, members):
    data = b"!<arch>\n"
    for name, body in members:
        data += ("%-16s%-12s%-6s%-6s%-8s%-10d`\n" % (name, 0, 0, 0, 644, len(body))).encode() + body + b"\0" * (len(body) & 1)
    with open(path, "wb") as f:
        f.write(data)


def check(name, condition, why=""):
    print(f"ok {name}" if condition else f"FAIL {name}: {why!r}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)

        def pkg(path, code, meta):
            stem = path.replace("/", "_")
            archive(stem + ".a", [("__.PKGDEF", b"go object\n"), ("_go_.o", obj(folder, stem, code)),
                                  ("golem.meta", ("golem.meta 1\n" + meta).encode())])
            return f"packagefile {path}={stem}.a\n"

        config = pkg("runtime", RUNTIME, "path runtime\nname runtime\ninits 1\nimport z\n")
        config += pkg("z", package("z", "z"), "path z\nname z\ninits 1\n")
        config += pkg("b", package("b", "b"), "path b\nname b\ninits 1\nimport quiet\n")
        config += pkg("a/x", package("a", "a/x"), "path a/x\nname x\ninits 1\nimport b\n")
        config += pkg("quiet", "int quiet;", "path quiet\nname quiet\n")
        config += pkg("main", MAIN, "path main\nname main\nmain yes\ninits 1\nimport a/x\nimport b\nstringvar main.set\nothervar main.n int\n")
        config += 'modinfo "0w\\xaf\\f\\x92t\\b\\x02A\\xe1\\xc1\\a\\xe6\\xd6\\x18\\xe6path\\tx\\nmod\\tx\\t(devel)\\t\\n\\xf92C1\\x86\\x18 r\\x00\\x82B\\x10A\\x16\\xd8\\xf2"\n'
        with open("cfg", "w") as f:
            f.write(config)

        def link(*flags, main="main.a"):
            if os.path.exists("out"):
                os.unlink("out")
            return subprocess.run([LINK, "-importcfg", "cfg", "-o", "out", *flags, main], capture_output=True, text=True,
                                  env=dict(os.environ, GOROOT="/go"))

        p = link("-buildid", "A/B/C/D")
        check("links", p.returncode == 0 and not p.stdout + p.stderr, p.stdout + p.stderr)
        run = subprocess.run(["./out"], capture_output=True, text=True)
        lines = run.stdout.split("\n")
        check("runs", run.returncode == 0, run.returncode)
        check("strings", lines[1:3] == ["/go", "default"] and lines[0].startswith("go1."), lines[:3])
        check("order: runtime's first, then by dependency and path", lines[3:8] == ["z", "r", "b", "a", "m"], lines[3:8])
        image = open("out", "rb").read()
        check("build id", b"\4\0\0\0\7\0\0\0\4\0\0\0Go\0\0A/B/C/D" in image)
        at = image.find(b"\xff Go buildinf:")
        check("build information", at % 16 == 0 and image[at + 15] == 2 and b"path\tx\n" in image[at:])
        p = link("-buildid", "A/B/C/D")
        check("deterministic", open("out", "rb").read() == image)
        names = subprocess.run(["llvm-nm-22", "out"], capture_output=True, text=True).stdout
        check("only what is reachable", "main.main" in names and "main.unused" not in names, names)
        link("-s")
        check("-s", "no symbols" in subprocess.run(["llvm-nm-22", "out"], capture_output=True, text=True).stderr)
        link("-X", "main.set=by linker", "-X=main.none=x")
        check("-X", subprocess.run(["./out"], capture_output=True, text=True).stdout.split("\n")[2] == "by linker")
        p = link("-X", "main.n=1")
        check("-X of a number", p.returncode == 2 and p.stderr == "main.n: cannot set with -X: not a var of type string (type:int)\n" and not os.path.exists("out"), p.stderr)
        p = link("-buildmode=plugin")
        check("unsupported mode", p.returncode == 1 and "not yet supported: -buildmode=plugin" in p.stderr, p.stderr)
        p = link(main="b.a")
        check("not main", p.returncode == 1 and "not package main" in p.stderr, p.stderr)
        open("cut.a", "wb").write(open("main.a", "rb").read()[:200])
        p = link(main="cut.a")
        check("truncated", p.returncode == 1 and "truncated" in p.stderr, p.stderr)
        full = subprocess.run([LINK, "-importcfg", "cfg", "-o", "/dev/full", "main.a"], capture_output=True, text=True)
        check("full disk", full.returncode == 1 and "no space left" in full.stderr, full.stderr)
        pkg("main", MAIN.replace("mainMain(void) {}", "mainMain(void) { extern void f(void) __asm__(\"b.missing\"); f(); }"),
            "path main\nname main\nmain yes\ninits 1\nimport b\n")
        p = link()
        check("undefined symbol", p.returncode == 1 and "undefined symbol: b.missing" in p.stderr and "/proc" not in p.stderr
              and not os.path.exists("out"), p.stderr)
        pkg("main", MAIN.replace("void mainMain(void) {}", EQUAL), "path main\nname main\nmain yes\ninits 1\nimport b\n")
        p = link()
        table = subprocess.run(["llvm-nm-22", "out"], capture_output=True, text=True).stdout
        at = {line.split()[2]: line.split()[0] for line in table.splitlines() if len(line.split()) == 3}
        check("equal code is there once", p.returncode == 0 and at["one"] == at["two"], p.stderr)
        check("what can be compared stays", at["three"] != at["four"], table)
        refers = "mainMain(void) { extern int n __asm__(\"runtime.sched\"); use = n; }\nint use;"
        for declared in "", "__attribute__((weak)) int n __asm__(\"runtime.sched\");\n":
            pkg("main", "extern int use;\n" + declared + MAIN.replace("mainMain(void) {}", refers),
                "path main\nname main\nmain yes\ninits 1\nimport b\n")
            p = link()
            check("name that is not offered", p.returncode == 1 and p.stderr.count("\n") == 1
                  and "link: main: runtime.sched is not offered to go:linkname: " in p.stderr, p.stderr)


main()
