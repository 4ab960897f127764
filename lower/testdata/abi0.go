// RUN: printf 'def main.asm ABI0\nref main.back ABI0\n' > %t.sym && GOARCH=amd64 %compile -p main -symabis %t.sym -o %t.a -S %s | %filecheck --check-prefix=AMD64
// RUN: printf 'def main.asm ABI0\nref main.back ABI0\n' > %t.sym && GOARCH=arm64 %compile -p main -symabis %t.sym -o %t.a -S %s | %filecheck --check-prefix=ARM64
// RUN: printf 'def main.asm ABI0\nref main.back ABI0\n' > %t.sym && GOARCH=386 %compile -p main -symabis %t.sym -o %t.a -S %s | %filecheck --check-prefix=I386
// Calls between Go and assembly (docs/assembly.md): arguments lie in memory, nothing survives but the frame pointer, which is kept there too.
package main

// AMD64-LABEL: main.asm:
// AMD64-DAG: movq %rdi, ([[AREA:%r[a-z0-9]+]])
// AMD64-DAG: movl %esi, 8([[AREA]])
// AMD64: movq %rbp, [[AT:[0-9]+]](%rsp)
// AMD64-NEXT: {{call[a-z]*}} main.asm.abi0
// AMD64-NEXT: {disp32} movq [[AT]](%rsp), %rbp
// AMD64: movq 16(
// ARM64-LABEL: main.asm:
// ARM64-DAG: str x0, [[[AREA:x[0-9]+]], #8]
// ARM64-DAG: str w1, [[[AREA]], #16]
// ARM64: mrs x28, TPIDR_EL0
// ARM64: str x29, [sp]
// ARM64: bl main.asm.abi0
// ARM64: ldr x29, [sp]
// ARM64: ldr x0, [x{{[0-9]+}}, #24]
// I386-LABEL: main.asm:
// I386-DAG: movl {{%e[a-z]+}}, ([[AREA:%e[a-z]+]])
// I386-DAG: movl {{%e[a-z]+}}, 4([[AREA]])
// I386: movl %ebp, [[AT:[0-9]+]](%esp)
// I386-NEXT: {{call[a-z]*}} main.asm.abi0
// I386-NEXT: {disp32} movl [[AT]](%esp), %ebp
// I386: movl 8(
func asm(a int, b int32) int

// AMD64-LABEL: main.back.abi0:
// AMD64: leaq 8(%rsp), %rdi
// AMD64: leaq main.back.abi0thunk(%rip), %rsi
// AMD64: jmp golem_asmtogo
// ARM64-LABEL: main.back.abi0:
// ARM64: add x0, sp, #8
// ARM64: adrp x1, main.back.abi0thunk
// ARM64: add x1, x1, :lo12:main.back.abi0thunk
// ARM64: b golem_asmtogo
// I386-LABEL: main.back.abi0:
// I386: leal 4(%esp), %eax
// I386: movl $main.back.abi0thunk, %ecx
// I386: jmp golem_asmtogo
func back(x int) int { return x + 1 }

func main() { asm(1, 2) }
