// A call by reflection looks at types that are nested deeply; what that takes of the stack must not depend on the type.
package main

import (
	"fmt"
	"reflect"
)

func main() {
	t := reflect.TypeOf(0)
	for i := 0; i < 300; i++ {
		t = reflect.StructOf([]reflect.StructField{{Name: "A", Type: t}, {Name: "B", Type: reflect.TypeOf(struct{}{})}})
	}
	swap := reflect.MakeFunc(reflect.FuncOf([]reflect.Type{t, t}, []reflect.Type{t, t}, false),
		func(args []reflect.Value) []reflect.Value { return []reflect.Value{args[1], args[0]} })
	results := make(chan int)
	for g := 0; g < 20; g++ {
		go func() { results <- deep(g, swap, t) }()
	}
	sum := 0
	for g := 0; g < 20; g++ {
		sum += <-results
	}
	fmt.Println(sum)
}

// At some depth the stack is nearly full.
func deep(n int, swap reflect.Value, t reflect.Type) int {
	var room [40]int
	room[n] = n
	if n < 39 {
		return deep(n+1, swap, t) + room[n]
	}
	a, b := reflect.New(t).Elem(), reflect.New(t).Elem()
	set(a, 1)
	set(b, 2)
	r := swap.Call([]reflect.Value{a, b})
	return get(r[0])*10 + get(r[1])
}

func set(v reflect.Value, n int64) {
	for v.Kind() == reflect.Struct {
		v = v.Field(0)
	}
	v.SetInt(n)
}

func get(v reflect.Value) int {
	for v.Kind() == reflect.Struct {
		v = v.Field(0)
	}
	return int(v.Int())
}
