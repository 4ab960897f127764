// What ends a program that has too many threads, or that the system gives no more of: its first
// lines and its exit status.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
)

// A resource of setrlimit(2): the processes and threads of a user.
const limitProcesses = 6

// Keeps a thread for each of n goroutines.
func hold(n int) {
	ready := make(chan bool)
	for range n {
		go func() {
			runtime.LockOSThread()
			ready <- true
			select {}
		}()
		<-ready
	}
}

func child(what string) {
	switch what {
	case "set":
		debug.SetMaxThreads(20)
	case "refused":
		// The limit does not hold for the superuser.
		limit := syscall.Rlimit{Cur: 50, Max: 50}
		if err := syscall.Setrlimit(limitProcesses, &limit); err != nil {
			panic(err)
		}
		if os.Getuid() == 0 {
			if err := syscall.Setuid(65534); err != nil {
				panic(err)
			}
		}
	}
	hold(100)
	println("held")
}

func main() {
	if len(os.Args) > 1 {
		child(os.Args[1])
		return
	}
	self, _ := os.Executable()
	// How many threads there were is not the same in each run.
	have := regexp.MustCompile(`have \d+ already`)
	for _, what := range []string{"set", "refused", "none"} {
		text, err := exec.Command(self, what).CombinedOutput()
		head, _, _ := strings.Cut(string(text), "\n\n")
		fmt.Printf("%s: %v\n%s\n", what, err, have.ReplaceAllString(head, "have N already"))
	}
}
