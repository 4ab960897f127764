package p

// Flags: -improve

//go:noinline
func reads(s []int) int { return len(s) }

//go:noinline
func writes(s []int) { s[0] = 1 }

// Stays: the first append to the variable has room, once.
func stays(n int) int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	s = append(s, 1)
	return reads(s)
}

// CHECK-LABEL: func p.stays(
// CHECK: append stack {%{{.*}}.s}
// CHECK: append %
// CHECK-NOT: move_to_heap
// CHECK: return

// Leaves in one place.
func leaves(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	return s
}

// CHECK-LABEL: func p.leaves(
// CHECK: append stack {%{{.*}}.s}
// CHECK: %{{.*}}.s = move_to_heap {%{{.*}}.s} %{{.*}}.s : []int
// CHECK-NEXT: return

// The capacity is seen by a callee.
func seen(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	reads(s)
	return s
}

// CHECK-LABEL: func p.seen(
// CHECK: append stack refill {%{{.*}}.s}
// CHECK: move_to_heap {%{{.*}}.s} capacity

// A callee writes, there are two ways out, the way out is in the loop, only one append: the heap.
func written(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
		writes(s)
	}
	return s
}

func twice(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	if n == 2 {
		return s
	}
	s = append(s, n)
	return s
}

func inLoop(n int) []int {
	var s []int
	for {
		if len(s) == n {
			return s
		}
		s = append(s, n)
	}
}

func once(n int) []int {
	var s []int
	s = append(s, n)
	return s
}

// CHECK-LABEL: func p.written(
// CHECK-NOT: append stack
// CHECK-LABEL: func p.twice(
// CHECK-NOT: append stack
// CHECK-LABEL: func p.inLoop(
// CHECK-NOT: append stack
// CHECK-LABEL: func p.once(
// CHECK-NOT: append stack

type stack struct{ items []int }

// A field of what the caller owns; a variable that a pointer leads to; elements of more than 32 bytes.
func (s *stack) push(v int) { s.items = append(s.items, v) }

func pointedTo() int {
	var s []int
	p := &s
	*p = append(*p, 1)
	s = append(s, 2)
	return len(s)
}

func large(n int) int {
	var s [][5]int
	for i := 0; i < n; i++ {
		s = append(s, [5]int{i})
	}
	return len(s)
}

// CHECK-LABEL: func p.(*stack).push(
// CHECK-NOT: append stack
// CHECK-LABEL: func p.pointedTo(
// CHECK-NOT: append stack
// CHECK-LABEL: func p.large(
// CHECK-NOT: append stack
// CHECK: return

// What inlined literals share is a variable like others; the results of an inlined function stay where they are.
func shared(n int) []int {
	var s []int
	add := func(v int) { s = append(s, v) }
	for i := 0; i < n; i++ {
		add(i)
	}
	return s
}

func named(n int) (s []int) {
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	return s
}

func inlined() int { return len(named(3)) }

// CHECK-LABEL: func p.shared(
// CHECK: append stack {%{{.*}}.s}
// CHECK: move_to_heap
// CHECK-LABEL: func p.named(
// CHECK: append stack {%{{.*}}.s}
// CHECK: move_to_heap
// CHECK-LABEL: func p.inlined(
// CHECK: append stack {%{{.*}}.s}
// CHECK-NOT: move_to_heap
// CHECK: return
