"""Shapes of programs for bench/shapes: NAME: (generator, small size, large size).

A generator takes a size and gives the text of a package, or the texts of its files. The sizes are four apart, so that the growth of
what is not linear shows, and the larger is well beyond what people write: generators of code write such."""


def lines(n, line, between="\n"):
    """The line n times, made by a function of the number."""
    return between.join(line(i) for i in range(n))


def package(*parts):
    return "package p\n" + "\n".join(parts) + "\n"


def with_fmt(*parts):
    return package('import "fmt"', *parts)


def function(body, head="f(x int) int", last="return x"):
    return f"func {head} {{\n{body}\n{last}\n}}"


# Types that grow, and instances.


def type_double(n):
    chain = lines(n - 1, lambda i: f"type T{i + 1} struct {{ a, b T{i} }}")
    return package("type T0 struct { a, b int }", chain, f"func f(a, b T{n - 1}) bool {{ return a == b }}",
                   f"func g(x T{n - 1}) T{n - 1} {{ return x }}", f"var v any = T{n - 1}{{}}")


def string_double(n):
    chain = lines(n - 1, lambda i: f"type T{i + 1} struct {{ a, b T{i} }}")
    return package("type T0 struct { a, b string }", chain, f"var m = map[T{n - 1}]int{{}}",
                   f"func f(a, b *T{n - 1}) bool {{ return *a == *b }}")


def nested_instances(n):
    return package("type N[T any] struct { x T }", "var x " + "N[" * n + "int" + "]" * n)


def double_arguments(n):
    chain = lines(n, lambda i: f"type T{i + 1} = P[T{i}, T{i}]")
    return package("type P[A, B any] struct { a *A; b *B }", "type T0 = int", chain, f"var v any = T{n}{{}}")


def instances(n):
    calls = lines(n, lambda i: f"type T{i} struct {{ a [{i}]int; s string }}\nfunc f{i}(x T{i}) int "
                               f"{{ return A(x) + B(x, x) + C([]T{i}{{x}}) + D(map[int]T{i}{{}}) }}")
    return package("func A[T any](x T) int { var y any = x; if y == nil { return 1 }; return 2 }",
                   "func B[T any](x, y T) int { s := []T{x, y}; return len(append(s, s...)) }",
                   "func C[T any](s []T) int { n := 0; for range s { n++ }; return n }",
                   "func D[T any](m map[int]T) int { m[1] = m[2]; return len(m) }", calls)


def generic_union(n):
    types = lines(n, lambda i: f"type T{i} int")
    union = lines(n, lambda i: f"T{i}", " | ")
    return package(types, f"type U interface {{ {union} }}", "func f[T U](x, y T) T { return x + y*2 }",
                   f"var v = f(T0(1), 2) + T0(f(T{n - 1}(1), 2))")


def many_methods(n):
    return with_fmt(lines(n, lambda i: f"type T{i} struct {{ a, b int }}\nfunc (t T{i}) String() string {{ return fmt.Sprint(t.a) }}\n"
                                       f"func (t *T{i}) Set(x int) {{ t.b = x }}\nvar v{i} fmt.Stringer = T{i}{{}}"))


def large_interface(n):
    return package("type I interface {", lines(n, lambda i: f"M{i}(int) int"), "}\ntype T int",
                   lines(n, lambda i: f"func (t T) M{i}(x int) int {{ return x + {i} }}"), "var v I = T(1)",
                   "func f(x any) I { return x.(I) }")


def deep_embedding(n):
    return package("type T0 struct { x int }", "func (t *T0) M() int { return t.x }",
                   lines(n, lambda i: f"type T{i + 1} struct {{ T{i} }}"), f"func f(t *T{n}) int {{ return t.x + t.M() }}")


def wide_embedding(n):
    return package(lines(n, lambda i: f"type T{i} struct {{ x{i} int }}\nfunc (t *T{i}) M{i}() int {{ return t.x{i} }}"),
                   "type W struct {", lines(n, lambda i: f"T{i}"), "}", f"func f(w *W) int {{ return w.M{n - 1}() }}",
                   "var v any = &W{}")


def struct_equal(n):
    fields = lines(n, lambda i: f"f{i} {('int', 'string', 'float64', 'any')[i % 4]}")
    return package(f"type T struct {{\n{fields}\n}}", "func f(a, b *T) bool { return *a == *b }")


def struct_key(n):
    fields = lines(n, lambda i: f"f{i} {('int', 'string', 'uint8', 'any')[i % 4]}")
    return package(f"type T struct {{\n{fields}\n}}", "var m = map[T]int{}", "func f(a *T) int { return m[*a] }")


def struct_copy(n):
    fields = lines(n, lambda i: f"f{i} {('int', 'string', '*int', '[3]byte')[i % 4]}")
    return package(f"type T struct {{\n{fields}\n}}", "func f(a T, b *T) T { c := a; c.f0 = b.f0; *b = c; return c }",
                   "func g(b *T) T { return f(f(*b, b), b) }")


def recursive_types(n):
    return package(lines(n, lambda i: f"type T{i} struct {{ next *T{(i + 1) % n}; all []T{(i + 7) % n}; f func(T{i * 3 % n}) T{i} }}"),
                   "var v any = T0{}")


# Data.


def map_strings(n):
    return package("var v = map[string]int{", lines(n, lambda i: f'"key{i}": {i},'), "}")


def map_structs(n):
    return package("type T struct { a int; b string; c []int }", "var v = map[string]T{",
                   lines(n, lambda i: f'"key{i}": {{{i}, "b{i}", []int{{{i}}}}},'), "}")


def map_local(n):
    return package(function("m := map[int]string{\n" + lines(n, lambda i: f'{i}: "v{i}",') + "\n}", last="return len(m[x])"))


def slice_any(n):
    return package("var v = []any{", lines(n, lambda i: (f"{i}", f'"s{i}"', f"{i}.5", "nil")[i % 4] + ","), "}")


def slice_variables(n):
    return package("var x = 1", "var s = \"a\"", "func f() { g([]any{", lines(n, lambda i: ("x", "s", f"x + {i}")[i % 3] + ","), "}) }",
                   "//go:noinline\nfunc g(v []any) {}")


def slice_calls(n):
    return package("//go:noinline\nfunc g(x int) int { return x }", "var v = []int{", lines(n, lambda i: f"g({i}),"), "}")


def slice_string_calls(n):
    return package("//go:noinline\nfunc g(x string) string { return x }", "type T struct { s string; n int }", "var v = []T{",
                   lines(n, lambda i: f'{{g("{i}"), {i}}},'), "}")


def slice_pointers(n):
    return package("type T struct { a int; b *T; c []string }", "var v = []*T{",
                   lines(n, lambda i: f'{{{i}, &T{{{i}, nil, nil}}, []string{{"{i}"}}}},'), "}")


def slice_local_structs(n):
    return package("type T struct { a int; b string; c float64 }", "func f() []T { return []T{",
                   lines(n, lambda i: f'{{{i}, "b{i}", {i}.5}},'), "} }")


def slice_maps(n):
    return package("var v = []map[string][]int{", lines(n, lambda i: f'{{"a{i}": {{{i}}}, "b": {{1, 2}}}},'), "}")


def slice_literals(n):
    return package("var v = []func(int) int{", lines(n, lambda i: f"func(x int) int {{ return x + {i} }},"), "}")


def deep_literal(n):
    return package("type T struct { a int; n *T }", "var v = " + "&T{1, " * n + "nil" + "}" * n)


def linked_pointers(n):
    return package("type T struct { n *T; x int }", lines(n, lambda i: f"var v{i} = &T{{v{i + 1}, {i}}}" if i < n - 1 else f"var v{i} = &T{{}}"))


def address_chain(n):
    return package("type T struct { n *T; x int }", lines(n, lambda i: f"var v{i} = T{{&v{i + 1}, {i}}}" if i < n - 1 else f"var v{i} = T{{}}"))


def init_chain(n):
    return package(lines(n, lambda i: f"var v{i} = f{i}()\nfunc f{i}() int {{ return {f'v{i + 1}' if i < n - 1 else '1'} + {i} }}"))


def constants(n):
    return package("const (\nc0 = iota", lines(n - 1, lambda i: f"c{i + 1}"), ")", "var v = [...]int{",
                   lines(n, lambda i: f"c{i}", ", ") + "}")


def string_constants(n):
    return package(lines(n, lambda i: f'const s{i} = "text {i}" + s{i + 1}' if i % 100 != 99 and i < n - 1 else f'const s{i} = "end"'),
                   "var v = []string{", lines(n, lambda i: f"s{i}", ", ") + "}")


def large_string(n):
    return package('const s = "' + "0123456789abcdef" * n + '"', "var v = s", "func f(i int) byte { return s[i] }")


# Expressions.


def parentheses(n):
    return package("var x = " + "(" * n + "1" + ")" * n)


def local_parentheses(n):
    return package(function("x = " + "(" * n + "x" + ")" * n))


def nested_calls(n):
    return package("//go:noinline\nfunc g(x int) int { return x + 1 }", function("x = " + "g(" * n + "x" + ")" * n))


def nested_inlined(n):
    return package("func g(x int) int { return x + 1 }", function("x = " + "g(" * n + "x" + ")" * n))


def method_chain(n):
    return package("type B struct { n int }", "//go:noinline\nfunc (b *B) Add(x int) *B { b.n += x; return b }",
                   function("return (&B{})" + lines(n, lambda i: f".\nAdd({i})", "") + ".n", last=""))


def unary(n):
    return package(function("x = " + "-^" * n + "x", last="return x"), function("y := " + "!" * n + "(x > 1)", "g(x int) bool", "return y"))


def sum_of_variables(n):
    return package(function("return " + lines(n, lambda i: f"x*{i}", " + "), last=""))


def concatenation(n):
    return package(function("return s" + lines(n, lambda i: f' + "{i}" + s', ""), "f(s string) string", ""))


def conjunction(n):
    return package(function("return " + lines(n, lambda i: f"x[{i}] > {i}", " && "), "f(x []int) bool", ""))


def disjunction(n):
    return package(function("return " + lines(n, lambda i: f's == "s{i}"', " || "), "f(s string) bool", ""))


def wide_assignment(n):
    return package("var a [100000]int", function(lines(n, lambda i: f"a[{i}]", ", ") + " = " + lines(n, lambda i: f"a[{n - i}]", ", ")))


def wide_call(n):
    parameters = lines(n, lambda i: f"a{i}", ", ")
    return package("//go:noinline\n" + function("", f"g({parameters} int) int", f"return a0 + a{n - 1}"),
                   function("return g(" + lines(n, lambda i: f"x+{i}", ", ") + ")", last=""))


def variadic(n):
    return with_fmt("func f() { fmt.Println(", lines(n, lambda i: (f"{i}", f'"s{i}"', f"{i}.5")[i % 3], ", ") + ") }")


# Statements.


def println(n):
    return with_fmt("func f(x int) {", lines(n, lambda i: f'fmt.Println("line", {i}, x)'), "}")


def println_constant(n):
    return with_fmt("func f() {", lines(n, lambda i: f'fmt.Println("line {i}")'), "}")


def straight_line(n):
    return package(function(lines(n, lambda i: f"x = x*{i + 3} ^ y\ny += x >> {i % 7}"), "f(x, y int) int"))


def many_locals(n):
    return package(function(lines(n, lambda i: f"v{i} := x*{i} + {f'v{i - 1}' if i else 'x'}") +
                            "\nreturn " + lines(n, lambda i: f"v{i}", "^"), last=""))


def live_pointers(n):
    return package("//go:noinline\nfunc g(p *int) *int { return p }",
                   function(lines(n, lambda i: f"p{i} := g(&x)") + "\n" + lines(n, lambda i: f"*p{i} += *g(p{n - 1 - i})")))


def address_taken(n):
    return package("//go:noinline\nfunc g(p *int) int { return *p }",
                   function(lines(n, lambda i: f"var v{i} int\nx += g(&v{i})")))


def strings_calls(n):
    return package("//go:noinline\nfunc g(s string) (string, error) { return s, nil }",
                   function(lines(n, lambda i: f's{i}, err := g("{i}")\nif err != nil {{ return "", err }}\ns += s{i}'),
                            "f(s string) (string, error)", "return s, nil"))


def slice_stores(n):
    return package(function(lines(n, lambda i: f"a[x+{i}] = a[{i}] + b[x]"), "f(a, b []int, x int)", ""))


def globals_stores(n):
    return package("var p *int", lines(n, lambda i: f"var v{i} *int\nvar w{i} string"),
                   function(lines(n, lambda i: f"v{i} = p\nw{i} = s"), "f(s string)", ""))


def map_stores(n):
    return package(function(lines(n, lambda i: f'm["key{i}"] = {i}'), "f(m map[string]int)", ""))


def appends(n):
    return package(function(lines(n, lambda i: f"s = append(s, {i})"), "f(s []int) []int", "return s"))


def nested_for(n):
    return package("func f(x int) {" + "for x > 0 {\n" * n + "x--\n" + "}" * n + "}")


def nested_range(n):
    return package("func f(x []int) (s int) {" + "for _, v := range x {\ns += v\n" * n + "}" * n + "\nreturn }")


def nested_if(n):
    return package("func f(x []int) int {" + lines(n, lambda i: f"if x[{i}] > {i} {{") + "x[0]++\n" + "}" * n + "\nreturn 1 }")


def nested_blocks(n):
    return package(function(lines(n, lambda i: f"{{ x := x + {i}") + "\n_ = x\n" + "}" * n))


def nested_literals(n):
    return package("func f(x int) int { return " + "func() int { return x + " * n + "x" + "}()" * n + " }")


def nested_switch(n):
    return package(function(lines(n, lambda i: f"switch x {{ case {i}: x++; default:") + "\n" + "}" * n))


def else_chain(n):
    return package(function(lines(n, lambda i: f"if x == {i * i % 9973} && y > {i} {{ return {i ^ 77} }}", " else "), "f(x, y int) int"))


def string_else_chain(n):
    return package(function(lines(n, lambda i: f'if s == "k{i}" {{ g({i}) }}', " else "), "f(s string)", ""),
                   "//go:noinline\nfunc g(x int) {}")


def switch_int(n):
    return package("func f(x int) int { switch x {", lines(n, lambda i: f"case {i * 3}: return {i ^ 77}"), "}\nreturn 1 }")


def switch_call(n):
    return package("var t int\n//go:noinline\nfunc g(x int) { t += x }", "func f(x int) { switch x {",
                   lines(n, lambda i: f"case {i * i}: g({i ^ 77})"), "} }")


def switch_string(n):
    return package("func f(x string) int { switch x {", lines(n, lambda i: f'case "k{i * 7}": return {i ^ 77}'), "}\nreturn 1 }")


def switch_string_strings(n):
    return package("func f(x string) (string, error) { switch x {", lines(n, lambda i: f'case "k{i * 7}": return "v{i}", nil'),
                   "}\nreturn \"\", nil }")


def switch_type(n):
    return package(lines(n, lambda i: f"type T{i} struct {{ a [{i % 50}]int }}"), "func f(x any) int { switch x.(type) {",
                   lines(n, lambda i: f"case T{i}: return {i ^ 77}"), "}\nreturn 1 }")


def switch_type_used(n):
    return package(lines(n, lambda i: f"type T{i} struct {{ a, b int }}"), "func f(x any) int { switch x := x.(type) {",
                   lines(n, lambda i: f"case *T{i}: return x.a + {i}"), "}\nreturn 1 }")


def labels(n):
    return package(function(lines(n, lambda i: f"L{i}: x++; if x % {i + 2} == 0 {{ goto L{i * 7 % n} }}")))


def defers(n):
    return package("//go:noinline\nfunc g(x int) {}", function(lines(n, lambda i: f"defer g(x + {i})")))


def conditional_defers(n):
    return package("//go:noinline\nfunc g(x int) {}", function(lines(n, lambda i: f"if x > {i} {{ defer g(x + {i}) }}")))


def go_statements(n):
    return package("//go:noinline\nfunc g(x int) {}", function(lines(n, lambda i: f"go func() {{ g(x + {i}) }}()")))


def selects(n):
    return package(function(lines(n, lambda i: f"select {{ case v := <-c: x += v; case c <- {i}: default: x++ }}\nselect {{ case v := <-c: x -= v; case <-d: }}"),
                            "f(c chan int, d chan bool, x int) int"))


def select_wide(n):
    return package(function("select {\n" + lines(n, lambda i: f"case v := <-c[{i}]: x += v + {i}") + "\n}", "f(c []chan int, x int) int"))


def large_arrays(n):
    return package(lines(n, lambda i: f"func f{i}(a [{i + 1000}]int) [{i + 1000}]int {{ var b [{i + 1000}]int; b = a; b[1]++; return b }}"))


def array_local(n):
    return package(f"func f(a [{n}]int, x int) [{n}]int {{ b := a; b[x]++; if a == b {{ return a }}; return b }}")


# Functions and files.


def small_functions(n):
    return package(lines(n, lambda i: f"func f{i}(x int) int {{ if x > {i} {{ return x + 1 }}; return f{(i * 7 + 1) % n}(x - 1) + {i} }}"))


def inline_doubling(n):
    return package("func f0(x int) int { return x ^ 1 }",
                   lines(n, lambda i: f"func f{i + 1}(x int) int {{ return f{i}(x) + f{i}(x + 1) }}"))


def inline_chain(n):
    return package("func f0(x int) int { return x ^ 1 }", lines(n, lambda i: f"func f{i + 1}(x int) int {{ return f{i}(x) + 1 }}"))


def literals_in_function(n):
    return package("//go:noinline\nfunc g(f func() int) int { return f() }",
                   function(lines(n, lambda i: f"x += g(func() int {{ y += x; return y + {i} }})"), "f(x, y int) int"))


def mutual_recursion(n):
    return package(lines(n, lambda i: f"func f{i}(x *int) int {{ if *x > 0 {{ *x--; return f{(i + 1) % n}(x) + f{(i * 3) % n}(x) }}; return {i} }}"))


def files(n):
    return ["package p\n" + 'import ("fmt"; "strings"; "os")\n' +
            f'func F{i}(x string) string {{ fmt.Fprintln(os.Stderr, x); return strings.ToUpper(x) + F{(i + 1) % n}("a") }}\n' for i in range(n)]


def imports(n):
    return ["package p\n" + f'import f{i} "fmt"\n' + f"func F{i}() string {{ return f{i}.Sprint({i}) }}\n" for i in range(n)]


def comments(n):
    return package("// " + "word " * n * 10, lines(n, lambda i: f"// line {i} of a comment\n/* and {i} */"), "var x = 1")


def json_structs(n):
    return package(lines(n, lambda i: f'type T{i} struct {{ A int `json:"a,omitempty" xml:"a{i}"`; B []*T{i * 7 % n}; M map[string]T{i * 3 % n} }}\n'
                                      f"func (t *T{i}) GetA() int {{ if t == nil {{ return 0 }}; return t.A }}\nvar x{i} any = (*T{i})(nil)"))


# Of what strangers wrote to see compilers fail.


def sum_of_constants(n):
    return package("const c = " + " + ".join(["1"] * n), "const s = " + " + ".join(['"a"'] * n), "var v, w = c, s")


def switch_any(n):
    return package("func f(x any) int { switch x {",
                   lines(n, lambda i: f"case {(str(i), chr(34) + str(i) + chr(34), str(i) + '.5')[i % 3]}: return {i ^ 77}"), "}\nreturn 1 }")


def nested_structs(n):
    return package("var x " + "struct { a int; n " * n + "int" + " }" * n, "func f() int { return x" + ".n" * n + " }")


def nested_struct_literal(n):
    chain = lines(n, lambda i: f"type T{i} struct {{ a int; n {f'T{i - 1}' if i else 'int'} }}")
    return package(chain, "func f(x int) any { return " + lines(n, lambda i: f"T{n - 1 - i}{{x, ", "") + "x" + "}" * n + " }")


def arrays_literal(n):
    return package("var v = [...][4][2]int{", lines(n, lambda i: f"{{{{{i}, 1}}, {{2, {i}}}, {{3}}}},"), "}",
                   "func f(i int) [4][2]int { return v[i] }")


def methods_of_a_type(n):
    return package("type T struct { a, b int }", lines(n, lambda i: f"func (t *T) M{i}(x int) int {{ return t.a + x*{i} }}"), "var v any = &T{}")


def embedded_interfaces(n):
    return package("type I0 interface { M0() }", lines(n - 1, lambda i: f"type I{i + 1} interface {{ I{i}; M{i + 1}() }}"),
                   f"func f(x any) I0 {{ return x.(I{n - 1}) }}")


def dependent_globals(n):
    return package("var v0 = f()\nfunc f() int { return 1 }", lines(n - 1, lambda i: f"var v{i + 1} = v{i * 7 // 8} + {i}"))


def wide_results(n):
    values = lines(n, lambda i: f"x+{i}", ", ")
    names = lines(n, lambda i: f"v{i}", ", ")
    return package(f"//go:noinline\nfunc g(x int) ({lines(n, lambda i: 'int', ', ')}) {{ return {values} }}",
                   function(f"{names} := g(x)\nreturn " + lines(n, lambda i: f"v{i}", " + "), last=""))


def captured_locals(n):
    return package(function(lines(n, lambda i: f"v{i} := x + {i}") + "\nf := func() {" + lines(n, lambda i: f"v{i}++", "; ") + "}\nf(); g(f)" +
                            "\nreturn " + lines(n, lambda i: f"v{i}", "^"), last=""), "//go:noinline\nfunc g(f func()) { f() }")


def generic_chain(n):
    return package(lines(n, lambda i: f"func F{i}[T any](x []T) int {{ if len(x) == 0 {{ return {i} }}; return F{i + 1}(x[1:]) }}"),
                   f"func F{n}[T any](x []T) int {{ return len(x) }}", "var a, b = F0([]int{1}), F0([]string{})")


def generic_methods(n):
    return package("type G[T any] struct { v T; all []T }", lines(20, lambda i: f"func (g *G[T]) M{i}(x T) T {{ g.all = append(g.all, x, g.v); return g.all[{i}] }}"),
                   lines(n, lambda i: f"type T{i} struct {{ a [{i}]int }}\nvar v{i} any = &G[T{i}]{{}}"))


def alias_chain(n):
    return package("type A0 = struct { x int }", lines(n, lambda i: f"type A{i + 1} = A{i}"), f"func f(a *A{n}) int {{ return a.x }}")


def table_test(n):
    return package("type args struct { a string; b []int }", "func f() int {\ntests := []struct { name string; in []args; want map[string]bool; err error }{",
                   lines(n, lambda i: f'{{"test {i}", []args{{{{"a", []int{{1, {i}}}}}, {{"b", nil}}}}, map[string]bool{{"x": true}}, nil}},'),
                   "}\nn := 0\nfor _, t := range tests { n += len(t.in) + len(t.want) }\nreturn n }")


def nested_rangefunc(n):
    return package("func seq(yield func(int) bool) { for i := range 3 { if !yield(i) { return } } }",
                   "func f() (s int) {" + lines(n, lambda i: f"for x{i} := range seq {{ if x{i} == 2 {{ continue }}; s += x{i}\n") + "}" * n + "\nreturn }")


def inits(n):
    return package("var m = map[int]string{}", lines(n, lambda i: f'func init() {{ m[{i}] = "a{i}" }}'))


def interpreter(n):
    return package("func f(code []byte, regs []int, p int) int { for { switch int(code[p])<<8 | int(code[p+1]) {",
                   lines(n, lambda i: f"case {i}: regs[code[p+2]] += regs[code[p+3]] ^ {i}; p += 4"), "default: return p } } }")


def loop_of_calls(n):
    return package("//go:noinline\nfunc g(x int, s string) (int, error) { return x, nil }",
                   function("for i := range x {\n" + lines(n, lambda i: f'if v, err := g(i, "{i}"); err != nil {{ return v, err }}') + "\n}",
                            "f(x int) (int, error)", "return x, nil"))


def function_table(n):
    return package(lines(n, lambda i: f"func f{i}(s []int) {{ s[0] += {i} }}"), "var table = [...]func([]int){", lines(n, lambda i: f"f{i},"), "}")


def forward_labels(n):
    return package(function(lines(n, lambda i: f"if x&{i + 1} == 3 {{ goto L{min(n - 1, i + 9)} }}\nL{i}: x += {i}") + "\nif x < 0 { " +
                            lines(9, lambda i: f"goto L{i}", "; if x < -9 { ") + "}" * 9))


SHAPES = {
    "type-double": (type_double, 5, 20),
    "string-double": (string_double, 12, 16),
    "nested-instances": (nested_instances, 500, 2000),
    "double-arguments": (double_arguments, 12, 14),
    "instances": (instances, 64, 256),
    "generic-union": (generic_union, 25, 100),
    "many-methods": (many_methods, 150, 600),
    "large-interface": (large_interface, 500, 2000),
    "deep-embedding": (deep_embedding, 500, 2000),
    "wide-embedding": (wide_embedding, 250, 1000),
    "struct-equal": (struct_equal, 5000, 20000),
    "struct-key": (struct_key, 2500, 10000),
    "struct-copy": (struct_copy, 2500, 10000),
    "recursive-types": (recursive_types, 500, 2000),
    "map-strings": (map_strings, 2500, 10000),
    "map-structs": (map_structs, 1000, 4000),
    "map-local": (map_local, 2500, 10000),
    "slice-any": (slice_any, 2500, 10000),
    "slice-variables": (slice_variables, 1000, 4000),
    "slice-calls": (slice_calls, 1000, 4000),
    "slice-string-calls": (slice_string_calls, 1000, 4000),
    "slice-pointers": (slice_pointers, 2500, 10000),
    "slice-local-structs": (slice_local_structs, 2500, 10000),
    "slice-maps": (slice_maps, 500, 2000),
    "slice-literals": (slice_literals, 500, 2000),
    "deep-literal": (deep_literal, 500, 2000),
    "linked-pointers": (linked_pointers, 500, 2000),
    "address-chain": (address_chain, 2500, 10000),
    "init-chain": (init_chain, 500, 2000),
    "constants": (constants, 2500, 10000),
    "string-constants": (string_constants, 2500, 10000),
    "large-string": (large_string, 25000, 100000),
    "parentheses": (parentheses, 25000, 100000),
    "local-parentheses": (local_parentheses, 12500, 50000),
    "nested-calls": (nested_calls, 500, 2000),
    "nested-inlined": (nested_inlined, 500, 2000),
    "method-chain": (method_chain, 500, 2000),
    "unary": (unary, 500, 2000),
    "sum": (sum_of_variables, 2500, 10000),
    "concatenation": (concatenation, 500, 2000),
    "conjunction": (conjunction, 500, 2000),
    "disjunction": (disjunction, 500, 2000),
    "wide-assignment": (wide_assignment, 500, 2000),
    "wide-call": (wide_call, 125, 500),
    "variadic": (variadic, 500, 2000),
    "println": (println, 200, 800),
    "println-constant": (println_constant, 500, 2000),
    "straight-line": (straight_line, 2500, 10000),
    "many-locals": (many_locals, 1250, 5000),
    "live-pointers": (live_pointers, 250, 1000),
    "address-taken": (address_taken, 500, 2000),
    "string-calls": (strings_calls, 250, 1000),
    "slice-stores": (slice_stores, 1000, 4000),
    "global-stores": (globals_stores, 1000, 4000),
    "map-stores": (map_stores, 500, 2000),
    "appends": (appends, 500, 2000),
    "nested-for": (nested_for, 500, 2000),
    "nested-range": (nested_range, 50, 200),
    "nested-if": (nested_if, 500, 2000),
    "nested-blocks": (nested_blocks, 1000, 4000),
    "nested-literals": (nested_literals, 50, 200),
    "nested-switch": (nested_switch, 500, 2000),
    "else-chain": (else_chain, 500, 2000),
    "string-else-chain": (string_else_chain, 500, 2000),
    "switch-int": (switch_int, 2000, 8000),
    "switch-call": (switch_call, 1000, 4000),
    "switch-string": (switch_string, 2000, 8000),
    "switch-string-strings": (switch_string_strings, 1000, 4000),
    "switch-type": (switch_type, 750, 3000),
    "switch-type-used": (switch_type_used, 500, 2000),
    "labels": (labels, 500, 2000),
    "defers": (defers, 250, 1000),
    "conditional-defers": (conditional_defers, 250, 1000),
    "go-statements": (go_statements, 250, 1000),
    "selects": (selects, 100, 400),
    "select-wide": (select_wide, 125, 500),
    "large-arrays": (large_arrays, 100, 400),
    "array-local": (array_local, 25000, 100000),
    "small-functions": (small_functions, 1000, 4000),
    "inline-doubling": (inline_doubling, 250, 1000),
    "inline-chain": (inline_chain, 500, 2000),
    "literals-in-function": (literals_in_function, 250, 1000),
    "mutual-recursion": (mutual_recursion, 500, 2000),
    "files": (files, 100, 400),
    "imports": (imports, 100, 400),
    "comments": (comments, 25000, 100000),
    "json-structs": (json_structs, 250, 1000),
    "sum-of-constants": (sum_of_constants, 2500, 10000),
    "switch-any": (switch_any, 1000, 4000),
    "nested-structs": (nested_structs, 50, 200),
    "nested-struct-literal": (nested_struct_literal, 50, 200),
    "arrays-literal": (arrays_literal, 2500, 10000),
    "methods": (methods_of_a_type, 500, 2000),
    "embedded-interfaces": (embedded_interfaces, 125, 500),
    "dependent-globals": (dependent_globals, 1250, 5000),
    "wide-results": (wide_results, 250, 1000),
    "captured-locals": (captured_locals, 1250, 5000),
    "generic-chain": (generic_chain, 125, 500),
    "generic-methods": (generic_methods, 15, 60),
    "alias-chain": (alias_chain, 1250, 5000),
    "table-test": (table_test, 500, 2000),
    "nested-rangefunc": (nested_rangefunc, 2, 8),
    "inits": (inits, 500, 2000),
    "interpreter": (interpreter, 250, 1000),
    "loop-of-calls": (loop_of_calls, 250, 1000),
    "function-table": (function_table, 500, 2000),
    "forward-labels": (forward_labels, 500, 2000),
}
