// Equality and hashing of every kind of comparable type, beside what reflection says of their parts.
package main

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"unique"
	"unsafe"
)

type outcome int

const (
	different outcome = iota
	same
	panics
)

// expected compares two values of one type as the specification says.
func expected(x, y reflect.Value) outcome {
	parts := func(n int, part func(v reflect.Value, i int) reflect.Value, skip func(i int) bool) outcome {
		for i := range n {
			if skip != nil && skip(i) {
				continue
			}
			if o := expected(part(x, i), part(y, i)); o != same {
				return o
			}
		}
		return same
	}
	boolean := func(b bool) outcome {
		if b {
			return same
		}
		return different
	}
	switch x.Kind() {
	case reflect.Array:
		return parts(x.Len(), reflect.Value.Index, nil)
	case reflect.Struct:
		return parts(x.NumField(), reflect.Value.Field, func(i int) bool { return x.Type().Field(i).Name == "_" })
	case reflect.Interface:
		if x.IsNil() || y.IsNil() {
			return boolean(x.IsNil() == y.IsNil())
		}
		x, y = x.Elem(), y.Elem()
		if x.Type() != y.Type() {
			return different
		}
		if !x.Type().Comparable() {
			return panics
		}
		return expected(x, y)
	case reflect.String:
		return boolean(x.String() == y.String())
	case reflect.Float32, reflect.Float64:
		return boolean(x.Float() == y.Float())
	case reflect.Complex64, reflect.Complex128:
		return boolean(x.Complex() == y.Complex())
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		return boolean(x.Pointer() == y.Pointer())
	case reflect.Bool:
		return boolean(x.Bool() == y.Bool())
	}
	if x.CanInt() {
		return boolean(x.Int() == y.Int())
	}
	return boolean(x.Uint() == y.Uint())
}

var compared, wrong int

func report(kind string, a, b any, got, want outcome) {
	compared++
	if got != want {
		wrong++
		fmt.Printf("%s of %T: %v and %v: got %d, want %d\n", kind, a, a, b, got, want)
	}
}

func try(f func() bool) (o outcome) {
	defer func() {
		if recover() != nil {
			o = panics
		}
	}()
	if f() {
		return same
	}
	return different
}

//go:noinline
func eq[T comparable](a, b T) bool { return a == b }

//go:noinline
func eqPointed[T comparable](a, b *T) bool { return *a == *b }

//go:noinline
func ne[T comparable](a, b T) bool { return a != b }

type holder[T any] struct {
	before int8
	_      int64
	v      T
	after  string
}

// dirty copies a value to memory whose padding and blank fields are not zero.
func dirty[T any](v T, fill byte) *T {
	type room struct {
		v T
		_ [8]byte
	}
	p := new(room)
	if !hasPointers(reflect.TypeFor[T]()) {
		for i := range unsafe.Sizeof(v) {
			*(*byte)(unsafe.Add(unsafe.Pointer(p), i)) = fill
		}
	}
	set(reflect.ValueOf(&p.v).Elem(), reflect.ValueOf(&v).Elem())
	return &p.v
}

func hasPointers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return t.Len() > 0 && hasPointers(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if hasPointers(t.Field(i).Type) {
				return true
			}
		}
		return false
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer, reflect.Interface, reflect.String:
		return true
	}
	return false
}

func set(to, from reflect.Value) {
	switch to.Kind() {
	case reflect.Array:
		for i := range to.Len() {
			set(to.Index(i), from.Index(i))
		}
	case reflect.Struct:
		for i := range to.NumField() {
			if f := to.Type().Field(i); f.Name != "_" {
				at := func(v reflect.Value) reflect.Value {
					return reflect.NewAt(f.Type, v.Field(i).Addr().UnsafePointer()).Elem()
				}
				set(at(to), at(from))
			}
		}
	default:
		to.Set(from)
	}
}

func check[T comparable](vs ...T) {
	for _, a := range vs {
		for _, b := range vs {
			want := expected(reflect.ValueOf(&a).Elem(), reflect.ValueOf(&b).Elem())
			p, q := dirty(a, 0xff), dirty(b, 0x55)
			not := func(o outcome) outcome { return []outcome{same, different, panics}[o] }
			report("==", a, b, try(func() bool { return a == b }), want)
			report("call", a, b, try(func() bool { return eq(a, b) }), want)
			report("pointers", a, b, try(func() bool { return eqPointed(p, q) }), want)
			report("!=", a, b, not(try(func() bool { return ne(*p, *q) })), want)
			report("any", a, b, try(func() bool { return eq(any(*p), any(*q)) }), expected(reflect.ValueOf([]any{a}).Index(0), reflect.ValueOf([]any{b}).Index(0)))
			report("any and value", a, b, try(func() bool { return any(a) == any(b) }), expected(reflect.ValueOf([]any{a}).Index(0), reflect.ValueOf([]any{b}).Index(0)))
			report("[1]", a, b, try(func() bool { return eq([1]T{*p}, [1]T{*q}) }), want)
			report("[1][1]", a, b, try(func() bool { return eqPointed(&[1][1]T{{a}}, &[1][1]T{{b}}) }), want)
			report("[3]", a, b, try(func() bool { return eq([3]T{2: *p}, [3]T{2: *q}) }), expected(reflect.ValueOf([3]T{2: a}), reflect.ValueOf([3]T{2: b})))
			report("[0]", a, b, try(func() bool { return eq([0]T{}, [0]T{}) }), same)
			report("struct", a, b, try(func() bool { return eq(holder[T]{v: *p, after: "x"}, holder[T]{v: *q, after: "x"}) }), want)
			report("struct in array", a, b, try(func() bool { return eq([2]holder[T]{1: {v: a}}, [2]holder[T]{1: {v: b}}) }), expected(reflect.ValueOf([2]holder[T]{1: {v: a}}), reflect.ValueOf([2]holder[T]{1: {v: b}})))
			report("array in struct", a, b, try(func() bool { return eq(any(holder[[1]T]{v: [1]T{a}}), any(holder[[1]T]{v: [1]T{b}})) }), want)
			report("switch", a, b, try(func() bool {
				switch a {
				case b:
					return true
				}
				return false
			}), want)
			if want == panics || expected(reflect.ValueOf(&a).Elem(), reflect.ValueOf(&a).Elem()) == panics || expected(reflect.ValueOf(&b).Elem(), reflect.ValueOf(&b).Elem()) == panics {
				continue
			}
			report("map", a, b, try(func() bool { _, ok := map[T]int{*p: 1}[*q]; return ok }), want)
			report("map of any", a, b, try(func() bool { _, ok := map[any]int{*p: 1}[*q]; return ok }), expected(reflect.ValueOf([]any{a}).Index(0), reflect.ValueOf([]any{b}).Index(0)))
			report("map of structs", a, b, try(func() bool { _, ok := map[holder[T]]int{{v: *p}: 1}[holder[T]{v: *q}]; return ok }), want)
			report("map of arrays", a, b, try(func() bool { _, ok := map[[2][1]T]int{{{a}, {*p}}: 1}[[2][1]T{{a}, {*q}}]; return ok }), expected(reflect.ValueOf([2]T{a, a}), reflect.ValueOf([2]T{a, b})))
			report("large map", a, b, try(func() bool {
				m := map[T]int{*p: 1}
				for i, v := range vs {
					if expected(reflect.ValueOf(&v).Elem(), reflect.ValueOf(&v).Elem()) != panics {
						m[v] += i
					}
				}
				for i := range 20 {
					m[a] += i
				}
				delete(m, *p)
				_, ok := m[*q]
				return ok
			}), func() outcome {
				if expected(reflect.ValueOf(&b).Elem(), reflect.ValueOf(&b).Elem()) == different || want == same {
					return different
				}
				return same
			}())
			report("reflect", a, b, try(func() bool { return reflect.ValueOf(map[T]int{*p: 1}).MapIndex(reflect.ValueOf(q).Elem()).IsValid() }), want)
			report("unique", a, b, try(func() bool { return unique.Make(*p) == unique.Make(*q) }), want)
		}
	}
}

type (
	word   uint64
	name   string
	single struct{ s string }
	padded struct {
		a int8
		b int64
		c int16
	}
	blank struct {
		a int32
		_ int32
		b int64
		_ string
		c float32
	}
	nested struct {
		p padded
		s single
		b blank
	}
	floats struct {
		a, b float32
		c    float64
	}
	empty   struct{}
	tail    struct {
		a [0]string
		b int16
		c empty
	}
	embedded struct {
		single
		*padded
		error
	}
	many struct {
		a, b, c, d, e string
		f          [9]byte
		g          any
		h          [3]name
	}
	large  struct{ a [40]int32 }
	bits   struct{ a, b bool; c uint8; d [5]uint8; e uint16 }
	boxed  [1]any
	matrix [2][1][3]string
	method interface{ M() }
	value  struct{ a, b int }
)

func (value) M() {}

func main() {
	nan := math.NaN()
	zero := math.Copysign(0, -1)
	x, y := 1, 1
	c := make(chan int)
	err := errors.New("e")
	check(true, false)
	check[int8](1, 2, -1)
	check[word](1, 1<<63)
	check[uintptr](0, 5)
	check("", "a", "b", "ab")
	check(name("x"), "y")
	check[float32](0, 1.5, float32(zero), float32(nan))
	check(0, 1.5, zero, nan)
	check[complex64](0, 1i, complex64(complex(nan, 0)))
	check(0, 1i, complex(zero, zero), complex(0, nan))
	check(&x, &y, nil)
	check(c, nil)
	check[unsafe.Pointer](unsafe.Pointer(&x), nil)
	check[any](nil, 1, 1.0, "s", int8(1), &x, []int{1}, func() {}, [1]any{1}, [1]any{[]int{}}, single{"a"}, empty{}, nan)
	check[error](nil, err, errors.New("e"), fmt.Errorf("f"))
	check[method](nil, value{1, 2}, value{1, 3}, &value{})
	check(single{"a"}, single{"b"})
	check(padded{1, 2, 3}, padded{1, 2, 4}, padded{2, 2, 3})
	check(blank{a: 1, c: 2}, blank{a: 1, c: 3}, blank{b: 1}, blank{c: float32(nan)})
	check(nested{s: single{"x"}}, nested{p: padded{a: 1}}, nested{b: blank{b: 9}}, nested{})
	check(floats{1, 2, 3}, floats{c: nan}, floats{a: float32(zero)}, floats{})
	check(empty{})
	check(tail{b: 1}, tail{b: 2})
	check(embedded{}, embedded{error: err}, embedded{single: single{"a"}}, embedded{padded: &padded{}})
	check(many{}, many{a: "a"}, many{e: "e"}, many{f: [9]byte{8: 1}}, many{g: 1}, many{g: []int{}}, many{h: [3]name{2: "x"}})
	check(large{}, large{[40]int32{39: 1}}, large{[40]int32{1}})
	check(bits{a: true}, bits{d: [5]uint8{4: 1}}, bits{e: 1 << 15}, bits{})
	check(boxed{}, boxed{1}, boxed{"a"}, boxed{[]int{}})
	check(matrix{}, matrix{{{"a"}}}, matrix{1: {{2: "c"}}})
	check([1]string{"a"}, [1]string{"b"})
	check([1][2]string{{"a", "b"}}, [1][2]string{{"a", "c"}})
	check([2][0]string{})
	check([2]float64{1, nan}, [2]float64{1, 2}, [2]float64{0, zero}, [2]float64{})
	check([3]any{1, "a", nil}, [3]any{1, "a", 2}, [3]any{1, []int{}, 2}, [3]any{2, []int{}, 2})
	check([17]int8{}, [17]int8{16: 1})
	check([5]uint16{4: 9}, [5]uint16{})
	check([33]byte{32: 1}, [33]byte{})
	check([2]padded{1: {a: 1}}, [2]padded{1: {c: 1}}, [2]padded{})
	check([2]blank{1: {a: 1}}, [2]blank{})
	check([1]floats{{a: 1}}, [1]floats{{c: nan}}, [1]floats{})
	check([1][1][1]complex128{{{1i}}}, [1][1][1]complex128{{{}}})
	check([4]single{3: {"d"}}, [4]single{0: {"d"}}, [4]single{})
	check([2]error{nil, err}, [2]error{})
	check([2]*int{&x, &y}, [2]*int{&y, &x})
	check(struct{ _ int }{}, struct{ _ int }{1})
	check(struct{ _ string }{}, struct{ _ string }{"a"})
	check(struct {
		_ float64
		a [1][2]name
	}{a: [1][2]name{{"x"}}}, struct {
		_ float64
		a [1][2]name
	}{1, [1][2]name{{"", "x"}}})
	fmt.Println(compared, "comparisons,", wrong, "wrong")
}
