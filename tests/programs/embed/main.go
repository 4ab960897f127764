// Embedded files: as bytes, which may be written to, as text, as a tree; crash reports go to a file, too.
package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
)

var (
	//go:embed text/a.txt
	bytes []byte
	//go:embed text/a.txt
	more []byte
	//go:embed text/empty.txt
	empty []byte
	//go:embed text/a.txt
	text string
	//go:embed text
	tree embed.FS
)

var copied = bytes

func crash(file string) {
	f, err := os.Create(file)
	if err == nil {
		err = debug.SetCrashOutput(f, debug.CrashOptions{})
	}
	println("begins", err == nil)
	panic("oops")
}

func main() {
	if len(os.Args) > 1 {
		crash(os.Args[1])
	}
	fmt.Printf("%q %q %q %q\n", bytes, more, empty, text)
	bytes[0] = 'F'
	fmt.Printf("%q %q %q\n", copied, more, text)
	fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		data, _ := tree.ReadFile(path)
		fmt.Println(path, d.IsDir(), len(data), err)
		return nil
	})
	file := os.TempDir() + fmt.Sprintf("/crash%d", os.Getpid())
	defer os.Remove(file)
	seen, err := exec.Command(os.Args[0], file).CombinedOutput()
	report, _ := os.ReadFile(file)
	fmt.Println(err, strings.HasPrefix(string(seen), "begins true\n"), len(report) > 0 && strings.HasSuffix(string(seen), string(report)))
	fmt.Println(strings.HasPrefix(string(report), "panic: oops"), strings.Contains(string(report), "main.crash"))
}
