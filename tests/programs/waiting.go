// A goroutine that waits keeps alive what it still uses, and nothing that it was sent before: neither in what it receives into, nor
// in a select's cases, nor in locals whose address it may have chosen, also in functions with defer, which may resume after a panic.
package main

import (
	"runtime"
	"time"
)

type object struct{ words [4]int }

var gone = make(chan int, 64)

//go:noinline
func newObject(n int) *object {
	o := &object{}
	o.words[3] = n
	runtime.SetFinalizer(o, func(o *object) { gone <- o.words[3] })
	return o
}

//go:noinline
func look(o *object) {
	if o.words[3] < 100 {
		println("overwritten")
	}
}

// Collects until want objects have died. Only on amd64 it is known where each local is used last.
func collect(name string, want int) {
	got := 0
	for i := 0; i < 200 && got < want; i++ {
		runtime.GC()
		select {
		case <-gone:
			got++
		case <-time.After(time.Millisecond):
		}
	}
	if got != want && runtime.GOARCH == "amd64" {
		println(name, "kept", want-got)
	}
}

type message struct {
	o    *object
	text string
	n    int
}

func receives(c chan message, done chan bool) {
	defer func() { done <- true }()
	for {
		m := <-c
		if m.o == nil {
			return
		}
		look(m.o)
	}
}

func receivesOk(c chan *object, done chan bool) {
	for {
		o, ok := <-c
		if !ok {
			break
		}
		look(o)
	}
	done <- true
}

func selects(c chan message, done chan bool) {
	defer close(done)
	never := make(chan *object)
	for {
		select {
		case m := <-c:
			if m.o == nil {
				return
			}
			look(m.o)
		case o := <-never:
			look(o)
		}
	}
}

// Sends on, one case for each; what has been sent is kept by whom received it.
func sends(c chan *object, to [2]chan *object, done chan bool) {
	defer close(done)
	for o := range c {
		look(o)
		select {
		case to[0] <- o:
		case to[1] <- o:
		}
	}
}

//go:noinline
func call(f func() int) int {
	if f == nil {
		return 0
	}
	return f()
}

// The closure's place is written in some turns only.
func chooses(c chan message, done chan bool) {
	defer close(done)
	total := 0
	for {
		var m message
		select {
		case m = <-c:
		case <-done:
		}
		if m.o == nil {
			break
		}
		o := m.o
		var f func() int
		if m.n&1 != 0 {
			f = func() int { return o.words[3] }
		}
		total += call(f)
	}
	println("chosen", total)
}

// What the function needs after a panic is kept while it waits.
func resumes(c chan *object, done chan bool) (kept *object) {
	var local [2]*object
	local[0] = newObject(900)
	defer func() {
		recover()
		println("resumed with", local[0].words[3])
		kept = local[0]
		close(done)
	}()
	for o := range c {
		if o.words[3] == 166 {
			panic("resume")
		}
		look(o)
	}
	return nil
}

func give(name string, c chan *object, done chan bool) {
	for n := range 6 {
		c <- newObject(100 + n)
	}
	collect(name, 6)
	close(c)
	<-done
}

func giveMessages(name string, c chan message, done chan bool) {
	for n := range 6 {
		c <- message{newObject(100 + n), "text", n}
	}
	collect(name, 6)
	c <- message{}
	<-done
}

func main() {
	done := make(chan bool)
	messages := make(chan message)
	go receives(messages, done)
	giveMessages("receives", messages, done)
	objects := make(chan *object)
	go receivesOk(objects, done)
	give("receivesOk", objects, done)

	done = make(chan bool)
	go selects(messages, done)
	giveMessages("selects", messages, done)

	done = make(chan bool)
	objects = make(chan *object)
	to := [2]chan *object{make(chan *object), make(chan *object)}
	go func() {
		for {
			select {
			case o := <-to[0]:
				look(o)
			case o := <-to[1]:
				look(o)
			}
		}
	}()
	go sends(objects, to, done)
	give("sends", objects, done)

	done = make(chan bool)
	go chooses(messages, done)
	giveMessages("chooses", messages, done)

	done = make(chan bool)
	objects = make(chan *object)
	kept := make(chan *object)
	go func(c chan *object, done chan bool) { kept <- resumes(c, done) }(objects, done)
	for n := range 6 {
		objects <- newObject(100 + n)
	}
	collect("resumes", 6)
	objects <- newObject(166)
	<-done
	o := <-kept
	println(o.words[3])
}
