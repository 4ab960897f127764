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
	from := "interface"
	if e._interface != nil {
		from = typeText(e._interface)
	}
	want := typeText(e.asserted)
	if e.concrete == nil {
		return "interface conversion: " + from + " is nil, not " + want
	}
	have := typeText(e.concrete)
	if e.missingMethod != "" {
		return "interface conversion: " + have + " is not " + want + ": missing method " + e.missingMethod
	}
	text := "interface conversion: " + from + " is " + have + ", not " + want
	if have != want {
		return text
	}
	if typePackage(e.concrete) != typePackage(e.asserted) {
		return text + " (types from different packages)"
	}
	return text + " (types from different scopes)"
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

type stringer interface {
	String() string
}

// preprintpanic turns a panic's value that has an Error or String method into its text, before
// everything is frozen for printing. The C++ core calls it for each panic in the chain.
func preprintpanic(v *any) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case string:
			throw("panic while printing panic value: " + r)
		default:
			throw("panic while printing panic value: type " + typeText(efaceOf(&r)._type))
		}
	}()
	switch x := (*v).(type) {
	case error:
		*v = x.Error()
	case stringer:
		*v = x.String()
	}
}

// printpanicval prints the value of a panic. Newlines in strings are followed by a tab, so that
// tools can tell a value from the traceback after it.
func printpanicval(v any) {
	switch v := v.(type) {
	case nil:
		print("nil")
	case bool:
		print(v)
	case int:
		print(v)
	case int8:
		print(v)
	case int16:
		print(v)
	case int32:
		print(v)
	case int64:
		print(v)
	case uint:
		print(v)
	case uint8:
		print(v)
	case uint16:
		print(v)
	case uint32:
		print(v)
	case uint64:
		print(v)
	case uintptr:
		print(v)
	case float32:
		print(v)
	case float64:
		print(v)
	case complex64:
		print(v)
	case complex128:
		print(v)
	case string:
		printindented(v)
	default:
		printNamedValue(v)
	}
}

// printNamedValue prints a value of a named type, or of a composite one.
func printNamedValue(i any) {
	e := efaceOf(&i)
	name := typeText(e._type)
	p := e.data
	if e._type.IsDirectIface() {
		print("(", name, ") ", p)
		return
	}
	switch e._type.Kind() {
	case abi.String:
		print(name, `("`)
		printindented(*(*string)(p))
		print(`")`)
	case abi.Bool:
		print(name, "(", *(*bool)(p), ")")
	case abi.Int:
		print(name, "(", *(*int)(p), ")")
	case abi.Int8:
		print(name, "(", *(*int8)(p), ")")
	case abi.Int16:
		print(name, "(", *(*int16)(p), ")")
	case abi.Int32:
		print(name, "(", *(*int32)(p), ")")
	case abi.Int64:
		print(name, "(", *(*int64)(p), ")")
	case abi.Uint:
		print(name, "(", *(*uint)(p), ")")
	case abi.Uint8:
		print(name, "(", *(*uint8)(p), ")")
	case abi.Uint16:
		print(name, "(", *(*uint16)(p), ")")
	case abi.Uint32:
		print(name, "(", *(*uint32)(p), ")")
	case abi.Uint64:
		print(name, "(", *(*uint64)(p), ")")
	case abi.Uintptr:
		print(name, "(", *(*uintptr)(p), ")")
	case abi.Float32:
		print(name, "(", *(*float32)(p), ")")
	case abi.Float64:
		print(name, "(", *(*float64)(p), ")")
	case abi.Complex64:
		print(name, *(*complex64)(p))
	case abi.Complex128:
		print(name, *(*complex128)(p))
	default:
		print("(", name, ") ", p)
	}
}

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
