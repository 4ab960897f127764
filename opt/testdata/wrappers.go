package p

type base struct{ n int }

func (b *base) stop() any { return recover() }

func (b *base) pass() { other() }

type outer struct {
	m int
	*base
}

//go:noinline
func other() {}

// A wrapper tells a panic whom to expect as recover's caller only if its method recovers.
func use(o *outer) (func() any, func()) { return o.stop, o.pass }

// CHECK-LABEL: func p.(*base).stop-fm
// CHECK: wrapper_enter
// CHECK: call {p.(*base).stop}
// CHECK-LABEL: func p.(*base).pass-fm
// CHECK-NOT: wrapper_enter
// CHECK: call {p.(*base).pass}
