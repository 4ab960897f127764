// Numbers about memory and collections: MemStats, and runtime/debug's knobs.

package runtime

import _ "unsafe" // linknames

// MemStats is what ReadMemStats tells.
type MemStats struct {
	Alloc      uint64 // bytes of live heap objects
	TotalAlloc uint64 // bytes allocated ever
	Sys        uint64 // bytes obtained from the system
	Lookups    uint64
	Mallocs    uint64 // objects allocated ever
	Frees      uint64 // objects freed ever

	HeapAlloc    uint64
	HeapSys      uint64
	HeapIdle     uint64
	HeapInuse    uint64
	HeapReleased uint64
	HeapObjects  uint64

	StackInuse  uint64
	StackSys    uint64
	MSpanInuse  uint64
	MSpanSys    uint64
	MCacheInuse uint64
	MCacheSys   uint64
	BuckHashSys uint64
	GCSys       uint64
	OtherSys    uint64

	NextGC        uint64 // heap size that starts the next collection
	LastGC        uint64 // nanoseconds since 1970
	PauseTotalNs  uint64
	PauseNs       [256]uint64 // ring: the latest is at (NumGC+255)%256
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool

	BySize [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

// readmemstats fills m in. C++: MemStats' layout is known there.
//
//go:noescape
func readmemstats(m *MemStats)

// ReadMemStats fills m with the numbers of now.
func ReadMemStats(m *MemStats) {
	_ = m.Alloc
	*m = MemStats{}
	readmemstats(m)
	m.EnableGC = true
}

//go:linkname readGCStats runtime/debug.readGCStats
func readGCStats(pauses *[]uint64) {
	m := new(MemStats)
	readmemstats(m)
	n := int(min(m.NumGC, uint32(len(m.PauseNs))))
	p := (*pauses)[:cap(*pauses)]
	if len(p) < 2*n+3 {
		throw("short slice passed to readGCStats")
	}
	for i := 0; i < n; i++ {
		j := (int(m.NumGC) - 1 - i) % len(m.PauseNs)
		p[i] = m.PauseNs[j]
		p[n+i] = m.PauseEnd[j]
	}
	p[2*n] = m.LastGC
	p[2*n+1] = uint64(m.NumGC)
	p[2*n+2] = m.PauseTotalNs
	*pauses = p[:2*n+3]
}

// Knobs of runtime/debug; the first group is C++.

//go:linkname setGCPercent runtime/debug.setGCPercent
func setGCPercent(percent int32) int32

//go:linkname setMemoryLimit runtime/debug.setMemoryLimit
func setMemoryLimit(limit int64) int64

//go:linkname freeOSMemory runtime/debug.freeOSMemory
func freeOSMemory()

//go:linkname setMaxStack runtime/debug.setMaxStack
func setMaxStack(n int) int

//go:linkname setMaxThreads runtime/debug.setMaxThreads
func setMaxThreads(n int) int

//go:linkname setPanicOnFault runtime/debug.setPanicOnFault
func setPanicOnFault(on bool) bool

// setTracebackLevel takes 0 (no traceback), 1 (this goroutine), 2 (all), and whether frames of the
// runtime are shown and the process dumps core. C++.
func setTracebackLevel(level int, system, crash bool)

//go:linkname setTraceback runtime/debug.SetTraceback
func setTraceback(level string) {
	switch level {
	case "none":
		setTracebackLevel(0, false, false)
	case "single", "":
		setTracebackLevel(1, false, false)
	case "all":
		setTracebackLevel(2, false, false)
	case "system":
		setTracebackLevel(2, true, false)
	case "crash", "wer":
		setTracebackLevel(2, true, true)
	default:
		if n, ok := parseInt(level); ok && n >= 0 {
			setTracebackLevel(int(min(n, 2)), n >= 2, false)
		} else {
			setTracebackLevel(2, false, false)
		}
	}
}
