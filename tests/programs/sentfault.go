// A fault that another process sends is told of by its name, and where it is a fault of the program's own, by the panic.
package main

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 {
		var s syscall.Signal
		for _, c := range os.Args[1] {
			s = s*10 + syscall.Signal(c-'0')
		}
		syscall.Kill(syscall.Getpid(), s)
		time.Sleep(time.Second)
	}
	self, _ := os.Executable()
	for _, s := range []string{"11", "7", "8", "4", "6", "3"} {
		text, err := exec.Command(self, s).CombinedOutput()
		lines := strings.SplitN(string(text), "\n", 3)
		println(lines[0], strings.Contains(lines[1], " sigcode=0"), strings.Contains(lines[1], " addr=0x"), err.Error())
	}
}
