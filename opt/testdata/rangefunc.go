package p

func seq(yield func(int) bool)

// The body is a literal; what it returns travels through variables of the frame.
func find(n int) int {
	for x := range seq {
		if x == n {
			return x
		}
	}
	return -1
}

// CHECK-LABEL: func p.find(
// CHECK: store nonnil [[STATE:%[0-9]+[.]?[.]state]], 1:int
// CHECK: call {p.seq}
// CHECK: runtime.panicrangestate
// CHECK: store nonnil [[STATE]], 3:int
// CHECK: eq {{.*}}, -1:int
// CHECK-LABEL: func p.find-range1(
// CHECK: eq {{.*}}, 1:int
