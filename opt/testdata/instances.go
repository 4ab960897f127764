package p

type number interface{ ~int | ~float64 }

func sum[T number](xs []T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}

type stringer interface{ String() string }
type name string

func (n name) String() string { return string(n) }

func text[T stringer](x T) string { return x.String() }

func use() string {
	sum([]int{1})
	sum([]float64{1})
	return text(name("x"))
}

// CHECK-LABEL: func p.sum[
// CHECK: add {{.*}} : $
// CHECK-LABEL: func p.text[
// CHECK: call_method
// CHECK-LABEL: func p.use(
// CHECK: call {p.sum[int]}
// CHECK: call {p.sum[float64]}
// CHECK: call {p.text[p.name]}
// CHECK-DAG: call {p.name.String}
// CHECK-DAG: add {{.*}} : float64
