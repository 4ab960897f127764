#!/usr/bin/env python3
"""Order of evaluation: operands of all kinds beside a call that changes what they are made of, and operands that panic
beside others that do, in all constructs. What gc prints is right.

usage: tests/fuzz/order.py [-golem GOLEM] [-gc GO] [-count N] [-seed N] [-only TEXT] [-keep DIR] [-print]

Each case is a function of its own; cases with the same number differ where a compiler evaluates in another order.
-count takes as many cases at random (0: all)."""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# name -> (what it is at first, what the call makes of it)
LOCALS = {
    "lx": ("1", "lx = 2"), "ly": ("int8(1)", "ly = 2"), "lu": ("uint16(1)", "lu = 2"), "lf": ("1.5", "lf = 2.5"), "lg": ("float32(1.5)", "lg = 2.5"),
    "lb": ("true", "lb = false"), "ls": ('"abcdefgh"', 'ls = "ABCDEFGH"'),
    "lt": ('T{1, "t"}', 'lt = T{2, "u"}'), "la": ("[4]int{1, 2, 3, 0}", "la = [4]int{2, 3, 1, 1}"), "lk": ("K{1, 1}", "lk = K{2, 2}"),
    "lsl": ("[]int{1, 2, 3, 0}", "lsl = []int{2, 3, 1, 1, 0}"), "lin": ("[]int{1, 2, 3, 0}", "lin[0], lin[1], lin[2], lin[3] = 2, 3, 1, 1"),
    "lby": ('[]byte("abcdefgh")', "copy(lby, \"ABCDEFGH\")"), "lp": ('&T{1, "t"}', 'lp = &T{2, "u"}'), "lq": ('&T{1, "t"}', 'lq.n, lq.s = 2, "u"'),
    "lm": ('map[string]int{"k": 1, "q": 2}', 'lm = map[string]int{"k": 2, "q": 3}'), "lmi": ("map[int]int{1: 1, 2: 2}", "lmi[1], lmi[2] = 2, 1"),
    "lmb": ("map[int8]bool{1: true, 2: false}", "lmb[1] = false; lmb[2] = true"), "li": ("any(1)", "li = any(2)"), "lit": ('any(T{1, "t"})', 'lit = any(T{2, "u"})'),
    "lip": ('any(&T{1, "t"})', 'lip = any(&T{2, "u"})'), "liv": ('I(T{1, "t"})', 'liv = I(TT{2, "u"})'), "lfn": ("func() int { return 1 }", "lfn = func() int { return 2 }"),
    "lc": ("complex(1, 2)", "lc = complex(2, 1)"), "lch": ("ch1", "lch = ch2"), "lmt": ("map[K]int{K{1, 1}: 1, K{2, 2}: 2}", "lmt[K{1, 1}] = 3; lmt[K{2, 2}] = 4"),
    "lkp": ("map[any]int{1: 1, true: 5}", "lkp[1] = 2; lkp[true] = 6"), "lbig": ("map[int]Big{1: {1: 1}, 2: {1: 7}}", "lbig[1] = Big{1: 2}; lbig[2] = Big{1: 9}"),
    "lst": ("[]string{\"a\", \"b\"}", "lst[0], lst[1] = \"A\", \"B\""), "lpa": ("&[4]int{1, 2, 3, 0}", "*lpa = [4]int{2, 3, 1, 1}"),
    "lpp": ("&T{1, \"t\"}", "*lpp = T{2, \"u\"}"), "lar": ("[]rune(\"abcd\")", "copy(lar, []rune(\"ABCD\"))"), "lmf": ("map[float64]int{1.5: 1, 2.5: 2}", "lmf[1.5] = 2; lmf[2.5] = 1"),
    "lms": ('map[string]string{"abcdefgh": "v", "ABCDEFGH": "w"}', 'lms["abcdefgh"] = "x"; lms["ABCDEFGH"] = "y"'),
}
GLOBALS = {"g" + n[1:]: (a, re.sub(r"\bl(?=[a-z])", "g", b)) for n, (a, b) in LOCALS.items() if n not in ("lby",)}
GLOBALS["gby"] = ('[]byte("abcdefgh")', 'copy(gby, "ABCDEFGH")')
for n in list(GLOBALS):
    a, b = GLOBALS[n]
    GLOBALS[n] = (a, b.replace("gen(", "len("))

# Operands, by type: every one reads something that the call changes.
INT = ["lx", "gx", "lt.n", "gt.n", "lp.n", "gp.n", "lq.n", "(*lpp).n", "*&lq.n", "la[1]", "ga[lx]", "lsl[1]", "lin[1]", "gin[gx]", "lpa[1]", 'lm["k"]', "gmi[1]", "lmi[lx]",
       "lmt[lk]", "lmt[K{lx, 1}]", "lkp[lx]", "lkp[lb]", "lbig[lx][1]", "lbig[lx+0][1]", "lmf[lf]", "lmf[lf*1]", "len(ls)-6", "len(lsl)", "cap(gsl)", "len(gm)", "int(ls[0])", "int(gs[lx])", "int(lf)", "int(ly)",
       "lx+1", "-gx", "lx<<gx", "7/lx", "7%gx", "lx&3", "min(lx, 9)", "max(gx, lx)", "li.(int)", "lip.(*T).n", "lit.(T).n", "int(real(lc))", "lfn()", "gfn()",
       "lt.get()", "lp.get()", "lq.ptr()", "liv.get()", "T{lx, ls}.n", "[]int{lx, gx}[0]", "[2]int{lx, gx}[0]", "(&T{lx, ls}).n", "id(lx)", "inl(gx)", "func() int { return lx }()",
       "map[int]int{1: lx}[1]", "len(lsl[lx:])", "int(lby[0])", "int([]byte(ls)[0])", "int([]rune(gs)[0])", "len([]rune(ls))", "int(string(lby)[0])", "lms2n[lms[string(lby)]]", "gen(lx)",
       "lsl[lx:][0]", "(lx)", "int(uint8(lx))", "copy(gsl[:0], lin)+lx", "len(append(lsl, lx))", "*func() *int { return &lx }()", "int(lu)", "lkk[[4]byte{byte(lx)}]", "unsafe.Slice(&lin[0], 2)[0]"]
STRING = ["ls", "gs", "lt.s", "gp.s", "ls[:2]", "gs[lx:3]", "gs[lx+0:]", "string(lby)", "string(gby[:2])", 'ls+"x"', "lst[0]", "lms[ls]", "string(lms[string(lby)])", "string(lar)", "string(rune(64+lx))",
          "fmt.Sprint(lx)", "any(ls).(string)", "MyString(ls).str()", "string(MyString(gs))", "lp.s[:1]", "min(ls, gs)"]
BOOL = ["lb", "gb", "!lb", "lx == 1", "gx != 1", "lx < 2", "lb && gb", "lb || gb", "lt == gt", "lt == T{1, \"t\"}", "la == ga", "li == any(1)", "li == lx", "lit == lt", "lmb[1]", "lmb[ly]", "lmb[int8(lx)]",
        "ls == gs", 'string(lby) == "abcdefgh"', "li.(int) == 1", "lp == gp", "lfn != nil && lb", "bool(MyBool(lb))", "liv == I(lt)", "lq.n == 1", "lch == ch1"]
OTHER = {
    "T": ["lt", "gt", "*lp", "*lq", "T{lx, ls}", "lit.(T)", "idT(lt)", "[]T{lt}[0]", "[1]T{lt}[0]", "T(TT(lt))", "map[int]T{1: lt}[1]"],
    "[4]int": ["la", "ga", "*lpa", "[4]int{lx, 2, 3, 4}", "[4]int(lin)", "[4]int(lin[:4])"],
    "[]int": ["lsl", "lin[lx:]", "gin[:gx]", "la[lx:]", "lpa[:lx:3]", "[]int{lx, gx}", "append(lsl, lx)", "append(lin[:1], lx)", "append([]int(nil), lin...)", "append([]int{}, make([]int, lx)...)"],
    "[]byte": ["[]byte(ls)", "append([]byte(ls), gs...)", "[]byte(gs[:2])", "append([]byte(nil), lby...)", "[]byte(string(lby))"],
    "[]rune": ["[]rune(ls)", "[]rune(string(lby))"],
    "any": ["li", "any(lx)", "any(lb)", "any(ls)", "any(lt)", "any(lt.n)", "any(lx == 1)", "any(ly)", "any(la)", "any(lp.n)", "any(*lq)", "any(lmb[1])", "any(lmi[1])", "any(lit.(T))", "any(lg)", "any(lc)", "lit", "any(lu)",
            "any(liv)", "any(K{lx, 1})", "any(&lq.n) == any(&lq.n)", "any(string(lby))", "any(MyBool(lb))", "any([1]string{ls})"],
    "I": ["liv", "I(lt)", "I(*lq)", "li2(lt)", "lit.(I)", "TT(lt)"],
    "float64": ["lf", "gf", "float64(lg)", "lf*2", "real(lc)", "float64(lx)", "float64(min(lf, gf))"],
    "int8": ["ly", "int8(lx)", "ly+1", "-gy"],
    "uint16": ["lu", "uint16(lx)"],
    "complex128": ["lc", "complex(lf, gf)", "lc*gc"],
    "*T": ["lp", "gp", "&T{lx, ls}", "lip.(*T)", "func() *T { return &T{lx, ls} }()"],
    "func() int": ["lfn", "func() int { return lx }", "lt.get", "lp.get", "liv.get", "lq.ptr"],
    "K": ["lk", "gk", "K{lx, 2}"],
}
OPERANDS = {"int": INT, "string": STRING, "bool": BOOL, **OTHER}

# Statements: @ is the operand, of type $; # is a call that changes everything and returns an int (1), % one that returns a $.
ANY = ["take(@, #)", "take2(#, @)", "take3(@, #, @)", "show(@, #)", "show(@, #, @)", "show(#, @)", "show(S$(@), #)", "inlTake(@, #, @)", "a, b := @, #; show(a, b)", "a, b, c := @, #, @; show(a, b, c)",
       "b, a := #, @; show(a, b)", "var a $; var b int; a, b = @, #; show(a, b)", "show([]$2{{@, #}})", "show($2{@, #})", "show($2{b: #, a: @})", "show([]any{@, #, @})", "show([2]any{@, #})",
       "r, s := func() ($, int) { return @, # }(); show(r, s)", "r, s := func() (r $, s int) { r, s = @, #; return r, s }(); show(r, s)", "r, s, u := func() (r $, s int, u $) { return @, #, @ }(); show(r, s, u)",
       "r, s := func() (r any, s int) { return @, # }(); show(r, s)", "func() { defer show(@, #); show(lx0) }()", "func() { defer take(@, #) }()", "r := &rec{}; r.app(@, #).app(#, @); show(r.got)",
       "show(pair[$](@, #))", "show(generic[$](@, #))", "x := []$3{func() ($, int) { return @, # }}; r, s := x[0](); show(r, s)", "m := map[int]$2{#: {@, #}}; show(m)", "m := map[int]any{1: @, #+1: #, 3: @}; show(m)",
       "var a $; la[#], a = 9, @; show(la, a)", "lin[#], lt.s = 9, show1(@); show(lin, lt)", "m := map[int]$(nil); if m == nil { m = map[int]$ {} }; m[#] = @; show(m)", "s := []$(nil); s = append(s, @, %, @); show(s)",
       "s := [](any)(nil); s = append(s, @, #, @); show(s)", "c := make(chan $, 2); pick(c, #) <- @; show(<-c)", "c := make(chan any, 2); pick(c, #) <- @; show(<-c)",
       "c := make(chan $, 2); select { case pick(c, #) <- @: }; show(<-c)", "c := make(chan $2, 2); c <- $2{@, #}; show(<-c)", "x := struct{ f func(...any) }{show}; x.f(@, #)", "var f func($, int) = take[$]; f(@, #)",
       "a := [2]$(nil2[$]()); a[#], a[0] = @, @; show(a)", "p := new($); *p, lx = @, #; show(*p, lx)", "show(func() any { return @ }(), #)", "switch a, b := any(@), #; b { case 1: show(a) }",
       "multi(rt(@, #))", "(&rec{}).two(rt(@, #))", "for i, v := range []any{@, #, @} { show(i, v) }", "for i, v := range [3]any{@, #, @} { show(i, v) }", "print2(fmt.Sprint(@, #), @)", "show(any(@), any(#))",
       "if a := any(@); # == 1 { show(a) }", "go func(a $, b int) { show(a, b); done <- 1 }(@, #); <-done", "go gotake(@, #); <-done", "x := &$2{}; x.a, x.b = @, #; show(*x)", "x := []$2{{}, {}}; x[#].a, x[0].b = @, #; show(x)"]
COMPARED = ["show(@ == %, #)", "show(% == @)", "show(@ == % && @ != %)", "switch @ { case %: show(1); default: show(2) }", "if @ == % { show(1) } else { show(2) }", "show(any(@) == any(%))", "show(any(@) == %)", "show(@ == any(%))",
            "m := map[$]int{@: #, %: 7}; show(m)", "m := map[$]int{}; m[@], m[%] = 1, 2; show(m)", "m := map[$]int{}; m[@] = #; show(m)", "m := map[any]int{}; m[@] += #; show(m)", "m := map[$]int{}; m[@] += #; m[@]++; show(m)", "m := map[$][]int{}; m[@] = append(m[@], #); show(m)",
            "m := map[$]int{@: 5}; v, ok := m[@], #; show(v, ok)", "m := map[$]int{@: 5}; take(m[@], #)", "m := map[$]int{@: 5}; show(m[@]+#)", "m := map[$]int{}; take2(#, func() int { m[@] = 3; return len(m) }())"]
NUMBER = ["show(@ + %)", "show(% + @)", "show(@ + % + @)", "show(@ * (% + @))", "x := @; x += %; show(x)", "x := @; x = x + % + x; show(x)", "show(-@ - %)", "show((@ + @) * %)"]
ORDERED = ["show(@ < %)", "show(% >= @)", "show(min(@, %), max(%, @))"]
INTEGER = ["show(la[@&3] + #)", "show(lsl[@&3], #)", "take(lin[@&3], #)", "show(ls[@&3 : 3+#])", "show(lsl[@&1 : 2+#])", "show(gin[@&1:2+#:4])", "show(la[@&1 : 2+#])", "show(lpa[@&1 : #+2])", "take(lsl[@&1:], #)", "take(ls[@&1:], #)", "show(len(make([]int, @&7, 8+#)))",
           "show(ls[@&3], #)", "la[@&3] = #; show(la)", "la[@&3] += #; show(la)", "lin[@&3], lin[#] = 5, 6; show(lin)", "lin[@&3] -= #; show(lin)", "lmi[@] += #; show(lmi)", "lmi[@] = lx + #; show(lmi)", "show(@ << #)", "show(# << (@&7))",
           "show(lin[@&1 : #+2][0])", "show(copy(lin[@&1:], gin[#:]), lin)", "for i := range lin[@&1 : #+2] { show(i) }", "for i, c := range ls[@&1 : #+2] { show(i, c) }", "for i := range @&3 + # { show(i) }", "x := lsl[@&1 : #+1]; show(x)",
           "lt.s = ls[@&1 : #+2]; show(lt)", "lsl = lsl[@&1 : #+1]; show(lsl)", "lp.n, lp.s = @, ls[:#]; show(*lp)", "show([]int{@, #, @})", "show([3]int{@, #})", "show(append(lin[:@&1], #, @))", "show(@ &^ #, @ | #, @ ^ #)", "show(7 / (@&1 + 1 + #))",
           "lx = @ + #; show(lx)", "lp.n = @ + #; show(lp.n)", "lx, gx = @, #; show(lx, gx)", "lx += #; show(lx)", "lp.n += #; show(*lp)", "gx -= # + @; show(gx)", "*&lq.n += # * @; show(*lq)", "delete(lmi, @+0*#); show(lmi)", "clear(lmi); lmi[@] = #; show(lmi)",
           "show(lb && @ == #, @)", "show(@ == # || lb, #)", "show(unsafe.Slice(&lin[@&1], #))", "show(string(rune(@+64)) + fmt.Sprint(#))"]
TEXT = ["show(@ + ms() + @)", "show(ms() + @)", "x := @; x += ms() + @; show(x)", "show(@[#:])", "show(@[0], #)", "show(string([]byte(@)), #)", "take([]byte(@), #)", "show(len(@), #)", "for i, c := range @ + ms() { show(i, c) }", "show(append([]byte(@), ms()...))",
        "show(append([]byte(ms()), @...))", "b := make([]byte, 8); show(copy(b, @), copy(b[#:], @), b)", "show(@ + \"x\" + ms() + \"y\" + @ + @)", "show(strings.Repeat(@, #))", "show(any(@), ms())", "lst[#] = @ + lst[0]; show(lst)", "lst[0] += @ + ms(); show(lst)"]
LOGIC = ["show(@ && mb(), @)", "show(mb() && @)", "show(@ || mb() || @)", "take(@ && gb, #)", "take(@ || gb, #)", "if @ && mb() { show(1) } else { show(2) }", "for i := 0; i < 2 && @ == mb(); i++ { show(i) }", "switch { case @ == mb(): show(1); case @: show(2) }", "show(!@ == mb())"]
LISTS = ["show(@[#], @)", "show(@[0] + #)", "show(@[0:#], lx)", "show(append(@, #, lx))", "show(append(@, lx, #))", "show(len(@) + #)", "@[#] = lx; show(lx)", "for i, v := range @ { show(i, v, #) }", "show(append(@[:1], lin[#:]...))", "show(copy(@, lin[#:]), @)", "take(@[:1:#+1], lx)"]
STRUCT = ["show(@.n + #)", "show(@.get2(#))", "f := @.get2; show(f(#))", "show(@.n, #)", "take(@.s, #)", "defer show(@.get2(#))", "func() { defer @.say(#) }()"]
METHOD = ["show(@.get2(#))", "f := @.get2; # ; show(f(#))", "take(@.get2, #)", "show(@.get() + #)", "func() { defer @.say(#) }()", "multiI(@.rt2(#))", "go @.gosay(#); <-done"]
FUNCS = ["show(@() + #)", "a, b := @, #; show(a(), b)", "take1(@, #)"]

# Panics: two of these in one statement; which comes first? Literals and keys of maps that panic, which gc evaluates before
# other operands that are not kept, and shifts by negative counts, which it evaluates after them, are left out: Golem
# evaluates those in the order of the text.
PANICS = ["np.n", "*npi", "lin[ten]", "la[ten]", "1/zero", "1%zero", "int(li.(int8))", "lis.(int)", "nm[nk]", "len(make([]int, neg))", "len(lin[ten:])", "len(ls[ten:])", "int(ls[ten])", "nfn()", "niv.get()", "boom()", "[4]int(lin[:2])[0]", "(*[8]int)(lin)[0]",
          "np.get()", "npt.ptr()", "lx+np.n", "npa[1]", "len(npa[:])", "min(np.n, 1)", "len(np.s)", "len([]byte(np.s))", "len(append(lin, np.n))", "len(np.s+ls)", "int(lf)/zero", "len(string(lby[ten:]))", "<-(*nch)", "len(fmt.Sprint(1/zero))"]
PANICKING = ["show(@, ?)", "take(@, ?)", "inlTake(@, ?, 1)", "a, b := @, ?; show(a, b)", "show(@ + ?)", "show(@ * (? + 1))", "show(@ == ?)", "show([]int{@, ?})", "show([2]int{@, ?})", "show(int2{@, ?})", "lin[@] = ?", "lin[@] += ?", "la[@] = ?", "lin[1], lin[@] = ?, 2; show(lin)",
             "nmap[@] = ?", "lmi[@] = ?", "lmi[@] += ?", "lmi[@] /= ?", "m := map[int]int{@: ?}; show(m)", "show(ls[@:?])", "show(lin[@:?])", "show(lin[@&1:2:?])", "np.n = @ + ?", "*npi = @", "npa[@] = ?", "np.n += @", "nmap[1] = @", "nmap[1] += @", "show(append(lin, @, ?))",
             "r, s := func() (int, int) { return @, ? }(); show(r, s)", "func() { defer take(@, ?) }()", "func() { defer nfn2(@, ?) }()", "niv.get2(@)", "np.get2(@)", "npt.ptr2(@)", "nfn1(@)", "lt.get2(@ + ?)", "func() { defer niv.say(@) }()", "show(min(@, ?))", "switch @ { case ?: }", "show(complex(float64(@), float64(?)))",
             "x := @ < ? && lb; show(x)", "show(copy(lin[@:], gin[?:]))", "ch1 <- @ + ?", "(*nch) <- @", "for i := range lin[@:?] { show(i) }", "show(string(rune(@)) + string(rune(?)))", "show(@, ls, any(?))", "show(fmt.Sprint(@) + fmt.Sprint(?))", "gx, lx = 7, @ + ?", "lx, la[@] = 8, ?",
             "gin[@], lx = ?, 9", "lp.n, *npi = @, ?", "show(&T{@, ls}, ?)", "show(T{@, ls}, T{?, ls})", "print2(fmt.Sprint(@), ?)", "show(lin[@] + lin[?])", "copy(lin[@:?], gin)", "delete(lmi, @)", "var a any = @; show(a, ?)", "take(any(@), ?)", "take(any(@ == 1), any(? == 1))", "take(any(@), any(? == 1))", "take(T{n: @}, ?)",
             "take(@, func() int { return ? })", "take(@ + 1, np.s)", "take(np.s, string(lby[ten:]))", "take(np, lp.n + @)", "lin[@:?][0] = 1", "lin[np.n+@] = ?", "np.n, lx = 1, @; show(lx)"]

HEAD = '''package main

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"unsafe"
)

type T struct {
	n int
	s string
}
type TT T
type K struct{ a, b int }
type Big [40]int
type MyString string
type MyBool bool
type I interface {
	get() int
	get2(int) int
	say(int)
	gosay(int)
	rt2(int) (any, int)
}

//go:noinline
func (t T) get() int       { return t.n*10 + len(t.s) }
func (t T) get2(x int) int { return t.n*100 + x }

//go:noinline
func (t T) say(x int)              { show(t.n, t.s, x) }
func (t T) gosay(x int)            { show(t.n, t.s, x); done <- 1 }
func (t T) rt2(x int) (any, int)   { return t.n, x }
func (t TT) get() int              { return -t.n }
func (t TT) get2(x int) int        { return -t.n*100 + x }
func (t TT) say(x int)             { show(-t.n, t.s, x) }
func (t TT) gosay(x int)           { show(-t.n, t.s, x); done <- 1 }
func (t TT) rt2(x int) (any, int)  { return -t.n, x }
func (t *T) ptr() int              { return t.n * 3 }
func (t *T) ptr2(x int) int        { return t.n*3 + x }
func (s MyString) str() string     { return string(s) + "!" }

type int2 struct{ a, b int }
type rec struct{ got []any }

func (r *rec) app(a ...any) *rec   { r.got = append(r.got, a...); return r }
func (r *rec) two(a, b any)        { show(a, b) }

var log strings.Builder
var hook func()
var done = make(chan int, 4)
var ch1, ch2 = make(chan int, 4), make(chan int, 4)
var lx0 = 0
var _ unsafe.Pointer
var lms2n = map[string]int{"v": 11, "w": 12, "x": 13, "y": 14}
var lkk = map[[4]byte]int{{1}: 21, {2}: 22}

// What panics.
var (
	np   *T
	npt  *T
	npi  *int
	npa  *[4]int
	nm   map[any]int
	nk   any = []int{}
	nmap map[int]int
	nfn  func() int
	nfn1 func(int)
	nfn2 func(int, int)
	niv  I
	nch  *chan int
	lis  any = "s"
	ten  = 10
	zero = 0
	neg  = -1
)

func boom() int       { panic("boom") }
func li2i(p *T) int   { return any(p).(I).get() }
func li2(t T) I       { return t }
func gen[X any](x X) X { return x }

//go:noinline
func id(x int) int    { return x }
func inl(x int) int   { return x + 5 }
func idT(t T) T       { return t }
func nil2[X any]() (r [2]X) { return }
func pick[X any](c X, i int) X { return c }
func show1(a any) string { return fmt.Sprint(a) }

//go:noinline
func show(a ...any) {
	for i, x := range a {
		if f, ok := x.(func() int); ok {
			a[i] = f()
		}
		if p, ok := x.(*T); ok && p != nil {
			a[i] = *p
		}
		if m, ok := x.(map[any]int); ok {
			var all []string
			for k, v := range m {
				all = append(all, fmt.Sprintf("%T %v:%v", k, k, v))
			}
			sort.Strings(all)
			a[i] = all
		}
	}
	fmt.Fprintln(&log, a...)
}

//go:noinline
func take[A, B any](a A, b B)         { show(a, b) }

//go:noinline
func take1(f func() int, b int)       { show(f(), b) }

//go:noinline
func take2[A, B any](a A, b B)        { show(a, b) }

//go:noinline
func take3[A, B, C any](a A, b B, c C) { show(a, b, c) }

//go:noinline
func gotake[A, B any](a A, b B)       { show(a, b); done <- 1 }
func inlTake[A, B, C any](a A, b B, c C) { show(a, b, c) }
func pair[A any](a A, b int) any      { return fmt.Sprint(flat(a), b) }
func generic[A any](a A, b int) any   { x := []any{a, mi(), a}; return fmt.Sprint(flat(x[0]), x[1], flat(x[2]), b) }
func rt[A any](a A, b int) (A, int)   { return a, b }
func multi[A any](a A, b int)         { show(a, b) }
func multiI(a any, b int)             { show(a, b) }
func print2(s string, a any)          { show(s, a) }
func flat(a any) any {
	switch a := a.(type) {
	case func() int:
		return a()
	case *T:
		return *a
	}
	return a
}

//go:noinline
func mi() int { hook(); return 1 }

//go:noinline
func ms() string { hook(); return "zz" }

//go:noinline
func mb() bool { hook(); return true }

//go:noinline
func run(n int, f func()) {
	log.Reset()
	reset()
	func() {
		defer func() {
			if e := recover(); e != nil {
				fmt.Fprint(&log, "panic: ", e)
			}
		}()
		f()
	}()
	os.Stderr.WriteString(fmt.Sprintf("%d: %s\\n", n, withoutAddresses(strings.ReplaceAll(log.String(), "\\n", "; "))))
}

func withoutAddresses(s string) string {
	parts := strings.Split(s, "0x")
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.TrimLeft(parts[i], "0123456789abcdef")
	}
	return strings.Join(parts, "0x")
}
'''

MUTS = {"int": "mi()", "string": "ms()", "bool": "mb()", "float64": "float64(mi())", "int8": "int8(mi())", "uint16": "uint16(mi())", "complex128": "complex(float64(mi()), 0)"}


def name_of(t):
    return "N" + "".join(c if c.isalnum() else f"_{ord(c):x}" for c in t)


def mutated(t):
    return MUTS.get(t) or f"mut{name_of(t)}()"


def constructs(t):
    found = list(ANY)
    if t not in ("[]int", "[]byte", "[]rune", "func() int"):
        found += [c for c in COMPARED if not (t == "any" and "any(@) == %" in c)]
    if t in ("int", "string", "float64", "int8", "uint16", "complex128"):
        found += NUMBER if t != "string" else NUMBER[:3] + NUMBER[4:6]
    if t in ("int", "string", "float64", "int8", "uint16"):
        found += ORDERED
    found += {"int": INTEGER, "string": TEXT, "bool": LOGIC, "[]int": LISTS, "T": STRUCT, "*T": STRUCT, "I": METHOD, "func() int": FUNCS}.get(t, [])
    return found


def cases(kind="all"):
    """The text of a statement for each case."""
    for t, operands in OPERANDS.items() if kind != "panics" else ():
        for c in constructs(t):
            for o in operands:
                inner = o if re.fullmatch(r"[\w.]+", o) else f"({o})"
                text = c.replace("%", mutated(t)).replace("@", inner)
                text = text.replace("$2", name_of(t) + "p").replace("$3", "func() (" + t + ", int)").replace("S$", "gen").replace("$", t if not t.startswith("func") else f"({t})")
                # a composite literal in the head of a statement needs parentheses: operands have them
                yield text.replace("#", "mi()")
    for c in PANICKING if kind != "values" else ():
        for p in PANICS:
            if "?" not in c:
                yield c.replace("@", f"({p})")
            else:
                for q in PANICS:
                    if p != q:
                        yield c.replace("@", f"({p})").replace("?", f"({q})")


def case(n, text):
    words = set(re.findall(r"\bl\w+\b", text))
    locals_ = [x for x in LOCALS if x in words]
    lines = [f"func case{n}() {{ // {text}"]
    for x in locals_:
        lines += [f"\t{x} := {LOCALS[x][0]}", f"\t_ = {x}"]
    lines.append("\thook = func() { mutate(); " + "; ".join(LOCALS[x][1] for x in locals_) + " }")
    lines.append("\t" + text)
    lines.append("}")
    return "\n".join(lines)


def program(numbered):
    out = [HEAD]
    out.append("var (\n" + "\n".join(f"\t{x} = {a}" for x, (a, _) in GLOBALS.items() if x != "gch") + "\n\tgch = ch1\n)")
    out.append("func reset() {\n" + "\n".join(f"\t{x} = {a}" for x, (a, _) in GLOBALS.items()) + "\n\thook = func() {}\n}")
    out.append("func mutate() {\n" + "\n".join(f"\t{b}" for _, b in GLOBALS.values()) + "\n}")
    for t in OPERANDS:
        out.append(f"type {name_of(t)}p struct {{\n\ta {t}\n\tb int\n}}")
        if t not in MUTS:
            zero = {"T": 'T{1, "t"}', "K": "K{1, 1}", "[4]int": "[4]int{1, 2, 3, 0}", "any": "1", "I": 'T{1, "t"}', "*T": "gq", "func() int": "gfn"}.get(t, f"{t}{{1, 2, 3}}")
            out.append(f"//go:noinline\nfunc mut{name_of(t)}() {t} {{ r := {zero}; hook(); _ = r; return {t}(r) }}" if not t.startswith(("*", "func")) else f"//go:noinline\nfunc mut{name_of(t)}() {t} {{ hook(); return {zero} }}")
    out += [case(n, text) for n, text in numbered]
    out.append("func main() {")
    out += [f"\trun({n}, case{n})" for n, _ in numbered]
    out.append("}")
    return "\n".join(out) + "\n"


def sample(seed, count):
    """A program of `count` cases."""
    return program(sorted(random.Random(seed).sample(list(enumerate(cases())), count)))


def build(tool, source, flags, out):
    return subprocess.run([tool, "build", *flags, "-o", out, source], capture_output=True, text=True)


def valid(gc, numbered, work):
    """Leaves out cases that gc does not compile."""
    while True:
        source = os.path.join(work, "order.go")
        with open(source, "w") as f:
            f.write(program(numbered))
        with open(source) as f:
            lines = f.read().split("\n")
        r = build(gc, source, ["-gcflags=-e"], os.path.join(work, "gc"))
        bad = set()
        for m in re.finditer(r"order\.go:(\d+)", r.stderr):
            at = int(m.group(1)) - 1
            while at >= 0 and not lines[at].startswith("func case"):
                at -= 1
            if at >= 0:
                bad.add(int(re.match(r"func case(\d+)", lines[at]).group(1)))
        if r.returncode == 0:
            return numbered
        if not bad:
            sys.exit(r.stderr[:2000])
        numbered = [x for x in numbered if x[0] not in bad]


def outputs(program_):
    r = subprocess.run([program_], capture_output=True, text=True, timeout=120)
    found = {}
    for line in r.stderr.split("\n"):
        if m := re.match(r"(\d+): (.*)", line):
            found[int(m.group(1))] = m.group(2)
    return found


def main():
    a = argparse.ArgumentParser()
    a.add_argument("-golem", default=os.path.join(ROOT, "build/bin/golem"))
    a.add_argument("-gc", default="go")
    a.add_argument("-count", type=int, default=0)
    a.add_argument("-seed", type=int, default=1)
    a.add_argument("-only", default="")
    a.add_argument("-kind", choices=("values", "panics", "all"), default="all")
    a.add_argument("-keep", default="")
    a.add_argument("-batch", type=int, default=4000)
    a.add_argument("-print", action="store_true")
    a.add_argument("-fast", action="store_true", help="golem optimised only")
    o = a.parse_args()
    numbered = [x for x in enumerate(cases(o.kind)) if o.only in x[1]]
    if o.count and o.count < len(numbered):
        numbered = sorted(random.Random(o.seed).sample(numbered, o.count))
    if o.print:
        print(program(numbered))
        return 0
    differ = total = split = 0
    for i in range(0, len(numbered), o.batch):
        work = o.keep or tempfile.mkdtemp()
        os.makedirs(work, exist_ok=True)
        batch = valid(o.gc, numbered[i:i + o.batch], work)
        total += len(batch)
        builds = {"gc": (o.gc, []), "gc -N -l": (o.gc, ["-gcflags=-N -l"]), "golem": (o.golem, []), "golem -N -l": (o.golem, ["-gcflags=-N -l"])}
        if o.fast:
            del builds["golem -N -l"]
        got = {}
        for name, (tool, flags) in builds.items():
            exe = os.path.join(work, name.replace(" ", ""))
            r = build(tool, os.path.join(work, "order.go"), flags, exe)
            if r.returncode != 0:
                print(name, "does not build:", r.stderr[:3000])
                return 1
            got[name] = outputs(exe)
        texts = dict(batch)
        for n, text in batch:
            want = {got["gc"].get(n), got["gc -N -l"].get(n)}
            split += len(want) > 1
            ours = {k: v.get(n) for k, v in got.items() if k.startswith("golem")}
            if any(v not in want for v in ours.values()) or None in want:
                differ += 1
                print(f"{n}: {text}\n    gc     {' | '.join(sorted(map(str, want)))}")
                for k, v in ours.items():
                    print(f"    {k:11} {v}")
    print(f"{total} cases, {differ} differ; gc differs from gc -N -l in {split}")
    return differ != 0


if __name__ == "__main__":
    sys.exit(main())
