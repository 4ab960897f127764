"""Statements of random programs (generate.py) that each exercise one construct of the language with operands of the moment:
channels, labels, functions as iterators, method values, interfaces, closures, recovered panics, generic types, conversions, addresses computed as integers, equality, known counts of shifts."""

INTS = ("int8", "int16", "int32", "int64", "int", "uint8", "uint16", "uint32", "uint64", "uint", "uintptr")

PRELUDE = """
type number interface {
	integer | ~float32 | ~float64
}

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }

func (s *Stack[T]) Pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return x, false
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}

func (s Stack[T]) All() func(yield func(int, T) bool) {
	return func(yield func(int, T) bool) {
		defer println("All ends")
		for i, x := range s.items {
			if !yield(i, x) {
				return
			}
		}
	}
}

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) Same(q Pair[K, V]) bool { return p.Key == q.Key }

type List[T any] struct {
	next *List[T]
	val  T
}

func (l *List[T]) Add(x T) *List[T] { return &List[T]{l, x} }

func (l *List[T]) Len() int {
	if l == nil {
		return 0
	}
	return 1 + l.next.Len()
}

func Text[S ~string | ~[]byte](more S) (S, int, byte) { return S("xé"), len(S("")) + len(more), S("abc")[1] }

func Equal[T comparable](x, y T) bool { return x == y }

func Shift[T, U integer](x T, by U) (r T) {
	defer func() {
		if e := recover(); e != nil {
			show(e)
		}
	}()
	return x << by >> by
}

// The address of element i of an array of ints, as old code makes it.
func address(p unsafe.Pointer, i uintptr) *int {
	return (*int)(unsafe.Pointer(uintptr(p) + i*unsafe.Sizeof(0) - unsafe.Sizeof(0)))
}

func Map[T, U any](list []T, f func(T) U) (out []U) {
	for _, x := range list {
		out = append(out, f(x))
	}
	return
}

func Sum[T number](list ...T) (sum T) {
	for _, x := range list {
		sum += x
	}
	return
}

func Index[S ~[]E, E comparable](s S, x E) int {
	for i, y := range s {
		if x == y {
			return i
		}
	}
	return -1
}

type Node struct {
	next  *Node
	a     int
	b     [3]uint16
	text  string
	count map[string]int
	in    *Square
	Square
}

func (n *Node) Next() *Node { return n.next }
func (n Node) Value() int   { return n.a }

//go:noinline
func step(n *Node, i *int) int { *i += n.a; n.a ^= *i; return n.next.a }

type Shape interface {
	Area() float64
	Name() string
}

type Square struct{ side float64 }

func (s Square) Area() float64 { return s.side * s.side }
func (Square) Name() string    { return "square" }

type Named struct {
	Square
	name string
	grown int
}

func (n *Named) Name() string { n.grown++; return n.name }

type Circle float32

func (c Circle) Area() float64  { return float64(c) * 3 }
func (c *Circle) Grow(by Circle) { *c += by }
func (c Circle) Name() string   { return "circle" }

type Celsius int16

func (c Celsius) String() string { return "degrees" }
func (c *Celsius) Warm(n int16)   { *c += Celsius(n) }

type failure struct{ code int }

func (f *failure) Error() string { return "failure" }

func small(f float64) float64 {
	if f > -100 && f < 100 {
		return f
	}
	return 42
}

func moderate(f float64) float64 {
	if f >= 0 && f < 1e9 {
		return f
	}
	return 77.7
}

func show(x any) {
	switch x := x.(type) {
	case nil:
		println("nil")
	case int, int8:
		_, ok := x.(int)
		println("int or int8", ok)
	case string:
		println("string", x)
	case Shape:
		println("shape", x.Name(), x.Area())
	case interface{ String() string }:
		println("stringer", x.String())
	case error:
		println("error", x.Error())
	case []int, map[string]int:
		println("list", x != nil)
	case func() int:
		println("func", x())
	default:
		println("other")
	}
}
"""


class Features:
    """Mixed into Generator, whose r, line, expression, value, fresh, chance, block, scalar, show and tables it uses."""

    def feature(self, scope, budget):
        getattr(self, self.r.choice(FEATURES))(scope, budget - 3)

    def lines(self, text):
        for line in text.strip("\n").split("\n"):
            self.line(line.strip())

    def do_channel(self, scope, budget):
        t, c, x = self.scalar(), self.fresh("c"), self.fresh("x")
        e, b = (lambda: self.expression(t, scope, 2)), (lambda: self.expression("bool", scope, 3))
        self.lines(f"""
            {c} := make(chan {t}, 2)
            {c} <- {e()}
            select {{ case {c} <- {e()}: println(len({c}), cap({c})); default: println("full") }}
            select {{ case v, ok := <-{c}: println(v, ok); case w := <-(chan string)(nil): println(w) }}
            if {b()} {{ {c} <- {e()} }}
            close({c})
            for v := range {c} {{ println(v) }}
            {x}, {x}ok := <-{c}
            println({x}, {x}ok)
            if {b()} && {b()} {{ {self.r.choice((f"close({c})", f"{c} <- {x}"))} }}""")

    def do_goroutine(self, scope, budget):
        t, c = self.scalar(), self.fresh("c")
        n = self.r.randrange(1, 5)
        self.lines(f"""
            {c}, {c}done := make(chan {t}, {self.r.choice((0, 0, 1, 3))}), make(chan struct{{}})
            go func() {{
            defer close({c}done)
            defer func() {{ if recover() != nil {{ close({c}) }} }}()
            for i := range {n} {{ {c} <- {self.expression(t, scope, 2)}; if i == {n} - 1 {{ panic(i) }} }}
            }}()
            for v := range {c} {{ println(v) }}
            <-{c}done""")

    # What was done before a nil pointer is met has happened, and nothing after it.
    def do_nilpointers(self, scope, budget):
        r, names, i, done = self.r, [self.fresh("n") for _ in range(3)], self.fresh("i"), self.fresh("done")
        flag, number = (lambda: self.expression("bool", scope, 3)), (lambda: self.expression("int", scope, 2))
        self.lines("\n".join(f"var {n} *Node = &Node{{a: {number()}, text: \"t\"}}" for n in names))
        self.lines(f"""
            {names[0]}.next, {names[1]}.next, {names[2]}.in = {names[1]}, {names[2]}, &Square{{2}}
            if {flag()} {{ {names[0]}.count = map[string]int{{}} }}
            {i}, {done} := {number()} & 0xffff, [4]int{{}}
            func() {{
            defer func() {{ if e := recover(); e != nil {{ show(e) }} }}()""")
        kinds = ("{p}.a = {i}", "{i} += {p}.a", "{p}.next.a++", "{p} = {q}.next", "{p}.b[{i}&3] = uint16({i})", "{q}.text += {p}.text", "{i} ^= int({p}.b[1])",
                 "*{p} = *{q}", "{{ v := *{p}; {i} += v.a; v.a = 1; {q}.a += v.a }}", "{p}.count[\"k\"] = {i}", "{i} += {p}.count[\"k\"]", "{p}.in.side *= 2", "{p}.side = float64({i})",
                 "println(int({p}.Area()))", "{i} = step({p}, &{i})", "{p} = {q}.Next()", "{i} -= {p}.Value()", "if {p}.a > {i} {{ {done}[0]++ }}", "{p}, {q} = {q}.next, {p}",
                 "for k := range 3 {{ {i} += k; {p}.a = {i}; {q} = {q}.next }}", "{done}[{n}] = {i}", "{done}[{n}] += {p}.a", "_ = {p}.a", "_ = *{p}", "{{ f := {p}.Value; {done}[1]++; {i} += f() }}",
                 "{{ x, y := &{p}.a, &{q}.text; {done}[2]++; *x += len(*y) }}", "{done}[3], {p}.a, {i} = {i}, {q}.a, {p}.next.a", "{p} = nil", "if {i}&1 == 0 {{ {p} = nil }}")
        for _ in range(r.randrange(3, 14)):
            kind = r.choice(kinds)
            if kind == "{p} = nil" and r.random() < 0.7:
                continue
            self.line(kind.format(p=r.choice(names), q=r.choice(names), i=i, done=done, n=r.randrange(4)))
        self.lines(f"""
            }}()
            println({i}, {done}[0], {done}[1], {done}[2], {done}[3])
            for _, n := range []*Node{{{", ".join(names)}}} {{ if n != nil {{ println(n.a, n.b[0], n.b[1], n.b[2], n.text, n.next != nil, n.count["k"], int(n.side)) }} }}""")

    def do_goto(self, scope, budget):
        n, label = self.fresh("n"), self.fresh("L")
        self.line(f"var {n} int")
        self.lines(f"""
            {label}:
            {n}++
            if {n} < {self.r.randrange(2, 5)} && !({self.expression('bool', scope, 2)}) {{ println("back", {n}); goto {label} }}
            {{
            if {self.expression('bool', scope, 2)} {{ goto {label}x }}""")
        self.block(scope, budget)
        self.lines(f"""
            }}
            {label}x:
            println("{label}", {n})""")

    def do_labels(self, scope, budget):
        r, label, i, j = self.r, self.fresh("L"), self.fresh("i"), self.fresh("j")
        inner = scope + [(i, "int"), (j, "int")]
        leave = lambda: f"{r.choice(('break', 'continue'))} {label}"
        self.lines(f"""
            {label}: for {i} := range {r.randrange(2, 5)} {{
            for {j} := {r.randrange(4)}; {j} >= 0; {j}-- {{
            if {self.expression('bool', inner, 2)} {{ {leave()} }}
            switch {{
            case {self.expression('bool', inner, 2)}: println({i}, {j}); {r.choice(('break', 'continue', leave()))}
            case {self.expression('bool', inner, 3)}: {leave()}
            default: println("at", {i}, {j})
            }}
            }}
            }}""")

    def do_iterator(self, scope, budget):
        r, t = self.r, self.scalar()
        s, i, x, label = self.fresh("s"), self.fresh("i"), self.fresh("x"), self.fresh("L")
        inner = scope + [(i, "int"), (x, t)]
        leave = r.choice(("break", "continue", f"break {label}", f"continue {label}", "return", f"panic({self.literal('string')})", f"goto {label}x"))
        self.lines(f"""
            {{
            {s} := Stack[{t}]{{items: {self.value('[]' + t, scope, 2)}}}
            {s}.Push({self.expression(t, scope, 2)})
            {label}: for range {r.randrange(1, 4)} {{
            if spent() {{ break {label} }}
            for {i}, {x} := range {s}.All() {{
            {self.r.choice(('', f'defer println("deferred", {i}, {x})', f'defer func() {{ println("later", {i}, {x}); {x} = {self.expression(t, scope, 3)} }}()'))}
            if {self.expression('bool', inner, 1)} {{ {leave} }}
            println({i}, {x})
            {x} = {self.expression(t, inner, 2)}
            }}
            }}
            if v, ok := {s}.Pop(); ok {{ println(v, len({s}.items)) }}
            }}
            {label + "x: println()" if leave.startswith("goto") else ""}""")

    def do_method_value(self, scope, budget):
        if not self.methods:
            return
        s, m, params, result = self.r.choice(self.methods)
        f, x = self.fresh("f"), self.fresh("x")
        args = ", ".join(self.value(p, scope, 2) for p in params)
        self.line(f"{x} := {self.value(s, scope, 1)}")
        self.line(self.r.choice((f"{f} := {x}.{m}({args})", f"{f}v := {x}.{m}; {x} = {s}{{}}; {f} := {f}v({args})", f"{f} := {s}.{m}({x}{', ' * (args != '')}{args})",
                                 f"{f} := (*{s}).{m}(&{x}{', ' * (args != '')}{args})",
                                 f"var {f}i interface {{ {m}({', '.join(params)}) {result} }} = {self.r.choice(('', '&'))}{x}; {f} := {f}i.{m}({args})")))
        self.line(f"println({f})")

    def do_interface(self, scope, budget):
        r, a = self.r, self.fresh("a")
        shapes = (f"Square{{{self.expression('float64', scope, 2)}}}", f"Circle({self.expression('float32', scope, 2)})", f'&Named{{name: {self.expression("string", scope, 2)}}}',
                  f"&Square{{{self.expression('float64', scope, 2)}}}")
        others = (f"Celsius({self.expression('int16', scope, 2)})", self.expression("int", scope, 2), self.expression("string", scope, 2), "nil", "&failure{1}",
                  f"[]int{{{self.expression('int', scope, 2)}}}", f"func() int {{ return {self.expression('int', scope, 2)} }}", "(*List[int])(nil)", "(*failure)(nil)",
                  f"Pair[string, int]{{{self.expression('string', scope, 2)}, {self.expression('int', scope, 2)}}}", f"[2]any{{{self.expression('int', scope, 3)}}}")
        self.line(f"{a} := []any{{{', '.join(r.choice(shapes + others) for _ in range(r.randrange(1, 5)))}}}")
        self.line(f"for _, x := range {a} {{ show(x) }}")
        self.line(f"println({a}[0] == {a}[len({a})-1], {a}[0] == any({self.expression('int', scope, 2)}))")
        if self.chance(40):
            self.line(f"println({a}[0].({r.choice(('Shape', 'error', 'interface{ String() string }'))}) != nil)")
        elif self.chance(50):
            self.line(f"_ = {a}[0].({r.choice(('Square', 'Circle', 'int', 'string', '[]int', '*Named'))})")

    def do_embedded(self, scope, budget):
        n = self.fresh("n")
        self.lines(f"""
            {n} := Named{{Square{{{self.expression('float64', scope, 2)}}}, {self.expression('string', scope, 2)}, {self.expression('int', scope, 2)}}}
            {n}c := {n}
            println({n}.Name(), {n}.Square.Name(), {n}.Area(), {n}.side, {n}c.grown)
            {n}c.side += {self.expression('float64', scope, 2)}
            println({n} == {n}c, {n}.Square == {n}c.Square, {n}c.Name() == {n}.name, {n}.grown - {n}c.grown)
            {n}k, {n}w := Circle({self.expression('float32', scope, 2)}), Celsius({self.expression('int16', scope, 2)})
            {n}g := {n}k.Grow
            {n}g({n}k)
            {n}w.Warm({self.expression('int16', scope, 2)})
            println({n}k, {n}w, {n}k.Area())""")

    def do_closure(self, scope, budget):
        t, x, i = self.r.choice(INTS), self.fresh("x"), self.fresh("i")
        self.lines(f"""
            {x} := {self.expression(t, scope, 1)}
            {x}f := func(d {t}) {t} {{ {x} {self.r.choice(('+=', '^=', '-=', '*='))} d; return {x} }}
            println({x}f({self.expression(t, scope, 2)}), {x}f({self.expression(t, scope, 2)}))
            println({x})
            var {x}l []func() {t}
            for {i} := {t}(0); {i} < 4; {i}++ {{
            {x}l = append({x}l, func() {t} {{ {x} += {i}; return {i} ^ {x} }})
            if {self.expression('bool', scope + [(i, t)], 2)} {{ {i}++ }}
            }}
            for _, f := range {x}l {{ println(f()) }}""")

    def do_recover(self, scope, budget):
        r, x = self.r, self.fresh("x")
        t = self.scalar()
        self.line(f"{x} := func() (r {t}) {{")
        self.line(f"\tdefer func() {{ if {self.expression('bool', scope, 2)} {{ r = {self.expression(t, scope, 2)} }} }}()")
        self.line(f'\tdefer func() {{ if e := recover(); e != nil {{ show(e); if {self.expression("bool", scope, 2)} {{ panic("again") }} }} }}()')
        self.line(f"\tfor i := range 3 {{ defer func() {{ println(\"unwinding\", i) }}() }}")
        if self.chance(50):
            self.fault(scope)
        self.line(f"\tif {self.expression('bool', scope, 2)} {{ panic({r.choice((self.literal('string'), self.literal('int'), '&failure{2}', 'error(nil)'))}) }}")
        self.line(f"\treturn {self.expression(t, scope, 1)}")
        self.line("}()")
        self.line(f"println({x})")

    def fault(self, scope, budget=0):
        """Something that panics for some operands."""
        r, x = self.r, self.fresh("x")
        e = lambda t="int": self.expression(t, scope, 2)
        near = lambda: self.varying(r.choice((str(r.randrange(6)), f"({e()}&7)", e())), "int")
        t = self.scalar()
        wide = r.choice(INTS)
        self.line(f"{x} := {self.value('[]' + t, scope, 1)}")
        kind = r.randrange(13)
        if kind < 3:
            self.line(f"println(len({x}[{r.choice(('', near()))}:{r.choice(('', near()))}]))")
        elif kind == 3:
            self.line(f"{x} = {x}[{near()}:{near()}:{near()}]; println(len({x}), cap({x}))")
        elif kind == 4:
            self.line(f"println({x}[{self.varying(e(wide), wide)}])")
        elif kind == 5:
            self.line(f"println(({self.value('string', scope, 1)} + k_string)[{near()}:{near()}])")
        elif kind == 6:
            self.line(f"println(len([{r.randrange(4)}]{t}({x})), (*[2]{t})({x}) != nil)")
        elif kind == 7:
            self.line(f"println({self.varying(e(wide), wide)} {r.choice(('<<', '>>'))} {self.varying(e('int'), 'int')})")
        elif kind == 8:
            self.line(f"println({self.varying(e(wide), wide)} {r.choice('/%')} {self.varying(e(wide), wide)})")
        elif kind == 9:
            self.line(f"println(len(make([]{t}, {near()} % 2000, {near()} % 2000)))")
        elif kind == 10:
            self.line(f"var {x}m map[any]{t}; if {e('bool')} {{ {x}m = map[any]{t}{{}} }}; {x}m[{r.choice((e(), e('string'), '[]int{1}', 'map[int]int(nil)'))}] = {e(t)}; println(len({x}m))")
        elif kind == 11:
            self.line(f"var {x}p *Named; if {e('bool')} {{ {x}p = new(Named) }}; println({r.choice((f'{x}p.grown', f'{x}p.Area()', f'{x}p.Square.side', f'{x}p.Name()'))})")
        else:
            self.line(f"{x}a := [5]{t}{{}}; println({x}a[{self.varying(e(wide), wide)}{self.r.choice(('', '%5', '%7', '&7', '>>1'))}])")
        self.line(f"_ = {x}")

    def do_generic(self, scope, budget):
        r, t, u, x = self.r, self.scalar(), self.r.choice(INTS + ("float64", "float32")), self.fresh("x")
        k = r.choice(("int", "string", "uint8", "bool", "float64"))
        inner = scope + [("y", t)]
        self.lines(f"""
            {x} := Map({self.value('[]' + t, scope, 1)}, func(y {t}) {u} {{ return {self.expression(u, inner, 1)} }})
            println(len({x}), Sum({x}...), Sum[{u}]({self.expression(u, scope, 2)}, {self.expression(u, scope, 2)}), Index({x}, {self.expression(u, scope, 2)}))
            {x}p := Pair[{k}, []{t}]{{Key: {self.expression(k, scope, 2)}}}
            println({x}p.Same(Pair[{k}, []{t}]{{{self.expression(k, scope, 2)}, nil}}), {x}p.Val == nil)
            var {x}l *List[{t}]
            for range {r.randrange(4)} {{ {x}l = {x}l.Add({self.expression(t, scope, 2)}) }}
            println({x}l.Len())
            for n := {x}l; n != nil; n = n.next {{ println(n.val) }}""")

    def do_switch(self, scope, budget):
        r = self.r
        t = r.choice(INTS + ("string", "bool"))
        if t == "string":
            cases = r.sample(['""', '"a"', '"hello"', '"日本語"', '"aa"', '"hellohello"', '"z"', '"the quick"'], r.randrange(2, 7))
        elif t == "bool":
            cases = ["true", "false"]
        else:
            cases = [str(c) for c in r.sample(range(0, 24 if self.chance(70) else 127), r.randrange(2, 12))]
        x = self.expression(t, scope, 1)
        self.line(f"switch {x if t in ('string', 'bool') or self.chance(40) else f'({self.varying(x, t)}) & 31'} {{")
        while cases:
            n = r.randrange(1, 4)
            self.line(f"case {', '.join(cases[:n])}:")
            cases = cases[n:]
            self.block(scope, budget - 3)
            if cases and self.chance(20):
                self.line("\tfallthrough")
        if self.chance(70):
            self.line('default: println("default")')
        self.line("}")

    def do_bytes(self, scope, budget):
        s, x = self.expression("string", scope, 1), self.fresh("x")
        self.lines(f"""
            {x} := []byte({s})
            {x}r := []rune({self.expression('string', scope, 1)})
            {x} = append({x}, {self.expression('string', scope, 2)}...)
            {x}r = append({x}r, {self.expression('int32', scope, 2)})
            copy({x}[min(1, len({x})):], {x})
            for i, j := 0, len({x}r)-1; i < j; i, j = i+1, j-1 {{ {x}r[i], {x}r[j] = {x}r[j], {x}r[i] }}
            println(len({x}), clip(string({x})), clip(string({x}r)), string({x}) {self.r.choice(('==', '<', '>='))} {self.expression('string', scope, 2)})
            {x}m := map[string]int{{string({x}): 1, {self.expression('string', scope, 2)} + "k": 2}}
            {x}m[string({x})] += {self.expression('int', scope, 2)}
            println(len({x}m), {x}m[string({x})])
            for i, c := range string({x}) {{ println(i, c); if i > 9 {{ break }} }}
            if len({x}) > 2 {{ {x}t := {x}[1:2:2]; {x}t = append({x}t, 'q'); println({x}[2], string({x}t)) }}
            clear({x})
            println(clip(string({x})))""")

    def do_values(self, scope, budget):
        """Arrays, structs, maps of them: copies, comparison, assignment that overlaps."""
        r, t, x = self.r, self.scalar(), self.fresh("x")
        n = r.choice((2, 3, 5, 9))
        e = lambda u=t: self.expression(u, scope, 2)
        self.lines(f"""
            {x} := [{n}]struct{{ a {t}; b [2]{t} }}{{{r.randrange(n)}: {{{e()}, [2]{t}{{{e()}}}}}}}
            {x}c := {x}
            {x}[{self.masked(f'[{n}]', scope)}].b[{self.masked('[2]', scope)}] = {e()}
            println({x} == {x}c, {x}[0] == {x}c[1], {x}[{n - 1}].b == {x}c[{n - 1}].b)
            for i, v := range {x} {{ {x}[{n - 1}].a = v.b[i&1]; if i == 1 {{ println(v.a, v.b[0], v.b[1]) }} }}
            {x}[0], {x}[1] = {x}[1], {x}[0]
            {x}i := {self.masked(f'[{n}]', scope)}
            {x}i, {x}[{x}i].a = 1, {e()}
            println({x}[{x}i].a, {x}[0].b[1])
            {x}m := map[[2]{t}]struct{{ n int; s string }}{{{{1: {self.varying(e(), t)}}}: {{{e('int')}, {e('string')}}}}}
            println({x}m[{x}[0].b].n, {x}m[[2]{t}{{}}].s, len({x}m))
            {x}q := &{x}[{self.masked(f'[{n}]', scope)}]
            {x}q.a, *{x}q = {e()}, {x}c[0]
            println({x}q.a, {x}q.b == {x}c[0].b)""")

    def do_floats(self, scope, budget):
        x = self.fresh("x")
        f = lambda t="float64": self.expression(t, scope, 1)
        a, b = self.r.choice(("int8", "int32", "int64", "int16", "int")), self.r.choice(("uint8", "uint16", "uint32", "uint64", "uintptr"))
        self.lines(f"""
            {x}, {x}n := {f()}, {f('float32')}
            println({a}(small({x})), {b}(moderate({x}))%251, {a}(small(float64({x}n))), uint64(moderate(float64({x}n))))
            println(min({x}, {f()}), max({x}n, {f('float32')}), {x} < {f()}, {x}n != {x}n, -{x}, {x}*{x}+1)
            {x}z := complex64(complex({x}n, {f('float32')}))
            println({x}z*{x}z, real({x}z)+imag({x}z), {x}z == complex64({f('complex128')}), {f('complex128')}/{f('complex128')})
            println(math.Sqrt({x}), math.Floor({x}), math.Trunc({x}), math.Abs({x}), math.FMA({f()}, {x}, {f()}), math.RoundToEven({x}))
            if {x} == {x} {{ println(math.Copysign({f()}, {x}), math.Float64bits({x}), math.Float32bits(float32({x}))) }}
            println(math.Float32frombits({self.expression('uint32', scope, 2)}), math.Float64frombits({self.expression('uint64', scope, 2)}))""")

    def do_bits(self, scope, budget):
        u = lambda t="uint64": self.expression(t, scope, 1)
        x = self.fresh("x")
        self.lines(f"""
            {x}, {x}b := {u()}, {u()}
            println(bits.LeadingZeros64({x}), bits.TrailingZeros64({x}), bits.OnesCount64({x}), bits.RotateLeft64({x}, {self.expression('int', scope, 2)}), bits.ReverseBytes64({x}), bits.Reverse64({x}), bits.Len64({x}))
            println(bits.LeadingZeros8({u('uint8')}), bits.TrailingZeros16({u('uint16')}), bits.Len32({u('uint32')}), bits.RotateLeft32({u('uint32')}, {self.expression('int', scope, 2)}), bits.RotateLeft8({u('uint8')}, 3), bits.ReverseBytes16({u('uint16')}), bits.TrailingZeros8({u('uint8')}))
            {x}h, {x}l := bits.Mul64({x}, {x}b)
            {x}s, {x}c := bits.Add64({x}l, {x}h, {x} & 1)
            {x}d, {x}w := bits.Sub64({x}, {x}b, {x}c)
            println({x}h, {x}l, {x}s, {x}c, {x}d, {x}w)
            println(bits.Div64({x}h, {x}l, {x}b))""")

    def do_append(self, scope, budget):
        t, x, y = self.scalar(), self.fresh("x"), self.fresh("y")
        e, key = (lambda u=t: self.expression(u, scope, 2)), self.r.choice(("int", "uint8", "any", "float32"))
        self.lines(f"""
            {x} := append({self.value('[]' + t, scope, 1)}, {e()}, {e()})
            {y} := append({x}[:1:{self.r.choice(('1', '2', f'len({x})'))}], {e()})
            {x} = append({x}, {y}...)
            {x} = append({x}, {x}[1:]...)
            {y}[0] = {e()}
            println(len({x}), len({y}), {x}[0], {x}[1], {y}[1], copy({x}, {x}[2:]), {x}[len({x})-1])
            {x}m := map[{key}][]{t}{{}}
            for i := range {x} {{ {x}m[{key}(i&1)] = append({x}m[{key}(i&1)], {x}[i]) }}
            println(len({x}m))
            clear({x}[1:2])
            println({x}[1])""")

    def do_address(self, scope, budget):
        x, n = self.fresh("x"), self.r.randrange(2, 9)
        self.lines(f"""
            {x} := make([]int, {n})
            for i := range {x} {{ {x}[i] = {self.expression('int', scope, 2)} }}
            {x}p, {x}n := unsafe.Pointer(&{x}[0]), uintptr(len({x}))
            {x}a := *address({x}p, {x}n)
            runtime.GC()
            println({x}a, *address({x}p, {x}n-1))
            for i := {x}n; i > 0; i-- {{ println(*address({x}p, i)); runtime.GC() }}
            println(*(*int)(unsafe.Pointer((uintptr({x}p) + {self.r.randrange(8)}) &^ 7)))""")

    def do_equal(self, scope, budget):
        t, x = self.scalar(), self.fresh("x")
        for k in range(self.r.randrange(1, 4)):
            t = self.r.choice((f"[1]{t}", f"[2]{t}", f"[0]{t}", f"struct {{ a {t} }}", f"struct {{ a int8; _ int64; b {t} }}",
                               f"struct {{ a [1]{t}; b any }}"))
        self.lines(f"""
            var {x}, {x}b {t}
            println(Equal({x}, {x}b), {x} == {x}b, any({x}) == any({x}b), Equal([1]{t}{{{x}}}, [1]{t}{{{x}b}}), [1][1]{t}{{{{{x}}}}} != [1][1]{t}{{{{{x}b}}}})
            {x}m := map[{t}]int{{{x}: 1}}
            {x}m[{x}b]++
            println(len({x}m), {x}m[{x}], map[any]int{{{x}: 2}}[{x}b])""")

    def do_text(self, scope, budget):
        x = self.fresh("x")
        self.lines(f"""
            {x}, {x}n, {x}c := Text({self.expression('string', scope, 2)})
            println({x}, {x}n, {x}c)
            {x}b, {x}n, {x}c := Text([]byte({x}))
            println(string({x}b), {x}n, {x}c)""")

    def do_shift(self, scope, budget):
        t, u = self.r.choice(INTS), self.r.choice(("int", "int8", "int64", "int16"))
        self.line(f"println(Shift({self.expression(t, scope, 2)}, {u}({self.r.randrange(-70, 70)})))")


FEATURES = [name for name in dir(Features) if name.startswith("do_")] + ["fault", "fault"]
