// How many threads run Go code at a time: what the program asks for, or what the machine and the limits of the container that
// the process runs in suggest. GODEBUG=containermaxprocs=0 leaves the latter out, updatemaxprocs=0 looks at the start only.
package runtime

// maxProcs: who changes the number holds sema. custom: the program chose it, nothing else changes it any more.
var maxProcs = struct {
	sema                    uint32
	custom                  bool
	noUpdates, ignoresLimit bool // because GODEBUG says so
}{sema: 1}

// gomaxprocs sets the number, if n > 0, and gives the old one. C++.
func gomaxprocs(n int) int

// ncpu is the number of processors that the process could use when it started, cpuCount the one that it can use now. C++.
func ncpu() int
func cpuCount() int

// initMaxProcs is called once, at the start of the program, which has as many as there are processors or GOMAXPROCS says.
func initMaxProcs() {
	maxProcs.noUpdates = debugVars.updatemaxprocs.Load() == 0
	limited := openContainer(ncpu())
	if debugVars.containermaxprocs.Load() == 0 {
		maxProcs.ignoresLimit = limited != ncpu()
		closeContainer()
	}
	if n, ok := parseInt(gogetenv("GOMAXPROCS")); ok && n > 0 {
		maxProcs.custom = true
	} else if n := defaultMaxProcs(ncpu()); n != gomaxprocs(0) {
		gomaxprocs(n)
	}
}

// countMaxProcs counts what was decided before anybody counted.
func countMaxProcs() {
	if maxProcs.noUpdates {
		counted.updatemaxprocs.IncNonDefault()
	}
	if maxProcs.ignoresLimit {
		counted.containermaxprocs.IncNonDefault()
	}
}

func defaultMaxProcs(cpus int) int { return min(cpus, containerLimit(cpus)) }

// updateMaxProcs follows changes of the machine and the container. The C++ monitor has it called about once a second while the
// program does something.
func updateMaxProcs() {
	if maxProcs.noUpdates {
		return
	}
	semacquire(&maxProcs.sema)
	if !maxProcs.custom {
		if n := defaultMaxProcs(cpuCount()); n != gomaxprocs(0) {
			gomaxprocs(n)
		}
	}
	semrelease(&maxProcs.sema, false, 0)
}

// GOMAXPROCS sets how many threads run Go code at a time, if n > 0, and gives the old number.
func GOMAXPROCS(n int) int {
	if n <= 0 {
		return gomaxprocs(0)
	}
	semacquire(&maxProcs.sema)
	maxProcs.custom = true
	old := gomaxprocs(n)
	semrelease(&maxProcs.sema, false, 0)
	return old
}

// SetDefaultGOMAXPROCS goes back to what machine and container suggest, and follows them from now on.
func SetDefaultGOMAXPROCS() {
	semacquire(&maxProcs.sema)
	maxProcs.custom = false
	gomaxprocs(defaultMaxProcs(cpuCount()))
	semrelease(&maxProcs.sema, false, 0)
}

// NumCPU is the number of processors that this process could use when it started.
func NumCPU() int { return ncpu() }
