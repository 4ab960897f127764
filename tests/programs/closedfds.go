// Standard descriptors that are closed when the program starts are the null device, so that no file takes their numbers.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Writes to the file what it finds, and to standard error what must not get there.
func child(out string) {
	f, err := os.Create(out)
	if err != nil {
		os.Exit(1)
	}
	println("to standard error")
	fmt.Fprint(f, f.Fd() > 2)
	for fd := range 3 {
		to, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd))
		fmt.Fprint(f, " ", to, err)
	}
	in, err := os.Stdin.Read(make([]byte, 1))
	fmt.Fprint(f, " ", in, err)
	_, err = os.Stdout.WriteString("to standard output")
	fmt.Fprint(f, " ", err)
}

func main() {
	if len(os.Args) > 1 {
		child(os.Args[1])
		return
	}
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	folder, err := os.MkdirTemp("", "closedfds")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	for set := range 8 {
		script := `exec "$0" "$1"`
		for fd, kind := range []string{"<", ">", ">"} {
			if set>>fd&1 != 0 {
				script += fmt.Sprintf(" %d%s&-", fd, kind)
			} else {
				script += fmt.Sprintf(" %d%s%s", fd, kind, filepath.Join(folder, fmt.Sprint(fd)))
			}
		}
		os.WriteFile(filepath.Join(folder, "0"), []byte("x"), 0o666)
		out := filepath.Join(folder, "out")
		if text, err := exec.Command("/bin/sh", "-c", script, self, out).CombinedOutput(); err != nil {
			fmt.Println(set, err, string(text))
		}
		seen, err := os.ReadFile(out)
		fmt.Println(set, strings.ReplaceAll(string(seen), folder, "."), err)
	}
}
