// Calls by reflection in both directions, types made at run time, reflected channels and maps.
package main

import (
	"fmt"
	"reflect"
)

type P struct {
	X, Y float64
	N    string
	B    [3]int
}

type Big struct{ A [10]int }

func (p P) Sum(a int8, b float32, s string, big Big) (string, error, float64) {
	return fmt.Sprint(p.X, p.Y, p.N, p.B, a, b, s, big.A[9]), nil, p.X + p.Y
}
func (p *P) Set(x float64) { p.X = x }

func many(a, b, c, d, e, f, g, h, i, j int, x, y float64, s string) (int, string, float64, []int, error) {
	return a + b + c + d + e + f + g + h + i + j, s, x * y, []int{a, j}, nil
}

type I interface{ M(int) string }
type Im struct{ v int }

func (i Im) M(x int) string { return fmt.Sprint("Im", i.v, x) }

func main() {
	p := P{1, 2, "n", [3]int{1, 2, 3}}
	v := reflect.ValueOf(p)
	out := v.MethodByName("Sum").Call([]reflect.Value{reflect.ValueOf(int8(-5)), reflect.ValueOf(float32(1.5)), reflect.ValueOf("str"), reflect.ValueOf(Big{[10]int{9: 7}})})
	fmt.Println(out[0], out[1].IsNil(), out[2])
	reflect.ValueOf(&p).MethodByName("Set").Call([]reflect.Value{reflect.ValueOf(42.0)})
	fmt.Println(p.X)
	args := []reflect.Value{}
	for i := 0; i < 10; i++ {
		args = append(args, reflect.ValueOf(i))
	}
	args = append(args, reflect.ValueOf(2.5), reflect.ValueOf(4.0), reflect.ValueOf("zz"))
	for _, o := range reflect.ValueOf(many).Call(args) {
		fmt.Print(o, " ")
	}
	fmt.Println()
	swap := func(in []reflect.Value) []reflect.Value { return []reflect.Value{in[1], in[0]} }
	var sw func(a int, b string) (string, int)
	reflect.ValueOf(&sw).Elem().Set(reflect.MakeFunc(reflect.TypeOf(sw), swap))
	fmt.Println(sw(3, "three"))
	var bigf func(x Big, a, b, c, d, e, f, g, h float64, s1, s2, s3, s4 string) (Big, float64, string)
	reflect.ValueOf(&bigf).Elem().Set(reflect.MakeFunc(reflect.TypeOf(bigf), func(in []reflect.Value) []reflect.Value {
		return []reflect.Value{in[0], in[8], reflect.ValueOf(in[9].String() + in[12].String())}
	}))
	b, f, s := bigf(Big{[10]int{3: 3}}, 1, 2, 3, 4, 5, 6, 7, 8, "a", "b", "c", "d")
	fmt.Println(b, f, s)
	var im I = Im{5}
	mv := reflect.ValueOf(im).Method(0).Interface().(func(int) string)
	fmt.Println(mv(6))
	fmt.Println(reflect.ValueOf(&im).Elem().Method(0).Call([]reflect.Value{reflect.ValueOf(9)})[0])
	t := reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeOf(1), Tag: `json:"a"`}, {Name: "B", Type: reflect.TypeOf("")}})
	sv := reflect.New(t).Elem()
	sv.Field(0).SetInt(5)
	fmt.Printf("%v %+v\n", t, sv)
	mt := reflect.MapOf(reflect.TypeOf(""), t)
	m := reflect.MakeMap(mt)
	m.SetMapIndex(reflect.ValueOf("k"), sv)
	fmt.Println(m, mt)
	fmt.Println(reflect.SliceOf(t), reflect.PointerTo(t), reflect.ChanOf(reflect.BothDir, t), reflect.ArrayOf(3, t), reflect.FuncOf([]reflect.Type{t}, []reflect.Type{mt}, false))
	ch := reflect.MakeChan(reflect.TypeOf(make(chan int)), 1)
	ch.Send(reflect.ValueOf(3))
	i, r, ok := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: ch}, {Dir: reflect.SelectDefault}})
	fmt.Println(i, r, ok)
	fmt.Println(reflect.DeepEqual(map[string][]int{"a": {1}}, map[string][]int{"a": {1}}))
	fmt.Println(reflect.TypeOf(p).NumMethod(), reflect.TypeOf(&p).NumMethod(), reflect.TypeOf(&p).Method(0).Name)
	func() {
		defer func() { fmt.Println("rec:", recover()) }()
		reflect.ValueOf(func() { panic("in call") }).Call(nil)
	}()
	func() { // a deferred function that MakeFunc made may recover, what it calls may not
		defer func() { fmt.Println("outer:", recover()) }()
		defer reflect.MakeFunc(reflect.TypeFor[func()](), func([]reflect.Value) []reflect.Value {
			func() { fmt.Println("nested:", recover()) }()
			fmt.Println("made:", recover(), recover())
			return nil
		}).Interface().(func())()
		panic("for MakeFunc")
	}()
	fmt.Println(reflect.TypeFor[map[string]*P]().Elem().Elem().Name())
	fmt.Println(reflect.Zero(reflect.TypeOf(p)).Interface())
	seq := reflect.ValueOf([]int{5, 6}).Seq2()
	for i, v := range seq {
		fmt.Println(i, v)
	}
}
