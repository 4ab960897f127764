package runtime

import "internal/runtime/cgroup"

// The control group that the process is in; its files stay open.
var container struct {
	cpu  cgroup.CPU
	open bool
}

// openContainer finds the group, and gives the number of processors that its limit lets use out of cpus.
func openContainer(cpus int) int {
	c, err := cgroup.OpenCPU(make([]byte, cgroup.ScratchSize))
	if err != nil {
		return cpus // there is none
	}
	container.cpu, container.open = c, true
	return containerLimit(cpus)
}

func closeContainer() {
	if container.open {
		container.cpu.Close()
		container.open = false
	}
}

// containerLimit is the limit of processor time in processors: rounded up, at least 2, at most cpus.
func containerLimit(cpus int) int {
	if !container.open {
		return cpus
	}
	limit, ok, err := cgroup.ReadCPULimit(container.cpu)
	if err != nil || !ok || limit >= float64(cpus) {
		return cpus
	}
	n := int(limit)
	if float64(n) < limit {
		n++
	}
	return min(cpus, max(n, 2))
}
