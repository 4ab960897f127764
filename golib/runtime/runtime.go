// The program as a whole: start and end, arguments, environment, GODEBUG, exit hooks, and the
// knobs of package runtime.

package runtime

import (
	"internal/bytealg"
	"internal/coverage/rtcov"
	"internal/cpu"
	"internal/runtime/atomic"
	"internal/runtime/exithook"
	"unsafe"
)

// What the C++ start code and scheduler give; each is C++.

// programArgs gives argc, argv and envp as the system passed them.
func programArgs() (argc int, argv **byte, envp **byte)

// imageBounds gives the addresses that the program's image occupies.
func imageBounds() (start, end uintptr)

// goid is the number of this goroutine.
func goid() uint64

// exitProcess ends the process at once.
func exitProcess(code int)

// auxvWords gives the auxiliary vector.
func auxvWords() (start *uintptr, count int)

// pageSize is the size of a page of memory.
func pageSize() int

// cheaprand is a fast random number of low quality.
//
//go:linkname cheaprand
func cheaprand() uint32

// rand is a random number good enough to seed hash tables with.
//
//go:linkname rand
func rand() uint64

var (
	argslice []string
	envs     []string
	auxv     []uintptr
)

// goinit is the first Go code that runs: on the main goroutine, before any package is initialised.
func goinit() {
	imageStart, imageEnd = imageBounds()
	argc, argv, envp := programArgs()
	args := unsafe.Slice(argv, argc)
	argslice = make([]string, argc)
	for i, a := range args {
		argslice[i] = gostringnocopy(a)
	}
	n := 0
	for *(**byte)(unsafe.Add(unsafe.Pointer(envp), n*int(unsafe.Sizeof(envp)))) != nil {
		n++
	}
	envs = make([]string, n)
	for i, e := range unsafe.Slice(envp, n) {
		envs[i] = gostringnocopy(e)
	}
	if p, words := auxvWords(); words > 0 {
		auxv = append(auxv, unsafe.Slice(p, words)...)
	}
	tellProcessor(auxv)
	s := gogetenv("GODEBUG")
	cpu.Initialize(s)
	debugVars.containermaxprocs.Store(1)
	debugVars.updatemaxprocs.Store(1)
	readDebugVars(godebugDefault)
	readDebugVars(s)
	if debugVars.dataindependenttiming {
		alwaysEvenTiming()
	}
	if s != "" {
		godebug.env.Store(&s)
	}
	itabsInit()
	initMaxProcs()
	setTraceback(gogetenv("GOTRACEBACK"))
	exithook.Gosched = Gosched
	exithook.Goid = goid
	exithook.Throw = throw
}

// runExitHooks runs what was registered for the end of the program. The C++ end code calls it.
func runExitHooks(code int) { exithook.Run(code) }

//go:linkname os_beforeExit os.runtime_beforeExit
func os_beforeExit(code int) { exithook.Run(code) }

//go:linkname syscall_Exit syscall.Exit
func syscall_Exit(code int) { exitProcess(code) }

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string { return append([]string{}, argslice...) }

//go:linkname boring_runtime_arg0 crypto/internal/boring.runtime_arg0
func boring_runtime_arg0() string {
	if len(argslice) == 0 {
		return ""
	}
	return argslice[0]
}

//go:linkname syscall_runtime_envs syscall.runtime_envs
func syscall_runtime_envs() []string { return append([]string{}, envs...) }

//go:linkname syscall_Getpagesize syscall.Getpagesize
func syscall_Getpagesize() int { return pageSize() }

//go:linkname getAuxv
func getAuxv() []uintptr { return auxv }

// gogetenv reads the environment as it was at the start.
func gogetenv(key string) string {
	for _, s := range envs {
		if len(s) > len(key) && s[len(key)] == '=' && s[:len(key)] == key {
			return s[len(key)+1:]
		}
	}
	return ""
}

// GODEBUG: the runtime reads few settings itself; package internal/godebug hangs in to hear of changes.

var godebug struct {
	env     atomic.Pointer[string]                     // what the environment says, nil: nothing
	changed atomic.Pointer[func(defaults, env string)] // told at first and after each change
	counter atomic.Pointer[func(name string) func()]   // makes what counts uses of a setting
}

var debugVars struct {
	panicnil          atomic.Int32
	asynctimerchan    atomic.Int32
	containermaxprocs atomic.Int32
	updatemaxprocs    atomic.Int32

	dataindependenttiming bool // at start
}

// readDebugVars takes from settings (name=number, separated by commas) what the runtime heeds.
func readDebugVars(settings string) {
	for settings != "" {
		one := settings
		comma := bytealg.IndexByteString(settings, ',')
		if comma < 0 {
			settings = ""
		} else {
			one, settings = settings[:comma], settings[comma+1:]
		}
		eq := bytealg.IndexByteString(one, '=')
		if eq < 0 {
			continue
		}
		n, ok := parseInt(one[eq+1:])
		if !ok {
			continue
		}
		switch one[:eq] {
		case "panicnil":
			debugVars.panicnil.Store(int32(n))
		case "asynctimerchan":
			debugVars.asynctimerchan.Store(int32(n))
		case "dataindependenttiming":
			debugVars.dataindependenttiming = n == 1
		case "containermaxprocs":
			debugVars.containermaxprocs.Store(int32(n))
		case "updatemaxprocs":
			debugVars.updatemaxprocs.Store(int32(n))
		case "traceadvanceperiod":
			traceSetPeriod(int64(n))
		}
	}
}

// alwaysEvenTiming has all goroutines run in the mode of crypto/subtle.WithDataIndependentTiming, if the processor has it.
func alwaysEvenTiming()

// tellGodebug gives package internal/godebug the settings.
func tellGodebug() {
	hear, env := godebug.changed.Load(), ""
	if hear == nil {
		return
	}
	if e := godebug.env.Load(); e != nil {
		env = *e
	}
	(*hear)(godebugDefault, env)
}

// changeGodebug follows a change of the environment variable; nil: it is gone.
func changeGodebug(env *string) {
	godebug.env.Store(env)
	debugVars.panicnil.Store(0)
	debugVars.asynctimerchan.Store(0)
	readDebugVars(godebugDefault)
	if env != nil {
		readDebugVars(*env)
	}
	tellGodebug()
}

//go:linkname godebug_setUpdate internal/godebug.setUpdate
func godebug_setUpdate(hear func(string, string)) {
	godebug.changed.Store(&hear)
	tellGodebug()
}

//go:linkname godebug_setNewIncNonDefault internal/godebug.setNewIncNonDefault
func godebug_setNewIncNonDefault(make func(string) func()) {
	godebug.counter.Store(&make)
	countMaxProcs()
}

// A godebugSetting is a setting of GODEBUG that this package heeds.
type godebugSetting string

// IncNonDefault counts a use of behaviour that the setting asked for.
func (s godebugSetting) IncNonDefault() {
	if f := godebug.counter.Load(); f != nil {
		(*f)(string(s))()
	}
}

var counted = struct{ panicnil, containermaxprocs, updatemaxprocs godebugSetting }{
	"panicnil", "containermaxprocs", "updatemaxprocs",
}

// Package syscall reports changes of the environment.

//go:linkname syscall_runtimeSetenv syscall.runtimeSetenv
func syscall_runtimeSetenv(name, value string) {
	if name == "GODEBUG" {
		changeGodebug(&value)
	}
}

//go:linkname syscall_runtimeUnsetenv syscall.runtimeUnsetenv
func syscall_runtimeUnsetenv(name string) {
	if name == "GODEBUG" {
		changeGodebug(nil)
	}
}

//go:linkname syscall_runtimeClearenv syscall.runtimeClearenv
func syscall_runtimeClearenv(names map[string]int) {
	if _, had := names["GODEBUG"]; had {
		changeGodebug(nil)
	}
}

// nilPanicValue is what panic(nil) panics with. The C++ core calls it.
func nilPanicValue() any {
	if debugVars.panicnil.Load() == 1 {
		counted.panicnil.IncNonDefault()
		return nil
	}
	return new(PanicNilError)
}

// asyncTimerChans reports whether timers' channels behave as before Go 1.23. The C++ timers call it.
func asyncTimerChans() bool { return debugVars.asynctimerchan.Load() != 0 }

// Goroutines and threads. C++.

//go:linkname Gosched
func Gosched()

// Goexit ends the calling goroutine after running its deferred functions.
//
//go:noinline
func Goexit() { goexitCore() }

// goexitCore runs the deferred functions and ends the goroutine. C++.
func goexitCore()

// LockOSThread ties the calling goroutine to its thread, until as many calls of UnlockOSThread.
func LockOSThread()

func UnlockOSThread()

// GC runs a garbage collection and waits for its end.
func GC()

// Breakpoint stops in a debugger.
func Breakpoint()

func gcount() int

// NumGoroutine is the number of goroutines that exist.
func NumGoroutine() int { return gcount() }

// NumCgoCall is the number of calls into C so far.
func NumCgoCall() int64 { return 0 }

// SetCgoTraceback sets functions that tell of C frames. There are none to ask about without cgo.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {
	if version != 0 {
		panic("unsupported version")
	}
}

// random numbers

//go:linkname randn
func randn(n uint32) uint32 { return uint32(uint64(uint32(rand())) * uint64(n) >> 32) }

//go:linkname cheaprandn
func cheaprandn(n uint32) uint32 { return uint32(uint64(cheaprand()) * uint64(n) >> 32) }

//go:linkname cheaprand64
func cheaprand64() uint64 { return rand() }

//go:linkname legacy_fastrand runtime.fastrand
func legacy_fastrand() uint32 { return uint32(rand()) }

//go:linkname legacy_fastrandn runtime.fastrandn
func legacy_fastrandn(n uint32) uint32 { return randn(n) }

//go:linkname legacy_fastrand64 runtime.fastrand64
func legacy_fastrand64() uint64 { return rand() }

//go:linkname os_fastrand os.fastrand
func os_fastrand() uint32 { return uint32(rand()) }

// Coverage.

//go:linkname coverage_getCovCounterList internal/coverage/cfile.getCovCounterList
func coverage_getCovCounterList() []rtcov.CovCounterBlob {
	start, n := coverCounters()
	if n == 0 {
		return []rtcov.CovCounterBlob{}
	}
	return []rtcov.CovCounterBlob{{Counters: start, Len: uint64(n)}}
}

// coverCounters gives the section of coverage counters. C++.
func coverCounters() (start *uint32, count int)

func addCovMeta(p unsafe.Pointer, dlen uint32, hash [16]byte, pkgpath string, pkgid int, mode uint8, gran uint8) uint32 {
	id := rtcov.AddMeta(p, dlen, hash, pkgpath, pkgid, mode, gran)
	if id == 0 {
		throw("runtime.addCovMeta: coverage package map collision")
	}
	return id
}

// Complex division: infinities and not-a-numbers as C99 Annex G has them.

func complex128div(n, m complex128) complex128 {
	a, b, c, d := real(n), imag(n), real(m), imag(m)
	isNaN := func(f float64) bool { return f != f }
	isInf := func(f float64) bool {
		return f > 1.79769313486231570814527423731704356798070e+308 || f < -1.79769313486231570814527423731704356798070e+308
	}
	isFinite := func(f float64) bool { return !isNaN(f) && !isInf(f) }
	bit := func(f float64) uint64 { return *(*uint64)(unsafe.Pointer(&f)) }
	sign := func(f, s float64) float64 {
		v := bit(f)&^(1<<63) | bit(s)&(1<<63)
		return *(*float64)(unsafe.Pointer(&v))
	}
	abs := func(f float64) float64 { return sign(f, 1) }
	unit := func(f float64) float64 {
		if isInf(f) {
			return sign(1, f)
		}
		return sign(0, f)
	}

	// The larger part of m scales, against overflow.
	var e, f float64
	if abs(c) >= abs(d) {
		ratio := d / c
		denom := c + ratio*d
		e = (a + b*ratio) / denom
		f = (b - a*ratio) / denom
	} else {
		ratio := c / d
		denom := d + ratio*c
		e = (a*ratio + b) / denom
		f = (b*ratio - a) / denom
	}
	if isNaN(e) && isNaN(f) {
		inf := 1e308
		inf *= 10
		switch {
		case c == 0 && d == 0 && (!isNaN(a) || !isNaN(b)):
			e = sign(inf, c) * a
			f = sign(inf, c) * b
		case (isInf(a) || isInf(b)) && isFinite(c) && isFinite(d):
			a, b = unit(a), unit(b)
			e = inf * (a*c + b*d)
			f = inf * (b*c - a*d)
		case (isInf(c) || isInf(d)) && isFinite(a) && isFinite(b):
			c, d = unit(c), unit(d)
			e = 0 * (a*c + b*d)
			f = 0 * (b*c - a*d)
		}
	}
	return complex(e, f)
}
