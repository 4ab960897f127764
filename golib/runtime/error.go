// Run-time errors: the values that compiled code and the runtime panic with,
// and how a panic's value is printed when nobody recovers it.

package runtime

import (
	"internal/abi"
	"internal/bytealg"
	"unsafe"
)

// Error is implemented by every panic value that the runtime itself raises.
type Error interface {
	error

	// RuntimeError does nothing; it tells run-time errors from other errors.
	RuntimeError()
}

// A TypeAssertionError says which type assertion or conversion failed.
type TypeAssertionError struct {
	_interface    *_type
	concrete      *_type
	asserted      *_type
	missingMethod string
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	const prefix = "interface conversion: "
	want := typeText(e.asserted)
	if e.missingMethod != "" && e.concrete != nil {
		return prefix + typeText(e.concrete) + " is not " + want + ": missing method " + e.missingMethod
	}
	static := "interface"
	if e._interface != nil {
		static = typeText(e._interface)
	}
	dynamic, remark := "nil", ""
	if t := e.concrete; t != nil {
		dynamic = typeText(t)
		if dynamic == want { // two types of one name: say why they differ
			remark = " (types from different scopes)"
			if typePackage(t) != typePackage(e.asserted) {
				remark = " (types from different packages)"
			}
		}
	}
	return prefix + static + " is " + dynamic + ", not " + want + remark
}

// errorString is a run-time error that is told in one string.
type errorString string

func (e errorString) RuntimeError() {}

func (e errorString) Error() string { return "runtime error: " + string(e) }

// errorAddressString is a memory fault whose address is known.
type errorAddressString struct {
	msg  string
	addr uintptr
}

func (e errorAddressString) RuntimeError() {}

func (e errorAddressString) Error() string { return "runtime error: " + e.msg }

// Addr returns the address of the access that faulted.
func (e errorAddressString) Addr() uintptr { return e.addr }

// plainError is a run-time error without the usual prefix.
type plainError string

func (e plainError) RuntimeError() {}

func (e plainError) Error() string { return string(e) }

// A PanicNilError is what recover returns after panic(nil).
type PanicNilError struct {
	_ [0]func() // not comparable: nobody may depend on ==
}

func (*PanicNilError) Error() string {
	return "panic called with nil argument"
}

func (*PanicNilError) RuntimeError() {}

// A boundsError is a failed index, slice or slice-to-array operation.
type boundsError struct {
	x      int64
	y      int
	signed bool // whether x is to be read as a signed number
	code   abi.BoundsErrorCode
}

func (e boundsError) RuntimeError() {}

// boundsTexts holds, for each kind of failure, what stands before and after the two
// numbers, and the text when the first number is negative (the second is not told then).
var boundsTexts = [...]struct {
	pre, mid, post string
	yFirst         bool
	negPre, negEnd string
}{
	abi.BoundsIndex:      {"index out of range [", "] with length ", "", false, "index out of range [", "]"},
	abi.BoundsSliceAlen:  {"slice bounds out of range [:", "] with length ", "", false, "slice bounds out of range [:", "]"},
	abi.BoundsSliceAcap:  {"slice bounds out of range [:", "] with capacity ", "", false, "slice bounds out of range [:", "]"},
	abi.BoundsSliceB:     {"slice bounds out of range [", ":", "]", false, "slice bounds out of range [", ":]"},
	abi.BoundsSlice3Alen: {"slice bounds out of range [::", "] with length ", "", false, "slice bounds out of range [::", "]"},
	abi.BoundsSlice3Acap: {"slice bounds out of range [::", "] with capacity ", "", false, "slice bounds out of range [::", "]"},
	abi.BoundsSlice3B:    {"slice bounds out of range [:", ":", "]", false, "slice bounds out of range [:", ":]"},
	abi.BoundsSlice3C:    {"slice bounds out of range [", ":", ":]", false, "slice bounds out of range [", "::]"},
	abi.BoundsConvert: {"cannot convert slice with length ", " to array or pointer to array with length ", "", true,
		"cannot convert slice to array or pointer to array with length ", ""},
}

func (e boundsError) Error() string {
	t := &boundsTexts[e.code]
	b := make([]byte, 0, 112)
	b = append(b, "runtime error: "...)
	if e.signed && e.x < 0 {
		b = append(b, t.negPre...)
		b = appendNumber(b, e.x, true)
		return string(append(b, t.negEnd...))
	}
	b = append(b, t.pre...)
	if t.yFirst {
		b = appendNumber(b, int64(e.y), true)
	} else {
		b = appendNumber(b, e.x, e.signed)
	}
	b = append(b, t.mid...)
	if t.yFirst {
		b = appendNumber(b, e.x, e.signed)
	} else {
		b = appendNumber(b, int64(e.y), true)
	}
	return string(append(b, t.post...))
}

// appendNumber appends v in decimal.
func appendNumber(b []byte, v int64, signed bool) []byte {
	u := uint64(v)
	if signed && v < 0 {
		b = append(b, '-')
		u = -u
	}
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + u%10)
		u /= 10
		if u == 0 {
			return append(b, digits[i:]...)
		}
	}
}

func itoa(v uint64) string { return string(appendNumber(nil, int64(v), false)) }

// preprintpanic turns a panic's value that has an Error or String method into its text, before
// everything is frozen for printing. The C++ core calls it for each panic in the chain.
func preprintpanic(v *any) {
	defer func() {
		again := recover()
		if again == nil {
			return
		}
		what, isText := again.(string)
		if !isText {
			what = "type " + typeText(efaceOf(&again)._type)
		}
		throw("panic while printing panic value: " + what)
	}()
	if err, ok := (*v).(error); ok {
		*v = err.Error()
	} else if s, ok := (*v).(interface{ String() string }); ok {
		*v = s.String()
	}
}

// printpanicval prints the value of a panic: a number, string or bool as print does, with the type's
// name around it unless that is predeclared; anything else by its type and address.
func printpanicval(v any) {
	e := efaceOf(&v)
	t := e._type
	if t == nil {
		print("nil")
		return
	}
	kind := t.Kind()
	if !(abi.Bool <= kind && kind <= abi.Complex128 || kind == abi.String) || t.IsDirectIface() {
		print("(", typeText(t), ") ", e.data)
		return
	}
	if typePackage(t) == "" {
		printScalar(kind, t.Size_, e.data)
		return
	}
	open, end := "(", ")"
	switch kind {
	case abi.String:
		open, end = `("`, `")`
	case abi.Complex64, abi.Complex128: // bring their own
		open, end = "", ""
	}
	print(typeText(t), open)
	printScalar(kind, t.Size_, e.data)
	print(end)
}

// printScalar prints the bool, number or string at p.
func printScalar(kind abi.Kind, size uintptr, p unsafe.Pointer) {
	switch {
	case kind == abi.Bool:
		print(*(*bool)(p))
	case kind <= abi.Int64:
		print(signedAt(p, size))
	case kind <= abi.Uintptr:
		print(unsignedAt(p, size))
	case kind == abi.Float32:
		print(*(*float32)(p))
	case kind == abi.Float64:
		print(*(*float64)(p))
	case kind == abi.Complex64:
		print(*(*complex64)(p))
	case kind == abi.Complex128:
		print(*(*complex128)(p))
	default:
		printindented(*(*string)(p))
	}
}

// signedAt and unsignedAt read an integer of size bytes.

func signedAt(p unsafe.Pointer, size uintptr) int64 {
	unused := 64 - 8*size
	return int64(unsignedAt(p, size)<<unused) >> unused
}

func unsignedAt(p unsafe.Pointer, size uintptr) uint64 {
	switch size {
	case 1:
		return uint64(*(*uint8)(p))
	case 2:
		return uint64(*(*uint16)(p))
	case 4:
		return uint64(*(*uint32)(p))
	}
	return *(*uint64)(p)
}

// printindented prints s with a tab after each newline, so that tools can tell a value from the traceback after it.
func printindented(s string) {
	for {
		i := bytealg.IndexByteString(s, '\n')
		if i < 0 {
			print(s)
			return
		}
		print(s[:i+1], "\t")
		s = s[i+1:]
	}
}

// eface and iface are the two shapes of interface values.
type eface struct {
	_type *_type
	data  unsafe.Pointer
}

type iface struct {
	tab  *itab
	data unsafe.Pointer
}

func efaceOf(p *any) *eface { return (*eface)(unsafe.Pointer(p)) }
