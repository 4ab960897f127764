// What compiled code calls when an operation fails, and the faults that signals report.
// All end in gopanic.

package runtime

import (
	"internal/abi"
	_ "unsafe"
)

// gopanic panics. It is Go so that tracebacks show where a deferred function was called from.
//
//go:noinline
func gopanic(v any) { panicCore(v) }

// panicCore runs the deferred functions and does not return. C++.
func panicCore(v any)

// nilFault notes that the caller's caller used a nil pointer: compiled code looks for itself, but the report is that of the
// signal that there would have been. C++.
func nilFault()

// gorecover returns the value of the panic that a deferred function was called for. C++.
func gorecover(callerfp uintptr) any

// Values that other packages panic with: math/bits refers to the first two by name.

var (
	divideError   error = errorString("integer divide by zero")
	overflowError error = errorString("integer overflow")
	shiftError    error = errorString("negative shift amount")
	memoryError   error = errorString("invalid memory address or nil pointer dereference")
)

//go:linkname maps_errNilAssign internal/runtime/maps.errNilAssign
var maps_errNilAssign error = plainError("assignment to entry in nil map")

func panicdivide()   { panic(divideError) }
func panicoverflow() { panic(overflowError) }
func panicshift()    { panic(shiftError) }
func panicnil()      { panic(memoryError) }
func panicfloat()    { panic(error(errorString("floating point error"))) }

// panicmem is the panic of a nil pointer that compiled code found.
//
//go:noinline
func panicmem() {
	nilFault()
	panicnil()
}

func panicmemAddr(addr uintptr) {
	panic(errorAddressString{msg: "invalid memory address or nil pointer dereference", addr: addr})
}

// Index and slice expressions. x is the value that failed, y the bound it failed against.

func boundsFail(x int, y int, code abi.BoundsErrorCode) {
	panic(boundsError{x: int64(x), signed: true, y: y, code: code})
}

func boundsFailU(x uint, y int, code abi.BoundsErrorCode) {
	panic(boundsError{x: int64(x), signed: false, y: y, code: code})
}

func goPanicIndex(x int, y int)        { boundsFail(x, y, abi.BoundsIndex) }
func goPanicIndexU(x uint, y int)      { boundsFailU(x, y, abi.BoundsIndex) }
func goPanicSliceAlen(x int, y int)    { boundsFail(x, y, abi.BoundsSliceAlen) }
func goPanicSliceAlenU(x uint, y int)  { boundsFailU(x, y, abi.BoundsSliceAlen) }
func goPanicSliceAcap(x int, y int)    { boundsFail(x, y, abi.BoundsSliceAcap) }
func goPanicSliceAcapU(x uint, y int)  { boundsFailU(x, y, abi.BoundsSliceAcap) }
func goPanicSliceB(x int, y int)       { boundsFail(x, y, abi.BoundsSliceB) }
func goPanicSliceBU(x uint, y int)     { boundsFailU(x, y, abi.BoundsSliceB) }
func goPanicSlice3Alen(x int, y int)   { boundsFail(x, y, abi.BoundsSlice3Alen) }
func goPanicSlice3AlenU(x uint, y int) { boundsFailU(x, y, abi.BoundsSlice3Alen) }
func goPanicSlice3Acap(x int, y int)   { boundsFail(x, y, abi.BoundsSlice3Acap) }
func goPanicSlice3AcapU(x uint, y int) { boundsFailU(x, y, abi.BoundsSlice3Acap) }
func goPanicSlice3B(x int, y int)      { boundsFail(x, y, abi.BoundsSlice3B) }
func goPanicSlice3BU(x uint, y int)    { boundsFailU(x, y, abi.BoundsSlice3B) }
func goPanicSlice3C(x int, y int)      { boundsFail(x, y, abi.BoundsSlice3C) }
func goPanicSlice3CU(x uint, y int)    { boundsFailU(x, y, abi.BoundsSlice3C) }
func goPanicSliceConvert(x int, y int) { boundsFail(x, y, abi.BoundsConvert) }

func panicSliceConvert(x int, y int) { boundsFail(x, y, abi.BoundsConvert) }

// Allocation.

func panicmakeslicelen() { panic(errorString("makeslice: len out of range")) }
func panicmakeslicecap() { panic(errorString("makeslice: cap out of range")) }
func panicgrowslice()    { panic(errorString("growslice: len out of range")) }
func panicAllocSize()    { panic(plainError("runtime: allocation size out of range")) }
func panicMemoryLimit()  { throw("out of memory") }
func panicMakeChanSize() { panic(plainError("makechan: size out of range")) }
func panicSendClosed()   { panic(plainError("send on closed channel")) }
func panicCloseClosed()  { panic(plainError("close of closed channel")) }
func panicCloseNil()     { panic(plainError("close of nil channel")) }
func panicGoNil()        { throw("go of nil func value") }
func panicDeferNil()     { panicmem() }
func panicTimerNil()     { panic(plainError("time: Reset called on uninitialized Timer")) }

// unsafe.Slice, unsafe.String.

func panicunsafeslicelen()     { panic(errorString("unsafe.Slice: len out of range")) }
func panicunsafeslicenilptr()  { panic(errorString("unsafe.Slice: ptr is nil and len is not zero")) }
func panicunsafestringlen()    { panic(errorString("unsafe.String: len out of range")) }
func panicunsafestringnilptr() { panic(errorString("unsafe.String: ptr is nil and len is not zero")) }

// panicrangestate: the body of a loop over a function was called when it may not be.
func panicrangestate(state int) {
	switch abi.RF_State(state) {
	case abi.RF_DONE:
		panic(error(errorString("range function continued iteration after function for loop body returned false")))
	case abi.RF_PANIC:
		panic(error(errorString("range function continued iteration after loop body panic")))
	case abi.RF_EXHAUSTED:
		panic(error(errorString("range function continued iteration after whole loop exit")))
	case abi.RF_MISSING_PANIC:
		panic(error(errorString("range function recovered a loop body panic and did not resume panicking")))
	}
	throw("unexpected state set in range func")
}

// panicwrap: a method with a value receiver was called through a nil pointer; callerpc is in
// the wrapper, whose name tells which method.
//
//go:noinline
func panicwrap() {
	panicwrapName(callerName(1))
}

func panicwrapName(name string) {
	// pkg.(*T).M, or with -expr or -fm behind it the code of a method expression or value
	for i := len(name) - 1; i >= 0 && name[i] != '.'; i-- {
		if name[i] == '-' {
			name = name[:i]
		}
	}
	open := -1
	for i := 0; i+3 < len(name); i++ {
		if name[i:i+3] == ".(*" {
			open = i
			break
		}
	}
	if open >= 0 {
		depth := 0
		for i := open + 3; i < len(name); i++ {
			switch name[i] {
			case '[':
				depth++
			case ']':
				depth--
			case ')':
				if depth == 0 && i+2 < len(name) && name[i+1] == '.' {
					pkg, typ, method := name[:open], name[open+3:i], name[i+2:]
					panic(plainError("value method " + pkg + "." + typ + "." + method +
						" called using nil *" + typ + " pointer"))
				}
			}
		}
	}
	panic(plainError("value method " + name + " called using nil pointer"))
}

// Signals that a fault in Go code turned into a panic. The C++ handler makes the goroutine
// call sigpanic as if the faulting instruction had.
const (
	sigBus  = 7
	sigFpe  = 8
	sigSegv = 11

	busAdrErr = 2

	fpeIntDiv      = 1
	fpeIntOverflow = 2
)

// lastFault gives this goroutine's last signal, its si_code and si_addr. C++.
func lastFault() (sig, code int, addr uintptr)

// sigpanic raises the panic for the last fault.
//
//go:linkname sigpanic
func sigpanic() {
	sig, code, addr := lastFault()
	switch sig {
	case sigSegv, sigBus:
		if addr < 4096 && (sig == sigBus && code == busAdrErr || sig == sigSegv && code >= 0 && code <= 2) {
			panicnil()
		}
		if panicOnFault() {
			panicmemAddr(addr)
		}
		print("unexpected fault address ", hex(addr), "\n")
		throw("fault")
	case sigFpe:
		switch code {
		case fpeIntDiv:
			panicdivide()
		case fpeIntOverflow:
			panicoverflow()
		}
		panicfloat()
	}
	throw("unexpected signal during runtime execution")
}

// panicOnFault reports what debug.SetPanicOnFault set for this goroutine. C++.
func panicOnFault() bool

// hex is printed in hexadecimal by print.
type hex uint64

// throw ends the program for a fault of the runtime or of the program that cannot be recovered. C++.
//
//go:linkname throw
func throw(s string)

// fatal is throw for the user's mistakes: the traceback shows no runtime frames. C++.
func fatal(s string)

// The same under the names that other packages pull.

//go:linkname sync_throw sync.throw
func sync_throw(s string) { throw(s) }

//go:linkname sync_fatal sync.fatal
func sync_fatal(s string) { fatal(s) }

//go:linkname internal_sync_throw internal/sync.throw
func internal_sync_throw(s string) { throw(s) }

//go:linkname internal_sync_fatal internal/sync.fatal
func internal_sync_fatal(s string) { fatal(s) }

//go:linkname maps_fatal internal/runtime/maps.fatal
func maps_fatal(s string) { fatal(s) }

//go:linkname rand_fatal crypto/rand.fatal
func rand_fatal(s string) { fatal(s) }

//go:linkname sysrand_fatal crypto/internal/sysrand.fatal
func sysrand_fatal(s string) { fatal(s) }

//go:linkname fips_fatal crypto/internal/fips140.fatal
func fips_fatal(s string) { fatal(s) }

//go:linkname cgroup_throw internal/runtime/cgroup.throw
func cgroup_throw(s string) { throw(s) }
