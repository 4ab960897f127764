// A program that has more rights than who started it (AT_SECURE: set-user-ID programs) shows no stack traces, nor do those that it starts.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	self, err := os.Executable()
	check(err)
	switch {
	case len(os.Args) == 1:
		for _, setting := range []string{"A=1", "GOTRACEBACK=all"} {
			cmd := exec.Command(self, "give up rights")
			cmd.Env = []string{setting}
			if os.Getuid() != 0 { // can have no such rights: plainly what is asked for
				cmd = exec.Command(self, "show")
				cmd.Env = []string{"GOTRACEBACK=none"}
				if setting == "A=1" {
					cmd.Env = []string{setting, "GOTRACEBACK=none"}
				}
			}
			out, err := cmd.CombinedOutput()
			fmt.Printf("%s: %s%v\n", setting, out, err)
		}
	case os.Args[1] == "show":
		fmt.Println(os.Environ())
		panic("shown without a trace")
	default:
		check(syscall.Setresuid(65534, 0, 0))
		check(syscall.Exec(self, []string{self, "show"}, os.Environ()))
	}
}
