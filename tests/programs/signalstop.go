// A signal that comes while its channel is being stopped ends the program or reaches the channel; it is never lost.
package main

import (
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

func child() {
	for range 10 {
		c := make(chan os.Signal, 1)
		signal.Notify(c, syscall.SIGINT)
		stopped := make(chan bool)
		go func() {
			signal.Stop(c)
			close(stopped)
		}()
		syscall.Kill(syscall.Getpid(), syscall.SIGINT)
		select {
		case <-c:
		case <-time.After(2 * time.Second):
			os.Stdout.WriteString("lost\n")
			os.Exit(1)
		}
		<-stopped
	}
	os.Exit(0)
}

func main() {
	if len(os.Args) > 1 {
		child()
	}
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT) // a child that is begun with it ignored may lose it
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	if _, err := exec.Command(self, "child").CombinedOutput(); err != nil {
		if _, ran := err.(*exec.ExitError); !ran {
			panic(err)
		}
	}
	done := make(chan bool)
	for range 4 {
		go func() {
			for range 50 {
				if out, _ := exec.Command(self, "child").CombinedOutput(); len(out) != 0 {
					os.Stdout.Write(out)
				}
			}
			done <- true
		}()
	}
	for range 4 {
		<-done
	}
	os.Stdout.WriteString("done\n")
}
