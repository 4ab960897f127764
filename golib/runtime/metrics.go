// runtime/metrics: each metric's name, kind and how it is read. The documentation is package runtime/metrics'.

package runtime

import (
	"internal/godebugs"
	"unsafe"
)

// The shapes that runtime/metrics declares.

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

// metricCounters are numbers that MemStats does not have. C++ fills them in (gc/gc.cpp); the order is known there.
type metricCounters struct {
	tinyAllocs, threads, created             uint64
	notInGo, runnable, running, waiting      uint64
	finalizersQueued, finalizersExecuted     uint64
	cleanupsQueued, cleanupsExecuted         uint64
	firstStack, threadStacks, profileBuckets uint64
	nanosSinceStart, globals                 uint64
	pauses                                   [timeBuckets]uint64 // collections by the logarithm of their pause
}

//
//go:noescape
func readCounters(c *metricCounters)

// Times are counted by powers of two: bucket i begins at 2**i nanoseconds.
const timeBuckets = 40

// metricInput is what is read once for all metrics of a call.
type metricInput struct {
	MemStats
	metricCounters
	procs int
}

func (in *metricInput) cpu(nanos uint64) float64 { return float64(nanos) * float64(in.procs) / 1e9 }

// A metric has one of the three.
type metric struct {
	name      string
	number    func(in *metricInput) uint64
	seconds   func(in *metricInput) float64
	histogram func(in *metricInput) *float64Histogram
}

func zeroMetric(*metricInput) uint64             { return 0 }
func zeroSeconds(*metricInput) float64           { return 0 }
func gcSeconds(in *metricInput) float64          { return in.cpu(in.PauseTotalNs) }
func allSeconds(in *metricInput) float64         { return in.cpu(in.nanosSinceStart) }
func noTimes(*metricInput) *float64Histogram     { return timeHistogram(&[timeBuckets]uint64{}) }
func gcPauses(in *metricInput) *float64Histogram { return timeHistogram(&in.pauses) }

func infinity() float64 {
	inf := 1e308
	return inf * 10
}

func timeHistogram(counts *[timeBuckets]uint64) *float64Histogram {
	h := &float64Histogram{append([]uint64{0}, counts[:]...), make([]float64, timeBuckets+2)}
	h.buckets[0] = -infinity()
	for i := range timeBuckets {
		h.buckets[i+1] = float64(uint64(1)<<i) / 1e9
	}
	h.buckets[timeBuckets+1] = infinity()
	return h
}

// sizeHistogram counts objects by size class; the last bucket has those that are larger than all of BySize.
func sizeHistogram(in *metricInput, frees bool) *float64Histogram {
	total := in.Mallocs - in.tinyAllocs
	if frees {
		total = in.Frees - in.tinyAllocs
	}
	h := &float64Histogram{buckets: []float64{1}}
	for i := 1; i < len(in.BySize); i++ {
		c := in.BySize[i]
		n := c.Mallocs
		if frees {
			n = c.Frees
		}
		h.counts = append(h.counts, n)
		h.buckets = append(h.buckets, float64(c.Size)+1)
		total -= n
	}
	h.counts = append(h.counts, total)
	h.buckets = append(h.buckets, infinity())
	return h
}

var metrics = []metric{
	{name: "/cgo/go-to-c-calls:calls", number: zeroMetric},
	{name: "/cpu/classes/gc/mark/assist:cpu-seconds", seconds: zeroSeconds},
	{name: "/cpu/classes/gc/mark/dedicated:cpu-seconds", seconds: zeroSeconds},
	{name: "/cpu/classes/gc/mark/idle:cpu-seconds", seconds: zeroSeconds},
	{name: "/cpu/classes/gc/pause:cpu-seconds", seconds: gcSeconds}, // the world stands still for all of a collection
	{name: "/cpu/classes/gc/total:cpu-seconds", seconds: gcSeconds},
	{name: "/cpu/classes/idle:cpu-seconds", seconds: zeroSeconds},
	{name: "/cpu/classes/scavenge/assist:cpu-seconds", seconds: zeroSeconds},
	{name: "/cpu/classes/scavenge/background:cpu-seconds", seconds: zeroSeconds},
	{name: "/cpu/classes/scavenge/total:cpu-seconds", seconds: zeroSeconds},
	{name: "/cpu/classes/total:cpu-seconds", seconds: allSeconds},
	{name: "/cpu/classes/user:cpu-seconds", seconds: func(in *metricInput) float64 { return allSeconds(in) - gcSeconds(in) }},
	{name: "/gc/cleanups/executed:cleanups", number: func(in *metricInput) uint64 { return in.cleanupsExecuted }},
	{name: "/gc/cleanups/queued:cleanups", number: func(in *metricInput) uint64 { return in.cleanupsQueued }},
	{name: "/gc/cycles/automatic:gc-cycles", number: func(in *metricInput) uint64 { return uint64(in.NumGC - in.NumForcedGC) }},
	{name: "/gc/cycles/forced:gc-cycles", number: func(in *metricInput) uint64 { return uint64(in.NumForcedGC) }},
	{name: "/gc/cycles/total:gc-cycles", number: func(in *metricInput) uint64 { return uint64(in.NumGC) }},
	{name: "/gc/finalizers/executed:finalizers", number: func(in *metricInput) uint64 { return in.finalizersExecuted }},
	{name: "/gc/finalizers/queued:finalizers", number: func(in *metricInput) uint64 { return in.finalizersQueued }},
	{name: "/gc/gogc:percent", number: func(*metricInput) uint64 { return uint64(setGCPercent(-2)) }},
	{name: "/gc/gomemlimit:bytes", number: func(*metricInput) uint64 { return uint64(setMemoryLimit(-1)) }},
	{name: "/gc/heap/allocs-by-size:bytes", histogram: func(in *metricInput) *float64Histogram { return sizeHistogram(in, false) }},
	{name: "/gc/heap/allocs:bytes", number: func(in *metricInput) uint64 { return in.TotalAlloc }},
	{name: "/gc/heap/allocs:objects", number: func(in *metricInput) uint64 { return in.Mallocs - in.tinyAllocs }},
	{name: "/gc/heap/frees-by-size:bytes", histogram: func(in *metricInput) *float64Histogram { return sizeHistogram(in, true) }},
	{name: "/gc/heap/frees:bytes", number: func(in *metricInput) uint64 { return in.TotalAlloc - in.Alloc }},
	{name: "/gc/heap/frees:objects", number: func(in *metricInput) uint64 { return in.Frees - in.tinyAllocs }},
	{name: "/gc/heap/goal:bytes", number: func(in *metricInput) uint64 { return in.NextGC }},
	{name: "/gc/heap/live:bytes", number: func(in *metricInput) uint64 { return in.HeapAlloc }},
	{name: "/gc/heap/objects:objects", number: func(in *metricInput) uint64 { return in.HeapObjects }},
	{name: "/gc/heap/tiny/allocs:objects", number: func(in *metricInput) uint64 { return in.tinyAllocs }},
	{name: "/gc/limiter/last-enabled:gc-cycle", number: zeroMetric},
	{name: "/gc/pauses:seconds", histogram: gcPauses},
	{name: "/gc/scan/globals:bytes", number: func(in *metricInput) uint64 { return in.globals }},
	{name: "/gc/scan/heap:bytes", number: func(in *metricInput) uint64 { return in.HeapAlloc }},
	{name: "/gc/scan/stack:bytes", number: func(in *metricInput) uint64 { return in.StackInuse }},
	{name: "/gc/scan/total:bytes", number: func(in *metricInput) uint64 { return in.globals + in.HeapAlloc + in.StackInuse }},
	{name: "/gc/stack/starting-size:bytes", number: func(in *metricInput) uint64 { return in.firstStack }},
	{name: "/memory/classes/heap/free:bytes", number: func(in *metricInput) uint64 { return in.HeapIdle - in.HeapReleased }},
	{name: "/memory/classes/heap/objects:bytes", number: func(in *metricInput) uint64 { return in.HeapAlloc }},
	{name: "/memory/classes/heap/released:bytes", number: func(in *metricInput) uint64 { return in.HeapReleased }},
	{name: "/memory/classes/heap/stacks:bytes", number: func(in *metricInput) uint64 { return in.StackInuse }},
	{name: "/memory/classes/heap/unused:bytes", number: func(in *metricInput) uint64 { return in.HeapInuse - in.HeapAlloc }},
	{name: "/memory/classes/metadata/mcache/free:bytes", number: func(in *metricInput) uint64 { return in.MCacheSys - in.MCacheInuse }},
	{name: "/memory/classes/metadata/mcache/inuse:bytes", number: func(in *metricInput) uint64 { return in.MCacheInuse }},
	{name: "/memory/classes/metadata/mspan/free:bytes", number: func(in *metricInput) uint64 { return in.MSpanSys - in.MSpanInuse }},
	{name: "/memory/classes/metadata/mspan/inuse:bytes", number: func(in *metricInput) uint64 { return in.MSpanInuse }},
	{name: "/memory/classes/metadata/other:bytes", number: func(in *metricInput) uint64 { return in.GCSys }},
	{name: "/memory/classes/os-stacks:bytes", number: func(in *metricInput) uint64 { return in.threadStacks }},
	{name: "/memory/classes/other:bytes", number: func(in *metricInput) uint64 { return in.OtherSys }},
	{name: "/memory/classes/profiling/buckets:bytes", number: func(in *metricInput) uint64 { return in.profileBuckets }},
	{name: "/memory/classes/total:bytes", number: func(in *metricInput) uint64 { return in.Sys + in.threadStacks + in.profileBuckets }},
	{name: "/sched/gomaxprocs:threads", number: func(in *metricInput) uint64 { return uint64(in.procs) }},
	{name: "/sched/goroutines-created:goroutines", number: func(in *metricInput) uint64 { return in.created }},
	{name: "/sched/goroutines/not-in-go:goroutines", number: func(in *metricInput) uint64 { return in.notInGo }},
	{name: "/sched/goroutines/runnable:goroutines", number: func(in *metricInput) uint64 { return in.runnable }},
	{name: "/sched/goroutines/running:goroutines", number: func(in *metricInput) uint64 { return in.running }},
	{name: "/sched/goroutines/waiting:goroutines", number: func(in *metricInput) uint64 { return in.waiting }},
	{name: "/sched/goroutines:goroutines", number: func(*metricInput) uint64 { return uint64(gcount()) }},
	// Not measured: how long goroutines wait to run, and other pauses than the collector's.
	{name: "/sched/latencies:seconds", histogram: noTimes},
	{name: "/sched/pauses/stopping/gc:seconds", histogram: noTimes},
	{name: "/sched/pauses/stopping/other:seconds", histogram: noTimes},
	{name: "/sched/pauses/total/gc:seconds", histogram: gcPauses},
	{name: "/sched/pauses/total/other:seconds", histogram: noTimes},
	{name: "/sched/threads/total:threads", number: func(in *metricInput) uint64 { return in.threads }},
	{name: "/sync/mutex/wait/total:seconds", seconds: zeroSeconds}, // not measured
}

// Uses of behaviour that a GODEBUG setting asked for: package internal/godebug counts them.

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

func godebugMetric(name string) metricValue {
	godebugMetrics.lock.lock()
	read := godebugMetrics.reads[name]
	godebugMetrics.lock.unlock()
	if read != nil {
		return metricValue{kind: metricUint64, scalar: read()}
	}
	if hasPrefix(name, godebugPrefix) && hasSuffix(name, ":events") {
		if s := godebugs.Lookup(name[len(godebugPrefix) : len(name)-len(":events")]); s != nil && !s.Opaque {
			return metricValue{kind: metricUint64}
		}
	}
	return metricValue{}
}

const godebugPrefix = "/godebug/non-default-behavior/"

func (m *metric) read(in *metricInput) metricValue {
	switch {
	case m.number != nil:
		return metricValue{kind: metricUint64, scalar: m.number(in)}
	case m.seconds != nil:
		f := m.seconds(in)
		return metricValue{kind: metricFloat64, scalar: *(*uint64)(unsafe.Pointer(&f))}
	}
	return metricValue{kind: metricHistogram, pointer: unsafe.Pointer(m.histogram(in))}
}

//go:linkname readMetrics runtime/metrics.runtime_readMetrics
func readMetrics(samples unsafe.Pointer, n int, c int) {
	in := &metricInput{procs: gomaxprocs(0)}
	readmemstats(&in.MemStats)
	readCounters(&in.metricCounters)
	wanted := unsafe.Slice((*metricSample)(samples), n)
next:
	for i := range wanted {
		s := &wanted[i]
		for k := range metrics {
			if metrics[k].name == s.name {
				s.value = metrics[k].read(in)
				continue next
			}
		}
		s.value = godebugMetric(s.name)
	}
}

// readMetricNames is for tests, which compare the names with the documented ones.
//
//go:linkname readMetricNames runtime/metrics_test.runtime_readMetricNames
func readMetricNames() (names []string) {
	for i := range metrics {
		names = append(names, metrics[i].name)
	}
	for _, s := range godebugs.All {
		if !s.Opaque {
			names = append(names, godebugPrefix+s.Name+":events")
		}
	}
	return names
}
