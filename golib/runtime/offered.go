// Functions that gc's package runtime offers by go:linkname and that nothing in std calls: packages outside take them, with
// these signatures. docs/linkname.md says what is offered, and what is not.

package runtime

import "unsafe"

//go:linkname add
func add(p unsafe.Pointer, x uintptr) unsafe.Pointer { return unsafe.Add(p, x) }

// noescape hides from escape analysis where its result points.
//
//go:nosplit
//go:linkname noescape
func noescape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}

//go:linkname heapObjectsCanMove
func heapObjectsCanMove() bool { return false }

// writeBarrier tells machine code made at run time whether it must announce stores of pointers: never.
//
//go:linkname writeBarrier
var writeBarrier struct {
	enabled bool
	pad     [3]byte
	alignme uint64
}

// Nothing is called in C.

//go:linkname cgocall
func cgocall(fn, arg unsafe.Pointer) int32 {
	throw("cgocall unavailable")
	return 0
}

//go:linkname iscgo
var iscgo bool

//go:linkname cgoAlwaysFalse
var cgoAlwaysFalse bool

// findObject gives the heap object that p points into: its start, what manages its memory, and its number there.
//
//go:linkname findObject
func findObject(p, refBase, refOff uintptr) (base uintptr, span unsafe.Pointer, index uintptr) {
	return objectPlace(p)
}

// C++.
func objectPlace(p uintptr) (base uintptr, span unsafe.Pointer, index uintptr)

// checkptrBase gives a number for what holds p: 1 for this goroutine's stack, else where it starts, 0 for nothing. C++.
//
//go:linkname checkptrBase
func checkptrBase(p unsafe.Pointer) uintptr

// chanbuf gives the place of a channel's i-th value. C++.
//
//go:linkname chanbuf
func chanbuf(c unsafe.Pointer, i uint) unsafe.Pointer

// The scheduler. C++.

// g is a goroutine. Only the runtime's C++ half looks into it.
type g struct{ _ uintptr }

// gopark makes the goroutine wait until goready, unless unlock says no. unlock(g, lock) is called when goready may
// come: it is not lost from then on. reason is what tracebacks tell.
//
//go:linkname gopark
func gopark(unlock func(*g, unsafe.Pointer) bool, lock unsafe.Pointer, reason, traceReason uint8, traceskip int) {
	gp := parkBegin(reason)
	if unlock != nil && !unlock(gp, lock) {
		parkCancel()
		return
	}
	parkWait()
}

func parkBegin(reason uint8) *g
func parkCancel()
func parkWait()

//go:linkname goready
func goready(gp *g, traceskip int)

// lockedOSThread reports whether this goroutine has locked its thread.
//
//go:linkname lockedOSThread
func lockedOSThread() bool

//go:linkname goyield
func goyield()

//go:linkname wakep
func wakep()

// getm gives the thread, as a number.
//
//go:linkname getm
func getm() uintptr

//go:linkname entersyscall
func entersyscall()

//go:linkname entersyscallblock
func entersyscallblock()

//go:linkname exitsyscall
func exitsyscall()

//go:linkname sync_runtime_canSpin sync.runtime_canSpin
func sync_runtime_canSpin(i int) bool { return canSpin(i) }

//go:linkname sync_runtime_doSpin sync.runtime_doSpin
func sync_runtime_doSpin() { doSpin() }

//go:linkname canSpin internal/sync.runtime_canSpin
func canSpin(i int) bool

//go:linkname doSpin internal/sync.runtime_doSpin
func doSpin()

// cputicks counts what blockevent takes.
//
//go:linkname cputicks
func cputicks() int64 { return nanotime() }

//go:linkname procyield
func procyield(cycles uint32)

// setsigsegv makes the next sigpanic that of a load from address 0 at pc.
//
//go:linkname setsigsegv
func setsigsegv(pc uintptr)

// From program counters to functions, as loggers do it.

//go:noinline
//go:linkname callers
func callers(skip int, pcs []uintptr) int {
	if len(pcs) == 0 {
		return 0
	}
	return collect(skip, pcs)
}

// funcInfo has the shape of gc's: a function, and the module that it is of.
type funcInfo struct {
	fn     *funcEntry
	module unsafe.Pointer
}

//go:linkname findfunc
func findfunc(pc uintptr) funcInfo {
	e := functionAt(pc)
	if e == nil {
		return funcInfo{}
	}
	start, _ := functabBounds()
	return funcInfo{e, start}
}

//go:linkname badFuncInfoEntry runtime.funcInfo.entry
func badFuncInfoEntry(funcInfo) uintptr

func (f funcInfo) entry() uintptr { return f.fn.entry() }

//go:linkname funcline1
func funcline1(f funcInfo, pc uintptr, strict bool) (file string, line int32) {
	if f.fn == nil || pc-f.fn.entry() >= uintptr(f.fn.size) {
		return "?", 0
	}
	f.fn.expand(pc, func(_, at string, n, _ int, _ bool) bool {
		file, line = at, int32(n)
		return false
	})
	return file, line
}

// inlineUnwinder and inlineFrame name a call that was inlined: by its number in the function's list, -1 for the function.
type inlineUnwinder struct {
	f       funcInfo
	inlTree unsafe.Pointer
}

type inlineFrame struct {
	pc    uintptr
	index int32
}

//go:linkname newInlineUnwinder
func newInlineUnwinder(f funcInfo, pc uintptr) (inlineUnwinder, inlineFrame) {
	u, frame := inlineUnwinder{f: f}, inlineFrame{pc, -1}
	if f.fn != nil && f.fn.hasLines() {
		t := f.fn.table()
		u.inlTree = t.inlines
		_, _, inline := t.row(pc - f.fn.entry())
		frame.index = int32(inline)
	}
	return u, frame
}

// srcFunc is a function of the source. nameOff is the distance of its name from module.
type srcFunc struct {
	module    unsafe.Pointer
	nameOff   int32
	startLine int32
	id        uint8
}

//go:linkname badSrcFunc runtime.(*inlineUnwinder).srcFunc
func badSrcFunc(*inlineUnwinder, inlineFrame) srcFunc

func (u *inlineUnwinder) srcFunc(frame inlineFrame) srcFunc {
	e := u.f.fn
	if e == nil {
		return srcFunc{}
	}
	name, startLine := e.fullName(), 0
	if e.hasLines() {
		t := e.table()
		startLine = t.startLine
		if frame.index >= 0 {
			rec := t.inline(int(frame.index))
			name, startLine = rec.name, rec.startLine
		}
	}
	off := uintptr(unsafe.Pointer(unsafe.StringData(name))) - uintptr(u.f.module)
	return srcFunc{u.f.module, int32(off), int32(startLine), 0}
}

//go:linkname badSrcFuncName runtime.srcFunc.name
func badSrcFuncName(srcFunc) string

func (s srcFunc) name() string {
	if s.module == nil {
		return ""
	}
	return printName(gostringnocopy((*byte)(unsafe.Add(s.module, s.nameOff))))
}
