// What the go command must know of Golem: its version, its targets, and its own GOROOT.

package cfg

import (
	"os"
	"path/filepath"
)

// GolemVersion is that of the tools in this GOROOT.
const GolemVersion = "0.1"

// golemTargets are the pairs that Golem's compile and link make programs for.
var golemTargets = map[string]bool{
	"linux/386":   true,
	"linux/amd64": true,
	"linux/arm":   true,
	"linux/arm64": true,
}

// GolemTarget reports whether Golem makes programs for goos/goarch.
func GolemTarget(goos, goarch string) bool { return golemTargets[goos+"/"+goarch] }

// dropForeignGOROOT takes another compiler's GOROOT out of the environment, and reports whether there was one: the go command
// would build with that one's tools, and say nothing.
func dropForeignGOROOT() bool {
	exe, err := os.Executable()
	foreign := err == nil && isGolemGOROOT(filepath.Join(exe, "../..")) && !isGolemGOROOT(os.Getenv("GOROOT"))
	if foreign {
		os.Unsetenv("GOROOT")
	}
	return foreign
}

// isGolemGOROOT: golem.stamp says what a GOROOT was made from.
func isGolemGOROOT(path string) bool {
	_, err := os.Stat(filepath.Join(path, "golem.stamp"))
	return err == nil
}
