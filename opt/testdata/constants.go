package p

// Text that is converted to a type parameter of strings is a constant of each of its types.
// CHECK-LABEL: func p.Text[
// CHECK-NOT: convert
// CHECK: return "xy"
func Text[S ~string]() S { return S("xy") }

// A slice is made anew by each conversion.
// CHECK-LABEL: func p.Bytes[
// CHECK: convert "xy"
func Bytes[S ~string | ~[]byte]() S { return S("xy") }

// Numbers are constants of all types of numbers, but no strings.
// CHECK-LABEL: func p.Number[
// CHECK-NOT: convert
// CHECK: return 65
func Number[N ~int8 | ~float64 | ~complex64]() N { return N(65) }

// CHECK-LABEL: func p.Rune[
// CHECK: convert 65
func Rune[S ~string | ~int32]() S { return S(65) }
