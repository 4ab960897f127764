// Finalizers, cleanups, weak pointers, pinned objects: what happens around the death of objects.
// The C++ heap keeps a record per object; here is the checking of arguments, and the calls.

package runtime

import (
	"internal/abi"
	"internal/goarch"
	"unsafe"
)

// objectAt gives start and size of the heap object that holds p; a base of 0: none. C++.
//
//go:noescape
func objectAt(p unsafe.Pointer) (base, size uintptr)

// addfinalizer has rec run when the object at p is unreachable; it fails if there is one. C++.
func addfinalizer(p unsafe.Pointer, rec *finalizerRec) bool

// removefinalizer takes it back. C++.
func removefinalizer(p unsafe.Pointer)

// addcleanup has fn run after the object at p is gone; the number names it. C++.
func addcleanup(p unsafe.Pointer, fn func()) uint64

// removecleanup takes it back, if it has not begun. C++.
func removecleanup(p uintptr, id uint64)

type finalizerRec struct {
	fn    unsafe.Pointer // the closure
	typ   *abi.FuncType
	param *_type // of the parameter
	obj   *_type // of the pointer to the object
}

// runFinalizers calls a finalizer; it has the name that profiles are searched for. The C++ finalizer goroutine calls it.
func runFinalizers(rec *finalizerRec, p unsafe.Pointer) {
	off := uintptr(2 * goarch.PtrSize)
	for _, t := range rec.typ.OutSlice() {
		off = (off+uintptr(t.Align_)-1)&^(uintptr(t.Align_)-1) + t.Size_
	}
	frame := make([]unsafe.Pointer, (off+goarch.PtrSize-1)/goarch.PtrSize+1)
	argSize := uintptr(goarch.PtrSize)
	if rec.param.Kind() == abi.Interface {
		it := (*interfacetype)(unsafe.Pointer(rec.param))
		if len(it.Methods) == 0 {
			frame[0] = unsafe.Pointer(rec.obj)
		} else {
			frame[0] = unsafe.Pointer(assertE2I(it, rec.obj))
		}
		frame[1] = p
		argSize = 2 * goarch.PtrSize
	} else {
		frame[0] = p
	}
	callFrame(rec.typ, rec.fn, unsafe.Pointer(&frame[0]), argSize, false)
}

// runCleanups calls a cleanup. The C++ finalizer goroutine calls it.
func runCleanups(fn func()) { fn() }

// SetFinalizer has finalizer called with obj, a pointer, when nothing refers to the object any more.
func SetFinalizer(obj any, finalizer any) {
	e := efaceOf(&obj)
	t := e._type
	if t == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
	if t.Kind() != abi.Pointer {
		throw("runtime.SetFinalizer: first argument is " + typeText(t) + ", not pointer")
	}
	elem := (*abi.PtrType)(unsafe.Pointer(t)).Elem
	base, _ := objectAt(e.data)
	if base == 0 {
		if e.data == unsafe.Pointer(&zerobase) || inImage(e.data) {
			return // global data is never freed
		}
		throw("runtime.SetFinalizer: pointer not in allocated block")
	}
	if uintptr(e.data) != base && (elem.Pointers() || elem.Size_ >= 16) {
		// Only small objects without pointers share a block.
		throw("runtime.SetFinalizer: pointer not at beginning of allocated block")
	}
	f := efaceOf(&finalizer)
	if f._type == nil {
		removefinalizer(e.data)
		return
	}
	if f._type.Kind() != abi.Func {
		throw("runtime.SetFinalizer: second argument is " + typeText(f._type) + ", not a function")
	}
	ft := (*abi.FuncType)(unsafe.Pointer(f._type))
	wrong := "runtime.SetFinalizer: cannot pass " + typeText(t) + " to finalizer " + typeText(f._type)
	if ft.IsVariadic() {
		throw(wrong + " because dotdotdot")
	}
	if ft.InCount != 1 {
		throw(wrong)
	}
	param := ft.InSlice()[0]
	ok := param == t
	switch param.Kind() {
	case abi.Pointer:
		ok = ok || (param.Uncommon() == nil || t.Uncommon() == nil) &&
			(*abi.PtrType)(unsafe.Pointer(param)).Elem == elem
	case abi.Interface:
		it := (*interfacetype)(unsafe.Pointer(param))
		ok = len(it.Methods) == 0 || assertE2I2(it, t) != nil
	}
	if !ok {
		throw(wrong)
	}
	if !addfinalizer(e.data, &finalizerRec{f.data, ft, param, t}) {
		throw("runtime.SetFinalizer: finalizer already set")
	}
}

// A Cleanup names a cleanup that AddCleanup attached.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

// AddCleanup has cleanup(arg) called some time after ptr's object is unreachable.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	if ptr == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	p := unsafe.Pointer(ptr)
	base, size := objectAt(p)
	if t := abi.TypeFor[S](); t.Kind() == abi.Pointer || t.Kind() == abi.UnsafePointer {
		a := *(*unsafe.Pointer)(unsafe.Pointer(&arg))
		if a == p {
			panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
		}
		if base != 0 && uintptr(a)-base < size && size > 16 {
			panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
		}
	}
	if base == 0 {
		if p == unsafe.Pointer(&zerobase) || inImage(p) {
			return Cleanup{}
		}
		panic("runtime.AddCleanup: ptr not in allocated block")
	}
	if closureHolds(*(*unsafe.Pointer)(unsafe.Pointer(&cleanup)), base, size) {
		panic("runtime.AddCleanup: cleanup function closes over ptr, cleanup will never run")
	}
	id := addcleanup(p, func() { cleanup(arg) })
	KeepAlive(ptr)
	return Cleanup{id, uintptr(p)}
}

// closureHolds reports whether a word of the closure points into [base, base+size).
func closureHolds(fn unsafe.Pointer, base, size uintptr) bool {
	at, n := objectAt(fn)
	for i := uintptr(0); at != 0 && i+goarch.PtrSize <= n; i += goarch.PtrSize {
		if *(*uintptr)(unsafe.Pointer(at + i))-base < size {
			return true
		}
	}
	return false
}

// Stop keeps the cleanup from running, if it has not begun.
func (c Cleanup) Stop() {
	if c.id != 0 {
		removecleanup(c.ptr, c.id)
	}
}

// KeepAlive marks x as reachable up to here.
//
//go:noinline
func KeepAlive(x any) {
	if alwaysFalse {
		println(x)
	}
}

var alwaysFalse bool

// A Pinner keeps objects from being freed (they never move) until it unpins them.
type Pinner struct{ *pinner }

type pinner struct {
	refs []unsafe.Pointer
}

// Objects that are pinned, for the checks of calls into C.
var pinned struct {
	lock spinlock
	refs map[unsafe.Pointer]int
}

func (p *Pinner) Pin(pointer any) {
	e := efaceOf(&pointer)
	if e._type == nil {
		panic(errorString("runtime.Pinner: argument is nil"))
	}
	if k := e._type.Kind(); k != abi.Pointer && k != abi.UnsafePointer {
		panic(errorString("runtime.Pinner: argument is not a pointer: " + typeText(e._type)))
	}
	if p.pinner == nil {
		p.pinner = new(pinner)
		SetFinalizer(p.pinner, func(i *pinner) {
			if len(i.refs) != 0 {
				i.unpin()
				pinnerLeakPanic()
			}
		})
	}
	if base, _ := objectAt(e.data); base == 0 {
		return
	}
	pinned.lock.lock()
	if pinned.refs == nil {
		pinned.refs = map[unsafe.Pointer]int{}
	}
	pinned.refs[e.data]++
	pinned.lock.unlock()
	p.refs = append(p.refs, e.data)
}

func (p *Pinner) Unpin() { p.pinner.unpin() }

func (p *pinner) unpin() {
	if p == nil {
		return
	}
	pinned.lock.lock()
	for _, r := range p.refs {
		if pinned.refs[r]--; pinned.refs[r] == 0 {
			delete(pinned.refs, r)
		}
	}
	pinned.lock.unlock()
	p.refs = nil
}

var pinnerLeakPanic = func() {
	panic(errorString("runtime.Pinner: found leaking pinned pointer; forgot to call Unpin?"))
}
