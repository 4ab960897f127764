// Profiles. Goroutine profiles are real; memory, block and mutex profiles report no records, CPU
// profiles no samples; tracing is refused.

package runtime

import (
	"internal/profilerecord"
	"unsafe"
)

// MemProfileRate is how many bytes are allocated between two samples of the heap profile.
var MemProfileRate int = 512 * 1024

// A StackRecord is one stack.
type StackRecord struct {
	Stack0 [32]uintptr // ends at the first 0
}

func upToZero(s []uintptr) []uintptr {
	for i, pc := range s {
		if pc == 0 {
			return s[:i]
		}
	}
	return s
}

func (r *StackRecord) Stack() []uintptr { return upToZero(r.Stack0[:]) }

// A MemProfileRecord tells of the objects that one stack allocated.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr
}

func (r *MemProfileRecord) InUseBytes() int64   { return r.AllocBytes - r.FreeBytes }
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }
func (r *MemProfileRecord) Stack() []uintptr    { return upToZero(r.Stack0[:]) }

// A BlockProfileRecord tells how often and how long one stack was blocked.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) { return 0, true }
func BlockProfile(p []BlockProfileRecord) (n int, ok bool)             { return 0, true }
func MutexProfile(p []BlockProfileRecord) (n int, ok bool)             { return 0, true }
func ThreadCreateProfile(p []StackRecord) (n int, ok bool)             { return 0, true }

func SetBlockProfileRate(rate int) {}

// blockevent would note that a goroutine was blocked.
//
//go:linkname blockevent
func blockevent(cycles int64, skip int) {}

var mutexProfileFraction int

func SetMutexProfileFraction(rate int) int {
	old := mutexProfileFraction
	if rate >= 0 {
		mutexProfileFraction = rate
	}
	return old
}

// goroutineStacks stores the stack of each goroutine in turn: pcs holds maxDepth words for each of
// max goroutines, ended by 0; labels may be nil. It gives the number of goroutines, and stores
// nothing if that is more than max. C++.
func goroutineStacks(pcs *uintptr, maxDepth int, labels *unsafe.Pointer, max int) int

// GoroutineProfile stores the stacks of all goroutines, if p has room.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	const depth = len(StackRecord{}.Stack0)
	if len(p) == 0 {
		return gcount(), false
	}
	n = goroutineStacks(&p[0].Stack0[0], depth, nil, len(p))
	return n, n <= len(p)
}

//go:linkname pprof_goroutineProfileWithLabels
func pprof_goroutineProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	const depth = 128
	if len(p) == 0 {
		return gcount(), false
	}
	var first *unsafe.Pointer
	if len(labels) >= len(p) {
		first = &labels[0]
	}
	pcs := make([]uintptr, depth*len(p))
	n = goroutineStacks(&pcs[0], depth, first, len(p))
	if n > len(p) {
		return n, false
	}
	for i := range p[:n] {
		p[i].Stack = upToZero(pcs[i*depth : (i+1)*depth : (i+1)*depth])
	}
	return n, true
}

//go:linkname pprof_goroutineLeakProfileWithLabels
func pprof_goroutineLeakProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	return 0, true
}

//go:linkname runtime_goroutineLeakGC runtime/pprof.runtime_goroutineLeakGC
func runtime_goroutineLeakGC() { GC() }

//go:linkname runtime_goroutineleakcount runtime/pprof.runtime_goroutineleakcount
func runtime_goroutineleakcount() int { return 0 }

//go:linkname pprof_memProfileInternal
func pprof_memProfileInternal(p []profilerecord.MemProfileRecord, inuseZero bool) (n int, ok bool) {
	return 0, true
}

//go:linkname pprof_blockProfileInternal
func pprof_blockProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return 0, true
}

//go:linkname pprof_mutexProfileInternal
func pprof_mutexProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return 0, true
}

//go:linkname pprof_threadCreateInternal
func pprof_threadCreateInternal(p []profilerecord.StackRecord) (n int, ok bool) { return 0, true }

//go:linkname pprof_makeProfStack
func pprof_makeProfStack() []uintptr { return make([]uintptr, 128) }

// CPU profiles.

var cpuProfile struct {
	lock spinlock
	hz   int
	told bool
}

// SetCPUProfileRate starts a profile with hz samples a second, or ends it with 0.
func SetCPUProfileRate(hz int) {
	hz = max(hz, 0)
	hz = min(hz, 1000000)
	cpuProfile.lock.lock()
	was := cpuProfile.hz
	if hz == 0 || was == 0 {
		cpuProfile.hz = hz
		cpuProfile.told = cpuProfile.told && hz == 0
	}
	cpuProfile.lock.unlock()
	if hz > 0 && was > 0 {
		print("runtime: cannot set cpu profile rate until previous profile has finished.\n")
	}
}

// CPUProfile has been replaced by package runtime/pprof.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

//go:linkname runtime_pprof_readProfile runtime/pprof.readProfile
func runtime_pprof_readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	cpuProfile.lock.lock()
	defer cpuProfile.lock.unlock()
	if !cpuProfile.told {
		// The header: length, time, count, and the rate as the only word.
		cpuProfile.told = true
		return []uint64{3 + 1, 0, 0, uint64(max(cpuProfile.hz, 100))}, []unsafe.Pointer{nil}, false
	}
	return nil, nil, cpuProfile.hz == 0
}

//go:linkname pprof_cyclesPerSecond runtime/pprof.runtime_cyclesPerSecond
func pprof_cyclesPerSecond() int64 { return 1000000000 }

// Labels of this goroutine for profiles. C++.

//go:linkname runtime_setProfLabel runtime/pprof.runtime_setProfLabel
func runtime_setProfLabel(labels unsafe.Pointer)

//go:linkname runtime_getProfLabel runtime/pprof.runtime_getProfLabel
func runtime_getProfLabel() unsafe.Pointer

// Execution traces.

// StartTrace fails: there is no tracer.
func StartTrace() error { return errorString("tracing is not supported") }

func StopTrace() {}

func ReadTrace() []byte { return nil }

//go:linkname traceAdvance
func traceAdvance(stop bool) {}

//go:linkname traceClockNow
func traceClockNow() uint64 { return uint64(nanotime()) }

//go:linkname trace_clockUnitsPerSecond runtime/trace.runtime_traceClockUnitsPerSecond
func trace_clockUnitsPerSecond() uint64 { return 1000000000 }

//go:linkname trace_userTaskCreate runtime/trace.userTaskCreate
func trace_userTaskCreate(id, parentID uint64, taskType string) {}

//go:linkname trace_userTaskEnd runtime/trace.userTaskEnd
func trace_userTaskEnd(id uint64) {}

//go:linkname trace_userRegion runtime/trace.userRegion
func trace_userRegion(id, mode uint64, name string) {}

//go:linkname trace_userLog runtime/trace.userLog
func trace_userLog(id uint64, category, message string) {}

// nanotime is a clock that only goes forward. C++.
//
//go:linkname nanotime
func nanotime() int64

// haveHighResSleep: sleeping is exact to about a millisecond. Package time's tests look at it.
//
//go:linkname haveHighResSleep
var haveHighResSleep = true
