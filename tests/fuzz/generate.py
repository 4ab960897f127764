#!/usr/bin/env python3
"""Random programs whose behaviour is compared: Golem's optimised build, its unoptimised one (-N -l), and gc's.

usage: tests/fuzz/generate.py [-n PROGRAMS] [-seed N] [-goarch ARCH] [-keep DIR] [-print]

A program declares types, pure functions, methods, generic functions and functions with effects, and prints what it computes with
println. What the specification leaves open is avoided: expressions call pure functions only (which never panic), so the order in
which operands are evaluated does not show; calls with effects stand alone in a statement; maps are summed, not listed; loops are
counted. Every tenth program does the opposite: it has 300 of the cases of order.py. Run-time panics are wanted: functions with effects recover them and print their text. Programs that differ are kept in
DIR with the three outputs."""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile

import features
import order

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

INTS = {"int8": 8, "int16": 16, "int32": 32, "int64": 64, "int": 64, "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64, "uint": 64, "uintptr": 64}
FLOATS = ("float64", "float32")
SCALARS = tuple(INTS) + FLOATS + ("string", "bool", "complex128")
INTERESTING = (0, 1, 2, 3, 5, 7, 8, 10, 15, 16, 31, 32, 33, 63, 64, 65, 100, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 1 << 20, (1 << 31) - 1, 1 << 31,
               (1 << 32) - 1, 1 << 32, (1 << 53) + 1, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)

CONSTANT_WORDS = set(SCALARS) | {"true", "false", "rune", "complex", "min", "max"}


class Generator(features.Features):
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.out = []
        self.structs = {}   # name -> [(field, type)]
        self.pure = []      # (name, parameter types, result type)
        self.generic = []   # (name, constraint, number of parameters)
        self.methods = []   # (struct, method, parameter types, result type), pure
        self.effects = []   # (name, parameter types, result types)
        self.globals = []   # (name, type)
        self.count = 0
        self.depth = 0

    def fresh(self, prefix="v"):
        self.count += 1
        return f"{prefix}{self.count}"

    def chance(self, percent):
        return self.r.randrange(100) < percent

    def line(self, text):
        self.out.append("\t" * self.depth + text)

    # ---- types

    def scalar(self):
        return self.r.choice(SCALARS if self.chance(35) else tuple(INTS))

    def type(self):
        k = self.r.randrange(20)
        if k < 12 or not self.structs:
            return self.scalar()
        if k < 14:
            return self.r.choice(list(self.structs))
        if k < 16:
            return f"[{self.r.choice((1, 2, 3, 4, 7, 16))}]{self.scalar()}"
        if k < 18:
            return "[]" + self.r.choice((self.scalar(), self.r.choice(list(self.structs))))
        if k < 19:
            return "*" + self.r.choice(list(self.structs))
        return f"map[{self.r.choice(('int', 'string', 'uint8', 'int32', 'float64'))}]{self.r.choice(('int', 'string', 'uint16'))}"

    def varying(self, text, t):
        """text, of type t, as something that is no constant: constant expressions that overflow do not compile."""
        words = re.findall(r"[A-Za-z_]\w*", re.sub(r'"(?:\\.|[^"])*"|\b\d\w*', "", text))
        if any(w not in CONSTANT_WORDS for w in words):
            return text
        return f"({text} {'!=' if t == 'bool' else '^' if t in INTS else '+'} k_{t})"

    # ---- expressions: of a type, over the variables in scope, without effects and without panics unless `risky`

    def literal(self, t):
        r = self.r
        if t in INTS:
            bits, v = INTS[t], r.choice(INTERESTING)
            if t.startswith("u"):
                return f"{t}({v & ((1 << bits) - 1)})"
            v &= (1 << bits) - 1
            if v >> (bits - 1):
                v -= 1 << bits
            return f"{t}({v})"
        if t in FLOATS:
            return f"{t}({r.choice(('0', '1', '-1', '0.5', '3.25', '1e10', '-2.5e-3', '16777217', '123456789.0', '1e30'))})"
        if t == "complex128":
            return f"complex({r.choice(('0', '1', '2.5', '-3'))}, {r.choice(('0', '1', '-0.5', '4'))})"
        if t == "string":
            return r.choice(('""', '"a"', '"hello"', '"\\xff\\x00z"', '"日本語"', '"the quick brown fox jumps over it"'))
        if t == "bool":
            return r.choice(("true", "false"))
        raise ValueError(t)

    def value(self, t, scope, deep=0):
        """A composite or scalar value of type t."""
        if t in SCALARS:
            return self.expression(t, scope, deep)
        same = [n for n, u in scope if u == t]
        if same and self.chance(50):
            return self.r.choice(same)
        if t in self.structs:
            return t + "{" + ", ".join(f"{f}: {self.value(u, scope, deep + 1)}" for f, u in self.structs[t] if self.chance(80)) + "}"
        if t.startswith("[]"):
            e = t[2:]
            return t + "{" + ", ".join(self.value(e, scope, deep + 2) for _ in range(self.r.randrange(5))) + "}"
        if t.startswith("["):
            n, e = t[1:].split("]", 1)
            return t + "{" + ", ".join(self.value(e, scope, deep + 2) for _ in range(self.r.randrange(int(n) + 1))) + "}"
        if t.startswith("*"):
            return "&" + t[1:] + "{" + ", ".join(f"{f}: {self.value(u, scope, deep + 1)}" for f, u in self.structs[t[1:]] if self.chance(60)) + "}"
        if t.startswith("map["):
            k, e = t[4:].split("]", 1)
            keys = {"string": ('"a"', '"b"', '"cc"'), "float64": ("1.5", "2", "0")}.get(k, ("1", "2", "7"))
            return t + "{" + ", ".join(f"{x}: {self.expression(e, scope, 3)}" for x in keys if self.chance(50)) + "}"
        raise ValueError(t)

    def places(self, t, scope, risky=False):
        """Expressions that denote a scalar of type t: variables, fields, elements."""
        found = []
        for n, u in scope:
            if u == t:
                found.append(n)
            elif u in self.structs:
                for f, w in self.structs[u]:
                    if w == t:
                        found.append(f"{n}.{f}")
                    elif w.startswith("[") and not w.startswith("[]") and w.split("]")[1] == t:
                        found.append(f"{n}.{f}[{self.masked(w, scope)}]")
            elif u.startswith("[") and not u.startswith("[]") and u.split("]", 1)[1] == t:
                found.append(f"{n}[{self.masked(u, scope)}]")
            elif risky and u == "[]" + t:
                found.append(f"{n}[{self.expression('int', scope, 3)}&3]")
            elif risky and u.startswith("*"):
                found += [f"{n}.{f}" for f, w in self.structs[u[1:]] if w == t]
        return found

    def masked(self, array, scope):
        n = int(array[1:].split("]")[0])
        if self.chance(40):
            return str(self.r.randrange(n))
        names = [v for v, u in scope if u in INTS]
        index = self.r.choice(names) if names else "0"
        return f"uint({index})%{n}"

    def expression(self, t, scope, deep=0, risky=False):
        r = self.r
        places = self.places(t, scope, risky)
        if deep > 4 or self.chance(15):
            return r.choice(places) if places and self.chance(80) else self.literal(t)
        if places and self.chance(25):
            return r.choice(places)
        calls = [p for p in self.pure if p[2] == t]
        if calls and self.chance(15):
            name, params, _ = r.choice(calls)
            return f"{name}({', '.join(self.value(p, scope, deep + 2) for p in params)})"
        methods = [m for m in self.methods if m[3] == t]
        if methods and self.chance(15):
            s, m, params, _ = r.choice(methods)
            receivers = [n for n, u in scope if u == s]
            if receivers:
                return f"{r.choice(receivers)}.{m}({', '.join(self.value(p, scope, deep + 2) for p in params)})"
        e = lambda u=t: self.expression(u, scope, deep + 1, risky)
        n = lambda u=t: self.varying(e(u), u)
        if t in INTS:
            k = r.randrange(16)
            if k < 5:
                return f"({n()} {r.choice(('+', '-', '*', '&', '|', '^', '&^'))} {e()})"
            if k < 7:
                other = r.choice(("uint", "uint8", "uint32", "uint16"))
                return f"({n()} {r.choice(('<<', '>>'))} ({e(other)} & {r.choice((7, 31, 63, 127))}))"
            if k < 9:
                divisor = n() if risky and self.chance(50) else f"({e()} | 1)"
                return f"({n()} {r.choice('/%')} {divisor})"
            if k < 11:
                return f"{t}({n(r.choice(tuple(INTS)))})"
            if k < 12:
                return f"({r.choice('-^')}{n()})"
            if k < 13:
                return f"{r.choice(('min', 'max'))}({e()}, {e()})"
            if k < 14 and t == "int":
                lists = [v for v, u in scope if u == "string" or u.startswith(("[]", "map["))]
                if lists:
                    return f"len({r.choice(lists)})"
            if k < 15 and t == "uint8":
                return f'(({e("string")} + "x")[0])'
            if self.generic and self.chance(60):
                name, _, operands = r.choice([g for g in self.generic if g[1] == "integer"])
                return f"{name}[{t}]({', '.join(e() for _ in range(operands))})"
            return f"choose({e('bool')}, {e()}, {e()})"
        if t in FLOATS:
            k = r.randrange(6)
            if k < 4:
                return f"({n()} {r.choice('+-*/')} {n()})"
            if k < 5:
                return f"{t}({n(r.choice(('int', 'int32', 'uint8', 'float64', 'float32', 'uint64')))})"
            return f"(-{e()})"
        if t == "complex128":
            k = r.randrange(4)
            return f"({n()} {r.choice('+-*')} {n()})" if k < 3 else f"complex({e('float64')}, {e('float64')})"
        if t == "string":
            k = r.randrange(6)
            if k < 3:
                return f"clip({e()} + {e()})"
            if k < 4:
                return f"string(rune({e('int32')}&0xffff))"
            if k < 5:
                return f"clip(string([]byte({e()})))"
            return f"choose({e('bool')}, {e()}, {e()})"
        if t == "bool":
            k = r.randrange(6)
            if k < 3:
                u = r.choice(SCALARS)
                op = r.choice(("==", "!=")) if u in ("bool", "complex128") else r.choice(("==", "!=", "<", "<=", ">", ">="))
                return f"({e(u)} {op} {e(u)})"
            if k < 5:
                return f"({e()} {r.choice(('&&', '||'))} {e()})"
            return f"!{e()}"
        raise ValueError(t)

    # ---- statements

    def show(self, name, t, label=None):
        label = label or name
        if t in SCALARS:
            self.line(f'println("{label}", {name})')
        elif t in self.structs:
            for f, u in self.structs[t]:
                self.show(f"{name}.{f}", u, f"{label}.{f}")
        elif t.startswith("map["):
            self.line(f'println("{label}", len({name}), sumMap({name}))')
        elif t.startswith("*"):
            self.line(f"if {name} != nil {{")
            self.depth += 1
            self.show(f"(*{name})", t[1:], label)
            self.depth -= 1
            self.line("} else {")
            self.line(f'\tprintln("{label} nil")')
            self.line("}")
        else:
            i = self.fresh("i")
            self.line(f"for {i} := range {name} {{")
            self.depth += 1
            self.line(f'println("{label}", {i})')
            self.show(f"{name}[{i}]", t.split("]", 1)[1], label)
            self.depth -= 1
            self.line("}")

    def block(self, scope, budget, loop=False):
        scope = list(scope)
        self.depth += 1
        for _ in range(self.r.randrange(1, 4)):
            budget = self.statement(scope, budget, loop)
        self.depth -= 1

    def declare(self, scope, t=None):
        t = t or self.type()
        n = self.fresh()
        if self.chance(15):
            self.line(f"var {n} {t}")
        else:
            self.line(f"var {n} {t} = {self.value(t, scope)}")
        self.line(f"_ = {n}")
        scope.append((n, t))
        return n

    def assignable(self, scope):
        t = self.scalar()
        for _ in range(8):
            places = self.places(t, scope, risky=True)
            if places:
                return self.r.choice(places), t
            t = self.scalar()
        return None, None

    def statement(self, scope, budget, loop):
        r = self.r
        if budget <= 0:
            return 0
        if self.chance(30):
            self.feature(scope, budget)
            return budget - 4
        k = r.randrange(34)
        if k < 6:
            self.declare(scope)
        elif k < 13:
            p, t = self.assignable(scope)
            if p:
                if t in INTS and self.chance(40):
                    self.line(f"{p} {r.choice(('+=', '-=', '*=', '^=', '|=', '&=', '&^='))} {self.expression(t, scope)}")
                elif t in INTS and self.chance(15):
                    self.line(f"{p}{r.choice(('++', '--'))}")
                else:
                    self.line(f"{p} = {self.expression(t, scope, 0, self.chance(30))}")
        elif k < 14:
            names = [(n, t) for n, t in scope if t in INTS]
            if len(names) >= 2:
                a, b = r.sample(names, 2)
                self.line(f"{a[0]}, {b[0]} = {self.expression(a[1], scope, 2)}, {self.expression(b[1], scope, 2)}")
        elif k < 17:
            self.line(f"if {self.expression('bool', scope, 1)} {{")
            self.block(scope, budget - 2, loop)
            if self.chance(60):
                self.line("} else {")
                self.block(scope, budget - 2, loop)
            self.line("}")
        elif k < 20:
            i = self.fresh("i")
            kind = r.randrange(4)
            inner = scope + [(i, "int")]
            lists = [n for n, t in scope if t.startswith("[")]
            strings = [n for n, t in scope if t == "string"]
            if kind == 0 and lists:
                self.line(f"for {i} := range {r.choice(lists)} {{")
            elif kind == 1 and strings:
                c = self.fresh("c")
                self.line(f"for {i}, {c} := range {r.choice(strings)} {{")
                self.line(f"\t_ = {c}")
                inner.append((c, "int32"))
            elif kind == 2:
                self.line(f"for {i} := range upTo({r.randrange(1, 7)}) {{")
            else:
                self.line(f"for {i} := 0; {i} < {r.randrange(1, 12)}; {i}++ {{")
            self.line(f"\tif _ = {i}; spent() {{ break }}")
            self.block([s for s in inner if s[0] != i or kind != 3] + [(i, "int")] if kind != 3 else scope, budget - 4, True)
            self.line("}")
        elif k < 22:
            t = r.choice(tuple(INTS) + ("string",))
            self.line(f"switch x := {self.expression(t, scope, 2)}; {{")
            for _ in range(r.randrange(1, 5)):
                self.line(f"case x {r.choice(('==', '<', '>', '!='))} {self.expression(t, scope, 3)}:")
                self.block(scope, budget - 3, False)
                if self.chance(10):
                    self.line("\tfallthrough")
            self.line("default:")
            self.block(scope, budget - 3, False)
            self.line("}")
        elif k < 24 and self.effects:
            name, params, results = r.choice(self.effects)
            args = ", ".join(self.value(p, scope, 1) for p in params)
            names = [self.fresh() for _ in results]
            self.line(f"{', '.join(names)} := {name}({args})" if names else f"{name}({args})")
            for n, t in zip(names, results):
                self.line(f"_ = {n}")
                scope.append((n, t))
        elif k < 26:
            name, params = self.fresh("f"), [self.scalar() for _ in range(r.randrange(3))]
            names = [self.fresh("p") for _ in params]
            self.line(f"{name} := func({', '.join(f'{n} {t}' for n, t in zip(names, params))}) {{")
            self.block(scope + list(zip(names, params)), budget - 4, False)
            self.line("}")
            call = f"{name}({', '.join(self.expression(p, scope, 2) for p in params)})"
            self.line(("defer " if self.chance(25) else "") + call)
        elif k < 27:
            slices = [(n, t) for n, t in scope if t.startswith("[]")]
            if slices:
                n, t = r.choice(slices)
                choice = r.randrange(3)
                if choice == 0:
                    self.line(f"if len({n}) < 40 {{ {n} = append({n}, {self.value(t[2:], scope, 2)}) }}")
                elif choice == 1:
                    self.line(f"{n} = {n}[{self.expression('int', scope, 3)}&1:]")
                else:
                    self.line(f"copy({n}, {self.value(t, scope, 2)})")
        elif k < 28:
            maps = [(n, t) for n, t in scope if t.startswith("map[")]
            if maps:
                n, t = r.choice(maps)
                key, e = t[4:].split("]", 1)
                x = self.expression(key, scope, 3)
                self.line(f"delete({n}, {x})" if self.chance(30) else f"{n}[{x}] = {self.expression(e, scope, 2)}")
        elif k < 30:
            n, t = (r.choice(scope) if scope else (None, None))
            if n:
                i = self.fresh("a")
                self.line(f"var {i} any = {n}")
                u = r.choice((t, "int", "string", r.choice(list(self.structs) or ["int"])))
                v = self.fresh("t")
                self.line(f"switch {v} := {i}.(type) {{")
                self.line(f"case {u}:")
                self.depth += 1
                self.show(v, u, "is")
                self.depth -= 1
                for w in ("int8", "[]int", "error"):
                    if w != u:
                        self.line(f'case {w}:\n\t_ = {v}\n\tprintln("{w}")')
                self.line("}")
        elif k < 31 and loop:
            self.line(f"if {self.expression('bool', scope, 2)} {{ {r.choice(('break', 'continue'))} }}")
        elif k < 33:
            n, t = (r.choice(scope) if scope else (None, None))
            if n:
                self.show(n, t)
        else:
            self.line(f"if {self.expression('bool', scope, 2)} {{ panic({self.literal(r.choice(('string', 'int')))}) }}")
        return budget - 1

    # ---- declarations

    def pure_function(self, receiver=None):
        params = [self.scalar() if self.chance(70) or not self.structs else self.r.choice(list(self.structs)) for _ in range(self.r.randrange(1, 5))]
        names = [f"p{i}" for i in range(len(params))]
        result = self.scalar()
        scope = list(zip(names, params)) + ([("s", receiver)] if receiver else [])
        name = self.fresh("M" if receiver else "pure")
        head = f"func (s {receiver}) {name}" if receiver else f"func {name}"
        self.line(f"{head}({', '.join(f'{n} {t}' for n, t in zip(names, params))}) {result} {{")
        self.depth += 1
        if self.chance(50):
            v, t = self.fresh(), self.scalar()
            self.line(f"{v} := {self.expression(t, scope, 1)}")
            self.line(f"_ = {v}")
            scope.append((v, t))
        if self.chance(40):
            self.line(f"if {self.expression('bool', scope, 2)} {{ return {self.expression(result, scope, 2)} }}")
        self.line(f"return {self.expression(result, scope)}")
        self.depth -= 1
        self.line("}")
        if receiver:
            self.methods.append((receiver, name, params, result))
        else:
            self.pure.append((name, params, result))

    def effect_function(self):
        params = [self.type() for _ in range(self.r.randrange(4))]
        results = [self.type() for _ in range(self.r.randrange(4))]
        pnames, rnames = [f"p{i}" for i in range(len(params))], [f"r{i}" for i in range(len(results))]
        name = self.fresh("do")
        self.line(f"func {name}({', '.join(f'{n} {t}' for n, t in zip(pnames, params))}) ({', '.join(f'{n} {t}' for n, t in zip(rnames, results))}) {{")
        self.depth += 1
        self.line(f'defer caught("{name}")')
        scope = list(zip(pnames + rnames, params + results)) + self.globals
        budget = self.r.randrange(6, 30)
        while budget > 0:
            budget = self.statement(scope, budget, False)
        self.line("return")
        self.depth -= 1
        self.line("}")
        self.effects.append((name, params, results))

    def program(self):
        r = self.r
        self.out.append(PRELUDE + features.PRELUDE)
        for _ in range(r.randrange(1, 4)):
            name = self.fresh("S")
            fields = []
            for i in range(r.randrange(1, 6)):
                inner = list(self.structs)
                t = r.choice(inner) if inner and self.chance(15) else f"[{r.choice((1, 2, 3))}]{self.scalar()}" if self.chance(15) else self.scalar()
                fields.append((f"f{i}", t))
            self.structs[name] = fields
            self.line(f"type {name} struct {{ {'; '.join(f'{f} {t}' for f, t in fields)} }}")
        for _ in range(r.randrange(1, 4)):
            name, n = self.fresh("G"), r.randrange(1, 4)
            operands = [f"p{i}" for i in range(n)]
            body = r.choice(operands)
            for _ in range(r.randrange(1, 5)):
                body = f"({body} {r.choice(('+', '-', '*', '^', '&', '|'))} {r.choice(operands + ['T(3)', 'T(127)'])})"
            self.line(f"func {name}[T integer]({', '.join(o + ' T' for o in operands)}) T {{ if {operands[0]} < {operands[-1]} {{ return {operands[-1]} }}; return {body} }}")
            self.generic.append((name, "integer", n))
        for _ in range(r.randrange(3, 9)):
            self.pure_function(r.choice(list(self.structs)) if self.chance(30) else None)
        for _ in range(r.randrange(1, 5)):
            n, t = self.fresh("g"), self.type()
            self.line(f"var {n} {t}" + (f" = {self.value(t, [])}" if self.chance(60) and not t.startswith("*") else ""))
            self.globals.append((n, t))
        for _ in range(r.randrange(3, 9)):
            self.effect_function()
        self.line("func main() {")
        self.depth += 1
        for name, params, results in self.effects:
            for _ in range(2):
                self.line("fuel = 300")
                names = [self.fresh("r") for _ in results]
                args = ", ".join(self.value(p, self.globals, 1) for p in params)
                self.line(f"{', '.join(names)} := {name}({args})" if names else f"{name}({args})")
                for n, t in zip(names, results):
                    self.show(n, t)
        for n, t in self.globals:
            self.show(n, t)
        self.depth -= 1
        self.line("}")
        return "\n".join(self.out) + "\n"


PRELUDE = """package main

import (
	"math"
	"math/bits"
	"runtime"
	"unsafe"
)

var _, _, _, _ = math.Pi, bits.UintSize, runtime.GC, unsafe.Pointer(nil)

type integer interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~int | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uint | ~uintptr
}

// Zeros that the compiler does not know to be so.
var (
	k_int8, k_int16, k_int32, k_int64, k_int = int8(0), int16(0), int32(0), int64(0), 0
	k_uint8, k_uint16, k_uint32, k_uint64, k_uint = uint8(0), uint16(0), uint32(0), uint64(0), uint(0)
	k_uintptr uintptr
	k_float64, k_float32 = float64(0), float32(0)
	k_complex128 complex128
	k_string string
	k_bool bool
)

var fuel int

func spent() bool {
	fuel--
	return fuel < 0
}

func caught(where string) {
	switch e := recover().(type) {
	case nil:
	case error:
		println(where, e.Error())
	case string:
		println(where, e)
	case int:
		println(where, e)
	}
}

func choose[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

func clip(s string) string {
	if len(s) > 20 {
		return s[len(s)-20:]
	}
	return s
}

func upTo(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n && yield(i); i++ {
		}
	}
}

func sumMap[K comparable, V int | string | uint16](m map[K]V) (sum int) {
	for _, v := range m {
		switch v := any(v).(type) {
		case int:
			sum += v
		case uint16:
			sum += int(v)
		case string:
			sum += len(v)
		}
	}
	return
}
"""


def program(seed):
    return order.sample(seed, 300) if seed % 10 == 0 else Generator(seed).program()


def build_and_run(go, flags, source, name, goarch, tmp):
    exe = os.path.join(tmp, name)
    env = dict(os.environ, GOFLAGS="", GOARCH=goarch or "amd64")
    b = subprocess.run([go, "build", *flags, "-o", exe, source], capture_output=True, text=True, env=env, cwd=tmp, timeout=300)
    if b.returncode:
        return "build: " + b.stderr[:2000]
    try:
        run = ["qemu-aarch64-static", exe] if goarch == "arm64" else [exe]
        p = subprocess.run(run, capture_output=True, timeout=60)
        return f"status {p.returncode}\n" + p.stderr.decode(errors="replace")
    except subprocess.TimeoutExpired:
        return "timeout"


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("-n", type=int, default=50)
    p.add_argument("-seed", type=int, default=1)
    p.add_argument("-goarch")
    p.add_argument("-build", default=os.path.join(ROOT, "build"))
    p.add_argument("-keep", default="generated-kept")
    p.add_argument("-print", action="store_true")
    args = p.parse_args()
    if args.print:
        print(program(args.seed), end="")
        return 0
    golem, gc = os.path.join(os.path.abspath(args.build), "goroot/bin/go"), "go"
    bad = refused = 0
    with tempfile.TemporaryDirectory() as tmp:
        for seed in range(args.seed, args.seed + args.n):
            text = program(seed)
            source = os.path.join(tmp, "p.go")
            with open(source, "w") as f:
                f.write(text)
            want = build_and_run(gc, [], source, "gc", args.goarch, tmp)
            outputs = [("gc", want)]
            if want.startswith("build:"):
                refused += 1  # the generator's fault: both must say so
                outputs.append(("optimised", build_and_run(golem, [], source, "o", args.goarch, tmp)))
            else:
                outputs.append(("optimised", build_and_run(golem, [], source, "o", args.goarch, tmp)))
                outputs.append(("unoptimised", build_and_run(golem, ["-gcflags=-N -l"], source, "n", args.goarch, tmp)))
            if any(o != want for _, o in outputs):
                bad += 1
                folder = os.path.join(args.keep, str(seed))
                os.makedirs(folder, exist_ok=True)
                for name, o in [("p.go", text), *outputs]:
                    with open(os.path.join(folder, name), "w") as f:
                        f.write(o)
                print(f"seed {seed}: " + ", ".join(n for n, o in outputs if o != want) + f" differ from gc's, kept in {folder}", flush=True)
    print(f"{args.n} programs, {refused} refused by gc, {bad} differ")
    return bad != 0


sys.exit(main())
