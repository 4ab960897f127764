package p

func done(int)

// A call with operands is deferred as a thunk that keeps them; it runs at most once here.
func one(n int) {
	defer done(n)
}

// CHECK-LABEL: func p.one(
// CHECK: defer_enter -> [[BODY:b[0-9]+]], [[EXIT:b[0-9]+]]
// CHECK: defer_return
// CHECK: closure {p.one.deferwrap1} %0.n : func()
// CHECK: defer_push once

func many(n int) {
	for i := range n {
		defer done(i)
	}
}

// CHECK-LABEL: func p.many(
// CHECK: closure {p.many.deferwrap1}
// CHECK-NEXT: = local_addr
// CHECK-NEXT: defer_push %

type counter struct{ n int }

func (c *counter) up()   { c.n++ }
func (c *counter) down() { c.n-- }

// What runs in the order of the source is called directly on the ways out; the recovered panic's goes through the runtime.
func both(c *counter, n int) int {
	if n == 0 {
		return 1
	}
	c.up()
	defer c.down()
	if n == 1 {
		return 2
	}
	defer done(n)
	return 3
}

// CHECK-LABEL: func p.both(
// CHECK: defer_enter -> b{{[0-9]+}}, [[EXIT:b[0-9]+]]
// CHECK: {{^}}[[EXIT]]:
// CHECK: defer_return
// CHECK: jump -> [[OUT:b[0-9]+]]
// CHECK: store nonnil %{{[0-9]+}}, 1:int
// CHECK-NEXT: jump -> [[NONE:b[0-9]+]]
// CHECK: {{^}}[[NONE]]:
// CHECK: defer_leave
// CHECK-NEXT: jump -> [[OUT]]
// CHECK: store nonnil %{{[0-9]+}}, 2:int
// CHECK-NEXT: jump -> [[ONE:b[0-9]+]]
// CHECK: store nonnil %{{[0-9]+}}, 3:int
// CHECK-NEXT: jump -> [[TWO:b[0-9]+]]
// CHECK: {{^}}[[ONE]]:
// CHECK: defer_pop
// CHECK-NEXT: call {p.(*counter).down} %
// CHECK-NEXT: jump -> [[NONE]]
// CHECK: {{^}}[[TWO]]:
// CHECK: defer_pop
// CHECK-NEXT: call {p.done} %
// CHECK-NEXT: jump -> [[ONE]]

// Labels and gotos that do not lead over the defer leave it known what is deferred.
func beside(n int) int {
before:
	if n < 0 {
		n++
		goto before
	}
	defer done(n)
after:
	for {
		if n--; n == 7 {
			continue after
		}
		if n == 3 {
			goto after
		}
		return n
	}
}

// CHECK-LABEL: func p.beside(
// CHECK: defer_push once
// CHECK: defer_pop
// CHECK-NEXT: call {p.done} %

// One that leads forward over it: at most one call, and the runtime knows whether.
func over(n int) {
	if n == 0 {
		goto end
	}
	defer done(n)
end:
	done(1)
}

// CHECK-LABEL: func p.over(
// CHECK-NOT: defer_pop
// CHECK: defer_push once

// One that leads back before it: any number of calls.
func round(n int) {
again:
	defer done(n)
	if n--; n > 0 {
		goto again
	}
}

// CHECK-LABEL: func p.round(
// CHECK-NOT: defer_pop
// CHECK: defer_push %

// CHECK-LABEL: func p.one.deferwrap1(
// CHECK: wrapper_enter
// CHECK: call {p.done}

// Tracebacks show who calls panic: no wrapper's frame is hidden then.
func again(r any) {
	defer panic(r)
}

// CHECK-LABEL: func p.again.deferwrap1(
// CHECK-NOT: wrapper
// CHECK: panic
