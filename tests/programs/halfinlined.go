// A function with named results of many words, inlined into one that defers and has results of its own.
package main

type record struct {
	words [40]int
	name  string
}

type source interface{ get() record }

type fixed struct{ base int }

func (f *fixed) get() (r record) {
	for i := range r.words {
		r.words[i] = f.base + i
	}
	r.name = "fixed"
	return
}

type client struct{ s source }

func (c *client) state() (r record, ok bool) {
	f, ok := c.s.(*fixed)
	if !ok {
		return
	}
	return f.get(), true
}

func deferring(c *client, log *[]string) {
	defer func() { *log = append(*log, "done") }()
	r, ok := c.state()
	if !ok {
		*log = append(*log, "no state")
		return
	}
	*log = append(*log, r.name)
	println(r.words[0], r.words[39])
}

func withResult(c *client) (n int, err error) {
	defer func() { n++ }()
	r, ok := c.state()
	if ok {
		n = r.words[20]
	}
	return n * 2, nil
}

func main() {
	var log []string
	done := make(chan bool)
	go func() { // the frame at the end of a stack
		defer close(done)
		deferring(&client{&fixed{100}}, &log)
		deferring(&client{nil}, &log)
		n, err := withResult(&client{&fixed{1000}})
		println(n, err == nil)
		n, err = withResult(&client{})
		println(n, err == nil)
	}()
	<-done
	for _, l := range log {
		println(l)
	}
}
