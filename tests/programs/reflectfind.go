// A method that only reflection finds stays in the program, also when the call that finds it could be made direct.
package main

import "reflect"

type counter int

func (c counter) Twice() int { return int(c) * 2 }

func main() {
	f, ok := reflect.PointerTo(reflect.TypeOf(counter(0))).MethodByName("Twice")
	c := counter(21)
	println(ok, f.Func.Call([]reflect.Value{reflect.ValueOf(&c)})[0].Int())
}
