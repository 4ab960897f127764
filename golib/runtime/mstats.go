// Numbers about memory and collections: MemStats, runtime/debug's knobs, runtime/metrics.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

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

//go:linkname writeHeapDump runtime/debug.WriteHeapDump
func writeHeapDump(fd uintptr) { throw("not yet supported: runtime/debug.WriteHeapDump") }

var crashFD atomic.Uintptr

// setCrashFD has fatal errors written to fd too; ^0 ends that.
//
//go:linkname setCrashFD
func setCrashFD(fd uintptr) uintptr { return crashFD.Swap(fd+1) - 1 }

// runtime/metrics.

type metricKind int

const (
	metricBad metricKind = iota
	metricUint64
	metricFloat64
	metricHistogram
)

type metricValue struct {
	kind    metricKind
	scalar  uint64
	pointer unsafe.Pointer
}

type metricSample struct {
	name  string
	value metricValue
}

type float64Histogram struct {
	counts  []uint64
	buckets []float64
}

var godebugMetrics struct {
	lock  spinlock
	reads map[string]func() uint64
}

//go:linkname godebug_registerMetric internal/godebug.registerMetric
func godebug_registerMetric(name string, read func() uint64) {
	godebugMetrics.lock.lock()
	if godebugMetrics.reads == nil {
		godebugMetrics.reads = map[string]func() uint64{}
	}
	godebugMetrics.reads[name] = read
	godebugMetrics.lock.unlock()
}

func metricNumber(m *MemStats, name string) (uint64, bool) {
	switch name {
	case "/gc/cycles/automatic:gc-cycles":
		return uint64(m.NumGC - m.NumForcedGC), true
	case "/gc/cycles/forced:gc-cycles":
		return uint64(m.NumForcedGC), true
	case "/gc/cycles/total:gc-cycles":
		return uint64(m.NumGC), true
	case "/gc/heap/allocs:bytes":
		return m.TotalAlloc, true
	case "/gc/heap/allocs:objects":
		return m.Mallocs, true
	case "/gc/heap/frees:bytes":
		return m.TotalAlloc - m.Alloc, true
	case "/gc/heap/frees:objects":
		return m.Frees, true
	case "/gc/heap/goal:bytes":
		return m.NextGC, true
	case "/gc/heap/live:bytes", "/memory/classes/heap/objects:bytes":
		return m.HeapAlloc, true
	case "/gc/heap/objects:objects":
		return m.HeapObjects, true
	case "/gc/heap/tiny/allocs:objects", "/gc/cleanups/executed:cleanups", "/gc/cleanups/queued:cleanups",
		"/gc/finalizers/executed:finalizers", "/gc/finalizers/queued:finalizers",
		"/gc/scan/globals:bytes", "/gc/scan/heap:bytes", "/gc/scan/stack:bytes", "/gc/scan/total:bytes",
		"/gc/limiter/last-enabled:gc-cycle", "/gc/stack/starting-size:bytes", "/cgo/go-to-c-calls:calls",
		"/memory/classes/os-stacks:bytes", "/memory/classes/profiling/buckets:bytes",
		"/sched/goroutines/not-in-go:goroutines", "/sched/goroutines/runnable:goroutines",
		"/sched/goroutines/running:goroutines", "/sched/goroutines/waiting:goroutines",
		"/sched/goroutines-created:goroutines", "/sched/threads/total:threads":
		return 0, true
	case "/gc/gogc:percent":
		old := setGCPercent(-2)
		if old < 0 {
			return ^uint64(0), true
		}
		return uint64(old), true
	case "/gc/gomemlimit:bytes":
		return uint64(setMemoryLimit(-1)), true
	case "/memory/classes/heap/free:bytes":
		return m.HeapIdle - m.HeapReleased, true
	case "/memory/classes/heap/released:bytes":
		return m.HeapReleased, true
	case "/memory/classes/heap/stacks:bytes":
		return m.StackInuse, true
	case "/memory/classes/heap/unused:bytes":
		return m.HeapInuse - m.HeapAlloc, true
	case "/memory/classes/metadata/mcache/free:bytes":
		return m.MCacheSys - m.MCacheInuse, true
	case "/memory/classes/metadata/mcache/inuse:bytes":
		return m.MCacheInuse, true
	case "/memory/classes/metadata/mspan/free:bytes":
		return m.MSpanSys - m.MSpanInuse, true
	case "/memory/classes/metadata/mspan/inuse:bytes":
		return m.MSpanInuse, true
	case "/memory/classes/metadata/other:bytes":
		return m.GCSys, true
	case "/memory/classes/other:bytes":
		return m.OtherSys, true
	case "/memory/classes/total:bytes":
		return m.Sys, true
	case "/sched/gomaxprocs:threads":
		return uint64(gomaxprocs(0)), true
	case "/sched/goroutines:goroutines":
		return uint64(gcount()), true
	}
	return 0, false
}

//go:linkname readMetrics runtime/metrics.runtime_readMetrics
func readMetrics(samples unsafe.Pointer, n int, c int) {
	m := new(MemStats)
	readmemstats(m)
	for i := range unsafe.Slice((*metricSample)(samples), n) {
		s := (*metricSample)(unsafe.Add(samples, i*int(unsafe.Sizeof(metricSample{}))))
		godebugMetrics.lock.lock()
		read := godebugMetrics.reads[s.name]
		godebugMetrics.lock.unlock()
		v := metricValue{kind: metricBad}
		if read != nil {
			v = metricValue{kind: metricUint64, scalar: read()}
		} else if x, ok := metricNumber(m, s.name); ok {
			v = metricValue{kind: metricUint64, scalar: x}
		} else if hasPrefix(s.name, "/godebug/non-default-behavior/") {
			v.kind = metricUint64
		} else if hasSuffix(s.name, ":cpu-seconds") || s.name == "/sync/mutex/wait/total:seconds" {
			v.kind = metricFloat64
		} else if isHistogram(s.name) {
			inf := 1e308
			inf *= 10
			v.kind = metricHistogram
			v.pointer = unsafe.Pointer(&float64Histogram{make([]uint64, 1), []float64{-inf, inf}})
		}
		s.value = v
	}
}

func isHistogram(name string) bool {
	switch name {
	case "/gc/heap/allocs-by-size:bytes", "/gc/heap/frees-by-size:bytes", "/gc/pauses:seconds",
		"/sched/latencies:seconds":
		return true
	}
	return hasPrefix(name, "/sched/pauses/")
}

// readMetricNames is for tests, which compare it with the documented names. The names are not kept in a
// list here: there is a case for each in metricNumber.
//
//go:linkname readMetricNames runtime/metrics_test.runtime_readMetricNames
func readMetricNames() []string { return nil }
