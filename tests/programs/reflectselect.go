// A send that reflect.Select had to wait for is not a receive.
package main

import (
	"reflect"
	"runtime"
)

func main() {
	wrong := 0
	for range 1000 {
		c := make(chan int)
		go func() {
			runtime.Gosched()
			<-c
		}()
		cases := []reflect.SelectCase{
			{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(make(chan int))},
			{Dir: reflect.SelectSend, Chan: reflect.ValueOf(c), Send: reflect.ValueOf(1)},
		}
		if chosen, value, ok := reflect.Select(cases); chosen != 1 || value.IsValid() || ok {
			wrong++
		}
	}
	println(wrong)
}
