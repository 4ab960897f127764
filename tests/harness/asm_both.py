"""asm_both.py ASM REPORT NONCE TOOL ARGS...: runs a tool of the SDK for the go command (-toolexec); the assembler's runs are repeated
with another assembler, ASM, and a line is added to REPORT that says whether the outputs are equal."""
import os
import subprocess
import sys


def contents(path):
    with open(path, "rb") as f:
        return f.read()


def main():
    asm, report, nonce, tool, *args = sys.argv[1:]
    if os.path.basename(tool) != "asm":
        os.execv(tool, [tool, *args])
    if args == ["-V=full"]:
        answer = subprocess.run([tool, *args], capture_output=True, text=True, check=True).stdout.strip()
        print(answer, "beside", nonce)
        return
    status = subprocess.run([tool, *args]).returncode
    if status != 0:
        sys.exit(status)
    out = args[args.index("-o") + 1]
    other = out + ".other"
    again = list(args)
    again[args.index("-o") + 1] = other
    env = dict(os.environ)
    p = subprocess.run([asm, *again], capture_output=True, text=True, env=env)
    name = args[args.index("-p") + 1] + " " + " ".join(os.path.basename(a) for a in args if a.endswith(".s"))
    equal = p.returncode == 0 and contents(out) == contents(other)
    with open(report, "a") as f:
        f.write(("same " if equal else "DIFFERENT ") + name + " " + (p.stdout + p.stderr).replace("\n", " ")[:300] + "\n")


main()
