// What Golem cannot make yet ends a build at once and with one line, where each package's compile would say so else.

package work

import (
	"cmd/go/internal/base"
	"cmd/go/internal/cfg"
	"internal/platform"
)

func notYetSupported(what string) { base.Fatalf("go: not yet supported: %s", what) }

// checkInstrumentation comes before upstream's checks, which would ask for a C compiler.
func checkInstrumentation() {
	switch {
	case cfg.BuildRace:
		notYetSupported("-race")
	case cfg.BuildMSan:
		notYetSupported("-msan")
	case cfg.BuildASan:
		notYetSupported("-asan")
	}
}

func checkBuildMode() {
	switch cfg.BuildBuildmode {
	case "pie", "c-archive", "c-shared", "plugin", "shared":
		notYetSupported("-buildmode=" + cfg.BuildBuildmode)
	}
	if cfg.BuildLinkshared {
		notYetSupported("-linkshared")
	}
}

// checkTarget leaves pairs that nobody has to upstream's message.
func checkTarget() {
	if platform.BuildModeSupported("gc", "default", cfg.Goos, cfg.Goarch) && !cfg.GolemTarget(cfg.Goos, cfg.Goarch) {
		notYetSupported(cfg.Goos + "/" + cfg.Goarch)
	}
	if cfg.BuildContext.CgoEnabled {
		notYetSupported("cgo (CGO_ENABLED=1)")
	}
}
