// Execution traces: package runtime/trace starts and stops them and reads what they give. Events are written by the C++ half
// (runtime/trace/exectrace.cpp); here is who may change generations when.
package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// traceSema is 0 while somebody starts, stops or divides the trace.
var traceSema uint32 = 1

const (
	traceNext = iota
	traceStart
	traceStop
)

// StartTrace begins to record what the program does, for ReadTrace to give out.
func StartTrace() error {
	semacquire(&traceSema)
	defer semrelease(&traceSema, false, 0)
	if traceEnabled() {
		return errorString("tracing is already enabled")
	}
	traceTurn(traceStart)
	return nil
}

// StopTrace ends the trace, and returns when all of it has been read.
func StopTrace() { traceAdvance(true) }

// ReadTrace gives the next piece of the trace, which is valid until the next call, and waits if there is none yet. It is nil at
// the end. One goroutine reads.
func ReadTrace() []byte {
	for {
		p, n := traceRead()
		switch {
		case n > 0:
			return unsafe.Slice(p, n)
		case n == 0:
			return nil
		}
		// The generation has lasted long enough. Who waits for its end waits for this goroutine too: never wait for him.
		if !atomic.Cas(&traceSema, 1, 0) {
			Gosched()
			continue
		}
		if traceEnabled() {
			traceTurn(traceNext)
		}
		semrelease(&traceSema, false, 0)
	}
}

//go:linkname trace_readTrace runtime/trace.runtime_readTrace
func trace_readTrace() []byte { return ReadTrace() }

// traceAdvance ends the current generation, or the trace, and returns when it has been read.
//
//go:linkname traceAdvance
func traceAdvance(stop bool) {
	semacquire(&traceSema)
	if traceEnabled() {
		what := traceNext
		if stop {
			what = traceStop
		}
		traceAwait(0)
		traceAwait(traceTurn(what))
	}
	semrelease(&traceSema, false, 0)
}

// traceEnabled tells whether a trace is being taken. C++.
func traceEnabled() bool

// traceTurn begins a trace, divides it or ends it, and gives the number of the generation that ended. C++.
func traceTurn(what int) uint64

// traceAwait waits until a generation has been read; 0: all but the current one. C++.
func traceAwait(generation uint64)

// traceRead gives the next piece of the trace; n is 0 at the end, -1 when the generation should be ended first. C++.
func traceRead() (p *byte, n int)

// traceSetPeriod sets how many nanoseconds a generation lasts. C++.
func traceSetPeriod(nanos int64)

//go:linkname traceClockNow
func traceClockNow() uint64 { return uint64(nanotime()) }

//go:linkname trace_clockUnitsPerSecond runtime/trace.runtime_traceClockUnitsPerSecond
func trace_clockUnitsPerSecond() uint64 { return 1000000000 }

//go:linkname semacquire sync.runtime_Semacquire
func semacquire(s *uint32)

//go:linkname semrelease sync.runtime_Semrelease
func semrelease(s *uint32, handoff bool, skipframes int)
