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

// CHECK-LABEL: func p.one.deferwrap1(
// CHECK: wrapper_enter
// CHECK: call {p.done}
