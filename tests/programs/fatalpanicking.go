// exit 2
// A fatal error in a deferred call: what the program panicked for is told first.
package main

import "sync"

type wrapped struct{ err error }

func (w wrapped) Error() string { return "not called" }

func main() {
	var m sync.Mutex
	defer m.Unlock()
	defer func() { panic("second") }()
	var p *int
	defer func() {
		recover()
		panic("the real cause")
	}()
	*p = 1
}
