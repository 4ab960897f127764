// exit 2
// An uncaught panic: message, traceback, exit status.
package main

type e struct{}

func (e) Error() string { return "custom error" }

func main() {
	defer println("deferred runs")
	defer func() {
		panic(e{})
	}()
	panic("first")
}
