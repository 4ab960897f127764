package p

type range16 struct{ lo, hi uint16 }

// Constant initialisers are data.
var table = []range16{{1, 2}, {3, 4}}
var where = &table
var calls = map[string]int{"a": 1}
var fn = func() int { return 1 }

// CHECK: p.table
// CHECK-LABEL: func p.init(
// CHECK-NOT: p.table
// CHECK: make_map
// CHECK-NOT: p.fn
// CHECK: return
