// Profiles. The counters are C++ (runtime/trace/memprofile.cpp, cpuprofile.cpp); here they get the shapes that package
// runtime and runtime/pprof show. Tracing is refused.

package runtime

import (
	"internal/profilerecord"
	"unsafe"
)

// MemProfileRate is how many bytes are allocated between two samples of the heap profile, on average. C++ looks at it.
//
//go:linkname MemProfileRate
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

// Kinds of counters.
const (
	memoryProfile = iota
	blockProfile
	mutexProfile
)

// profileRecords stores a kind's records in room words at out: count, frees, size or nanoseconds, depth, and that many
// pcs each. It gives how many words there are, and stores nothing if room is too small. C++.
//
//go:noescape
func profileRecords(kind int, out *uintptr, room int) int

// eachRecord calls f for the records of a kind.
func eachRecord(kind int, f func(count, frees, amount uintptr, stack []uintptr)) {
	var words []uintptr
	for n := profileRecords(kind, nil, 0); n > len(words); n = profileRecords(kind, &words[0], len(words)) {
		words = make([]uintptr, n+n/4)
		if n = profileRecords(kind, &words[0], len(words)); n <= len(words) {
			words = words[:n]
			break
		}
	}
	for len(words) > 0 {
		end := 4 + words[3]
		stack := expanded(words[4:end])
		if kind != memoryProfile {
			stack = withoutPlumbing(stack)
		}
		f(words[0], words[1], words[2], stack)
		words = words[end:]
	}
}

// withoutPlumbing drops the innermost calls that are only how package sync waits: users know its own functions.
func withoutPlumbing(stack []uintptr) []uintptr {
	for i, pc := range stack {
		if name := callName(pc); !hasPrefix(name, "internal/sync.") && !hasPrefix(name, "sync.runtime_") {
			return stack[i:]
		}
	}
	return stack
}

// MemProfile stores the records of the heap profile as the last collection left them, if p has room.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) {
	deep, n := memRecords(inuseZero)
	if n > len(p) {
		return n, false
	}
	for i, r := range deep {
		p[i] = MemProfileRecord{AllocBytes: r.AllocBytes, FreeBytes: r.FreeBytes, AllocObjects: r.AllocObjects, FreeObjects: r.FreeObjects}
		copy(p[i].Stack0[:], r.Stack)
	}
	return n, true
}

func memRecords(inuseZero bool) (all []profilerecord.MemProfileRecord, n int) {
	eachRecord(memoryProfile, func(count, frees, size uintptr, stack []uintptr) {
		if count > 0 && (inuseZero || count != frees) {
			all = append(all, profilerecord.MemProfileRecord{
				AllocBytes: int64(count * size), FreeBytes: int64(frees * size),
				AllocObjects: int64(count), FreeObjects: int64(frees), Stack: stack})
		}
	})
	return all, len(all)
}

//go:linkname pprof_memProfileInternal
func pprof_memProfileInternal(p []profilerecord.MemProfileRecord, inuseZero bool) (n int, ok bool) {
	all, n := memRecords(inuseZero)
	if n > len(p) {
		return n, false
	}
	return copy(p, all), true
}

func blockRecords(kind int) (all []profilerecord.BlockProfileRecord) {
	at := map[string]int{} // stacks that differ in their plumbing alone are one record
	eachRecord(kind, func(count, _, nanos uintptr, stack []uintptr) {
		key := unsafe.String((*byte)(unsafe.Pointer(unsafe.SliceData(stack))), len(stack)*int(unsafe.Sizeof(stack[0])))
		if i, seen := at[key]; seen {
			all[i].Count += int64(count)
			all[i].Cycles += int64(nanos)
			return
		}
		at[key] = len(all)
		all = append(all, profilerecord.BlockProfileRecord{Count: int64(count), Cycles: int64(nanos), Stack: stack})
	})
	return all
}

func deepBlockProfile(kind int, p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	all := blockRecords(kind)
	if len(all) > len(p) {
		return len(all), false
	}
	return copy(p, all), true
}

func flatBlockProfile(kind int, p []BlockProfileRecord) (n int, ok bool) {
	all := blockRecords(kind)
	if len(all) > len(p) {
		return len(all), false
	}
	for i, r := range all {
		p[i] = BlockProfileRecord{Count: r.Count, Cycles: r.Cycles}
		copy(p[i].Stack0[:], r.Stack)
	}
	return len(all), true
}

// BlockProfile stores where goroutines were blocked, if p has room; MutexProfile who kept others waiting for a mutex.

func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return flatBlockProfile(blockProfile, p) }
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return flatBlockProfile(mutexProfile, p) }

//go:linkname pprof_blockProfileInternal
func pprof_blockProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return deepBlockProfile(blockProfile, p)
}

//go:linkname pprof_mutexProfileInternal
func pprof_mutexProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return deepBlockProfile(mutexProfile, p)
}

// setBlockRate sets how many nanoseconds of blocking are between two samples, setMutexFraction which share of
// contended unlocks is sampled; blockevent notes that a goroutine was blocked, threadCount is the number of threads
// ever made. C++.
func setBlockRate(nanos int64)
func setMutexFraction(n int) int

//go:linkname blockevent
func blockevent(nanos int64, skip int)

func threadCount() int

// SetBlockProfileRate samples one event per rate nanoseconds of blocking; 1 takes all, 0 none.
func SetBlockProfileRate(rate int) { setBlockRate(int64(max(rate, 0))) }

// SetMutexProfileFraction samples one of rate contended unlocks; 0 none; less than 0 only tells what is set.
func SetMutexProfileFraction(rate int) int { return setMutexFraction(rate) }

// ThreadCreateProfile has an empty stack for each thread: the scheduler makes them all.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) {
	n = threadCount()
	if n > len(p) {
		return n, false
	}
	clear(p[:n])
	return n, true
}

//go:linkname pprof_threadCreateInternal
func pprof_threadCreateInternal(p []profilerecord.StackRecord) (n int, ok bool) {
	n = threadCount()
	if n > len(p) {
		return n, false
	}
	clear(p[:n])
	return n, true
}

// goroutineStacks stores the stack of each goroutine in turn: pcs holds maxDepth words for each of
// max goroutines, ended by 0; labels may be nil. It gives the number of goroutines, and stores
// nothing if that is more than max. C++.
//
//go:noescape
func goroutineStacks(pcs *uintptr, maxDepth int, labels *unsafe.Pointer, max int) int

// GoroutineProfile stores the stacks of all goroutines, if p has room.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	const depth = len(StackRecord{}.Stack0)
	if len(p) == 0 {
		return gcount(), false
	}
	pcs := make([]uintptr, depth*len(p))
	n = goroutineStacks(&pcs[0], depth, nil, len(p))
	if n > len(p) {
		return n, false
	}
	for i := range p[:n] {
		p[i].Stack0 = [depth]uintptr{}
		expandPCs(p[i].Stack0[:], upToZero(pcs[i*depth:(i+1)*depth]))
	}
	return n, true
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
		p[i].Stack = expanded(upToZero(pcs[i*depth : (i+1)*depth]))
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

//go:linkname pprof_makeProfStack
func pprof_makeProfStack() []uintptr { return make([]uintptr, 128) }

// CPU profiles.

var cpuProfile struct {
	lock   spinlock
	hz     int
	header bool // told
}

// setProfileRate starts or stops the timers, readProfile takes samples out of the ring. C++.
func setProfileRate(hz int)

//
//go:noescape
func readProfile(words *uint64, room int, tags *unsafe.Pointer, tagRoom int) (nwords, ntags int)

// _System and _GC stand in profiles for time that was spent in no Go function.

//go:noinline
func _System() { throw("a place in profiles was called: _System") }

//go:noinline
func _GC() { throw("a place in profiles was called: _GC") }

// SetCPUProfileRate starts a profile with hz samples a second of CPU time, or ends it with 0.
func SetCPUProfileRate(hz int) {
	hz = min(max(hz, 0), 1000000)
	cpuProfile.lock.lock()
	busy := hz > 0 && cpuProfile.hz > 0
	if !busy {
		cpuProfile.hz = hz
		if hz > 0 {
			cpuProfile.header = false
		}
	}
	cpuProfile.lock.unlock()
	if busy {
		print("runtime: cannot set cpu profile rate until previous profile has finished.\n")
		return
	}
	setProfileRate(hz)
}

// CPUProfile has been replaced by package runtime/pprof.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

//go:linkname timeSleep time.Sleep
func timeSleep(ns int64)

// expandSamples tells the inlined calls in the stacks of samples {words, time, count, stack…} apart.
func expandSamples(data []uint64) []uint64 {
	all := make([]uint64, 0, 2*len(data))
	for len(data) > 0 {
		sample := data[:data[0]]
		data = data[data[0]:]
		at := len(all)
		if all = append(all, sample...); sample[2] == 0 { // of samples that were lost
			continue
		}
		all = all[:at+3]
		for _, pc := range sample[3:] {
			var calls [32]uintptr
			for _, call := range logicalPCs(calls[:0], uintptr(pc), 0) {
				all = append(all, uint64(call))
			}
		}
		all[at] = uint64(len(all) - at)
	}
	return all
}

//go:linkname runtime_pprof_readProfile runtime/pprof.readProfile
func runtime_pprof_readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	if !cpuProfile.header {
		cpuProfile.header = true
		return []uint64{3, 0, uint64(max(cpuProfile.hz, 1))}, []unsafe.Pointer{nil}, false
	}
	data, tags = make([]uint64, 1<<14), make([]unsafe.Pointer, 1<<10)
	for {
		cpuProfile.lock.lock()
		over := cpuProfile.hz == 0
		cpuProfile.lock.unlock()
		nwords, ntags := readProfile(&data[0], len(data), &tags[0], len(tags))
		if nwords > 0 || over {
			return expandSamples(data[:nwords]), tags[:ntags], nwords == 0
		}
		timeSleep(100e6)
	}
}

//go:linkname pprof_cyclesPerSecond runtime/pprof.runtime_cyclesPerSecond
func pprof_cyclesPerSecond() int64 { return 1000000000 }

// Labels of this goroutine for profiles. C++.

//go:linkname runtime_setProfLabel runtime/pprof.runtime_setProfLabel
func runtime_setProfLabel(labels unsafe.Pointer)

//go:linkname runtime_getProfLabel runtime/pprof.runtime_getProfLabel
func runtime_getProfLabel() unsafe.Pointer

// nanotime is a clock that only goes forward. C++.
//
//go:linkname nanotime
func nanotime() int64

// haveHighResSleep: sleeping is exact to about a millisecond. Package time's tests look at it.
//
//go:linkname haveHighResSleep
var haveHighResSleep = true

// callName is the name of the call that an address given by logicalPCs stands for.
func callName(pc uintptr) (name string) {
	pc, skip := realPC(pc)
	if e := functionAt(pc - 1); e != nil {
		e.expand(pc-1, func(n, _ string, _, _ int, _ bool) bool {
			name = n
			skip--
			return skip >= 0
		})
	}
	return name
}
