// Hooks of packages that need something small from the runtime, and the ones that are not
// supported yet and say so.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// Channels are C++; these are the forms that reflect uses.

func makechan(t *abi.ChanType, size int) unsafe.Pointer
func chansend(c unsafe.Pointer, elem unsafe.Pointer, block bool) bool
func chanrecv(c unsafe.Pointer, elem unsafe.Pointer, block bool) (selected, received bool)
func closechan(c unsafe.Pointer)
func chanlen(c unsafe.Pointer) int
func chancap(c unsafe.Pointer) int
func selectgo(cases *scase, order *uint16, pc0 *uintptr, nsends, nrecvs int, block bool) (int, bool)

// block parks for ever.
func block()

type scase struct {
	c    unsafe.Pointer
	elem unsafe.Pointer
}

//go:linkname reflect_makechan reflect.makechan
func reflect_makechan(t *abi.ChanType, size int) unsafe.Pointer { return makechan(t, size) }

//go:linkname reflect_chansend0 reflect.chansend0
func reflect_chansend0(c unsafe.Pointer, elem unsafe.Pointer, nb bool) bool {
	return chansend(c, elem, !nb)
}

//go:linkname reflect_chanrecv reflect.chanrecv
func reflect_chanrecv(c unsafe.Pointer, nb bool, elem unsafe.Pointer) (selected, received bool) {
	return chanrecv(c, elem, !nb)
}

//go:linkname reflect_chanlen reflect.chanlen
func reflect_chanlen(c unsafe.Pointer) int { return chanlen(c) }

//go:linkname reflectlite_chanlen internal/reflectlite.chanlen
func reflectlite_chanlen(c unsafe.Pointer) int { return chanlen(c) }

//go:linkname reflect_chancap reflect.chancap
func reflect_chancap(c unsafe.Pointer) int { return chancap(c) }

//go:linkname reflect_chanclose reflect.chanclose
func reflect_chanclose(c unsafe.Pointer) { closechan(c) }

func makechan64(t *abi.ChanType, size int64) unsafe.Pointer {
	if int64(int(size)) != size {
		panicMakeChanSize()
	}
	return makechan(t, int(size))
}

// runtimeSelect is a case as reflect has it.
type runtimeSelect struct {
	dir int // 1 send, 2 receive, 3 default
	typ unsafe.Pointer
	ch  unsafe.Pointer
	val unsafe.Pointer
}

//go:linkname reflect_rselect reflect.rselect
func reflect_rselect(cases []runtimeSelect) (int, bool) {
	if len(cases) == 0 {
		block()
	}
	// selectgo wants the sends in front and the receives from the end on.
	sel := make([]scase, len(cases))
	from := make([]int, len(cases))
	nsends, nrecvs, dflt := 0, 0, -1
	for i, rc := range cases {
		j := 0
		switch rc.dir {
		case 1:
			j = nsends
			nsends++
		case 2:
			nrecvs++
			j = len(cases) - nrecvs
		case 3:
			dflt = i
			continue
		}
		sel[j] = scase{rc.ch, rc.val}
		from[j] = i
	}
	if nsends+nrecvs == 0 {
		return dflt, false
	}
	if nsends+nrecvs < len(cases) {
		copy(sel[nsends:], sel[len(cases)-nrecvs:])
		copy(from[nsends:], from[len(cases)-nrecvs:])
	}
	order := make([]uint16, 2*(nsends+nrecvs))
	chosen, received := selectgo(&sel[0], &order[0], nil, nsends, nrecvs, dflt == -1)
	if chosen < 0 {
		return dflt, received
	}
	return from[chosen], received && chosen >= nsends // a send that had to wait ended well, but received nothing
}

// reflect.Value.Call. C++: section 2 of the calling convention is known there.

// callFrame calls fn, a closure of func type t, with arguments in a frame in memory: parameters in
// order, then results from retOffset on. With rcvr, a receiver word comes before the parameters.
func callFrame(t *abi.FuncType, fn, frame unsafe.Pointer, retOffset uintptr, rcvr bool)

// reflectcall finds the func type where Golem's part of reflect put it: in the frame type's Equal.
//
//go:linkname reflectcall
//go:golem_hidden
func reflectcall(frameType *_type, fn, frame unsafe.Pointer, frameSize, retOffset, fullSize uint32, regs unsafe.Pointer) {
	t := *(**abi.FuncType)(unsafe.Pointer(&frameType.Equal))
	callFrame(t, fn, frame, uintptr(retOffset), frameType.Hash != 0)
}

// sync.Pool's cleanup runs before each collection, with the world stopped.

var poolCleanup func()

//go:linkname sync_registerPoolCleanup sync.runtime_registerPoolCleanup
func sync_registerPoolCleanup(f func()) { poolCleanup = f }

var boringCaches []unsafe.Pointer

//go:linkname boring_registerCache crypto/internal/boring/bcache.registerCache
func boring_registerCache(p unsafe.Pointer) { boringCaches = append(boringCaches, p) }

// clearpools empties what may be thrown away at a collection. The C++ collector calls it before it
// stops the world's successor; it must not allocate.
func clearpools() {
	if poolCleanup != nil {
		poolCleanup()
	}
	for _, p := range boringCaches {
		atomicstorep(p, nil)
	}
}

var uniqueMapCleanup func()

//go:linkname unique_registerCleanup unique.runtime_registerUniqueMapCleanup
func unique_registerCleanup(f func()) { uniqueMapCleanup = f }

// doInit runs initialisers; only plugins use it.
//
//go:linkname runtime_doInit runtime.doInit
func runtime_doInit(tasks []unsafe.Pointer) { throw("not yet supported: plugins") }

//go:linkname vgetrandom
func vgetrandom(p []byte, flags uint32) (ret int, supported bool) { return -1, false }

//go:linkname syscall_cgocaller syscall.cgocaller
func syscall_cgocaller(fn unsafe.Pointer, args ...uintptr) uintptr {
	throw("syscall.cgocaller without cgo")
	return 0
}
