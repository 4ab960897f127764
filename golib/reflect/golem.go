// Golem's part of reflect: how the type of the function travels to the runtime's call, and what
// stands behind the code of functions that MakeFunc and method values make.

package reflect

import (
	"internal/abi"
	"unsafe"
)

// A frame type that funcLayout makes carries the func type in Equal and whether a receiver comes
// first in Hash: nothing compares or hashes frames, and reflectcall must know what is in them.

func funcTypeInEqual(t *funcType) func(unsafe.Pointer, unsafe.Pointer) bool {
	return *(*func(unsafe.Pointer, unsafe.Pointer) bool)(unsafe.Pointer(&t))
}

func receiverInHash(rcvr *abi.Type) uint32 {
	if rcvr != nil {
		return 1
	}
	return 0
}

// callRegs is where the assembly stubs keep the registers of a call: those that came in, and
// those that go out.
type callRegs struct {
	ints      [intArguments]uintptr
	floats    [floatArguments]uint64
	stack     unsafe.Pointer // arguments that found no register
	outInts   [intResults]uintptr
	outFloats [floatResults]uint64
}

// frameFromRegs copies the arguments of a function of type t to a frame in memory. C++.
//
//go:linkname frameFromRegs runtime.frameFromRegs
//go:noescape
func frameFromRegs(t *funcType, frame unsafe.Pointer, regs *callRegs)

// resultsToRegs copies the results from a frame, where they begin at off, to where the caller
// expects them. C++.
//
//go:linkname resultsToRegs runtime.resultsToRegs
//go:noescape
func resultsToRegs(t *funcType, frame unsafe.Pointer, off uintptr, regs *callRegs)

// runMakeFunc is called by makeFuncStub.
//
//go:golem_hidden
func runMakeFunc(ctxt *makeFuncImpl, regs *callRegs) {
	frameType, _, abid := funcLayout(ctxt.ftyp, nil)
	frame := unsafe_New(frameType)
	frameFromRegs(ctxt.ftyp, frame, regs)
	var valid bool
	var none abi.RegArgs
	callReflect(ctxt, frame, &valid, &none)
	resultsToRegs(ctxt.ftyp, frame, abid.retOffset, regs)
}

// runMethodValue is called by methodValueCall.
//
//go:golem_hidden
func runMethodValue(ctxt *methodValue, regs *callRegs) {
	_, t, _ := methodReceiver("call", ctxt.rcvr, ctxt.method)
	frameType, _, abid := funcLayout(t, nil)
	frame := unsafe_New(frameType)
	frameFromRegs(t, frame, regs)
	var valid bool
	var none abi.RegArgs
	callMethod(ctxt, frame, &valid, &none)
	resultsToRegs(t, frame, abid.retOffset, regs)
}

// The assembly refers to them; this keeps them.
var _ = [...]any{runMakeFunc, runMethodValue}
