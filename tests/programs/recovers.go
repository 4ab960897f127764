// exit 2

package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
)

type E1 struct{ s string }

func (e E1) Error() string { return "E1:" + e.s }

type pe struct{ a int }

func catch(n string, f func()) {
	defer func() {
		r := recover()
		if e, ok := r.(runtime.Error); ok {
			fmt.Println(n, "runtime.Error:", e.Error())
		} else {
			fmt.Printf("%s %T %v\n", n, r, r)
		}
	}()
	f()
}

type I interface{ M() }
type J interface{ N() }
type T struct{}

func (T) M() {}

type PT struct{}

func (*PT) M() {}

func res() (a int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("wrapped: %v", r)
			a *= 2
		}
	}()
	a = 21
	panic("boom")
}

func nested() (s string) {
	defer func() { s += fmt.Sprint("|outer:", recover()) }()
	defer func() {
		defer func() { s += fmt.Sprint("|inner:", recover()) }()
		panic("second")
	}()
	panic("first")
}

func repanic() (s string) {
	defer func() { s = fmt.Sprint(recover()) }()
	defer func() {
		r := recover()
		panic(fmt.Sprint("re-", r))
	}()
	panic("x")
}

func loopDefer() (out []int) {
	for i := 0; i < 5; i++ {
		defer func() { out = append(out, i) }()
	}
	return []int{100}
}

func deferArgs() string {
	var b strings.Builder
	x := 1
	defer func(v int) { fmt.Fprint(os.Stdout, "arg ", v, " ", x, "\n") }(x)
	x = 2
	return b.String()
}

type M struct{ n int }

func (m M) val()  { fmt.Println("val", m.n) }
func (m *M) ptr() { fmt.Println("ptr", m.n) }

func methods() {
	m := M{1}
	defer m.val()
	defer m.ptr()
	f := m.val
	g := m.ptr
	m.n = 2
	f()
	g()
	h := M.val
	k := (*M).ptr
	l := (*M).val
	h(m)
	k(&m)
	l(&m)
	var np *M
	catch("nil ptr to val", func() { np.val() })
	catch("nil method value", func() { _ = np.val })
	catch("nil via expr", func() { (*M).val(nil) })
	var i I
	catch("nil iface", func() { i.M() })
	catch("nil iface mv", func() { _ = i.M })
	i = (*PT)(nil)
	i.M()
	var tp *T
	i = tp
	catch("nil wrapper", func() { i.M() })
}

func goexit() {
	done := make(chan string, 10)
	go func() {
		defer close(done)
		defer func() { done <- fmt.Sprint("rec ", recover()) }()
		defer func() {
			defer func() { done <- fmt.Sprint("inner ", recover()) }()
			panic("during goexit")
		}()
		runtime.Goexit()
	}()
	for s := range done {
		fmt.Println(s)
	}
}

func deep(n int) (r int) {
	defer func() {
		if e := recover(); e != nil {
			r = e.(int) + 1
			if n%100 != 0 {
				panic(r)
			}
		}
	}()
	if n == 0 {
		panic(0)
	}
	return deep(n - 1)
}

func recoverInLoop() {
	for i := range 3 {
		func() {
			defer func() { recover() }()
			if i == 1 {
				panic(i)
			}
			fmt.Println("loop", i)
		}()
	}
}

func noRecover() {
	defer func() {
		func() {
			if recover() != nil {
				fmt.Println("wrong")
			}
		}()
		helper()
		fmt.Println("direct", recover())
	}()
	panic("deep")
}
func helper() {
	if recover() != nil {
		fmt.Println("wrong")
	}
}

type rec struct{}

func (rec) do()   { fmt.Println("m", recover()) }
func (*rec) pdo() { fmt.Println("pm", recover()) }

type emb struct{ rec }
type doer interface{ do() }

func viaMethods() {
	for i := range 6 {
		func() {
			defer func() {
				if r := recover(); r != nil {
					fmt.Println("left", i, r)
				}
			}()
			var e emb
			switch i {
			case 0:
				defer e.do()
			case 1:
				defer e.pdo()
			case 2:
				defer doer(e).do()
			case 3:
				f := doer(&e).do
				defer f()
			case 4:
				defer emb.do(e)
			case 5:
				defer recover()
			}
			panic(i)
		}()
	}
}

func main() {
	catch("nil deref", func() { var p *pe; p.a = 1 })
	catch("nil deref2", func() { var p **pe; _ = (*p).a })
	catch("array", func() { var a [3]int; i := 5; a[i%8] = 1 })
	catch("neg", func() { a := []int{1}; i := -1; _ = a[i] })
	catch("slice", func() { a := []int{1}; i := 3; _ = a[i:] })
	catch("slice2", func() { a := []int{1}; i, j := 1, 0; _ = a[i:j] })
	catch("slice3", func() { a := make([]int, 2, 4); i := 5; _ = a[:2:i] })
	catch("slice3b", func() { a := make([]int, 2, 4); i, j := 3, 2; _ = a[:i:j] })
	catch("slice3c", func() { a := make([]int, 2, 4); i, j := 3, 2; _ = a[i:j:4] })
	catch("str", func() { s := "abc"; i := 3; _ = s[i] })
	catch("strs", func() { s := "abc"; i := 4; _ = s[i:] })
	catch("strs2", func() { s := "abc"; i, j := 3, 1; _ = s[i:j] })
	catch("u", func() { s := "abc"; i := uint64(1 << 63); _ = s[i] })
	catch("make", func() { n := -1; _ = make([]int, n) })
	catch("make2", func() { n := 5; _ = make([]int, n, 3+n-5) })
	catch("make3", func() { n := int64(1) << 60; _ = make([]int, n) })
	catch("makechan", func() { n := -1; _ = make(chan int, n) })
	catch("makemap", func() { n := -1; fmt.Println(len(make(map[int]int, n))) })
	catch("assert", func() { var i any = 1; _ = i.(string) })
	catch("assert nil", func() { var i any; _ = i.(string) })
	catch("assert iface", func() { var i any = 1; _ = i.(I) })
	catch("assert iface2", func() { var i I = T{}; _ = i.(J) })
	catch("assert ptr", func() { var i any = PT{}; _ = i.(I) })
	catch("assert nil iface", func() { var i I; _ = i.(J) })
	catch("assert named", func() { var i any = E1{}; _ = i.(*E1) })
	catch("cmp", func() { var a, b any = []int{}, []int{}; _ = a == b })
	catch("cmp struct", func() { type s struct{ x any }; a, b := s{func() {}}, s{func() {}}; _ = a == b })
	catch("cmp diff", func() { var a, b any = []int{}, map[int]int{}; fmt.Println(a == b) })
	catch("cmp arr", func() { a, b := [2]any{1, []int{}}, [2]any{2, []int{}}; fmt.Println(a == b) })
	catch("close nil", func() { var c chan int; close(c) })
	catch("close twice", func() { c := make(chan int); close(c); close(c) })
	catch("send closed", func() { c := make(chan int, 1); close(c); c <- 1 })
	catch("nil func", func() { var f func(); f() })
	catch("err", func() { panic(E1{"q"}) })
	catch("errp", func() { panic(&E1{"q"}) })
	catch("join", func() { panic(errors.Join(E1{"a"}, E1{"b"})) })
	catch("nil panic", func() { panic(nil) })
	catch("nil err panic", func() { var e error; panic(e) })
	catch("unwrap", func() {
		defer func() { panic(fmt.Errorf("x: %w", recover().(error))) }()
		panic(E1{"in"})
	})
	fmt.Println(res())
	fmt.Println(nested())
	fmt.Println(repanic())
	fmt.Println(loopDefer())
	deferArgs()
	methods()
	goexit()
	fmt.Println(deep(1050))
	recoverInLoop()
	noRecover()
	viaMethods()
	catch("defer nil", func() { var f func(); defer f(); fmt.Println("before") })
	catch("defer nil 2", func() { var f func(); defer func() { fmt.Println("d", recover()) }(); defer f(); panic("orig") })
	defer fmt.Println("exit deferred")
	defer func() {
		panic(fmt.Sprintf("last %v", recover()))
	}()
	panic(fmt.Errorf("end %d", 1))
}
