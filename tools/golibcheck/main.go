// Command golibcheck tells whether Golem's GOROOT is complete: it type-checks every package of std from
// source, and lists the functions without body that neither another package, nor the C++ runtime, nor the
// compiler provides. It prints one line per finding and exits with 1 if there is any.
//
// usage: golibcheck -goroot DIR [-runtime OBJECT] [-intrinsics FILE]
package main

import (
	"go/ast"
	"go/parser"
	"go/token"

	"debug/elf"
	"go/build"
	"go/types"

	"flag"
	"fmt"
	"log"
	"sort"
	"strings"

	"os"
	"os/exec"
	"path/filepath"
)

var (
	goroot     = flag.String("goroot", "", "the assembled GOROOT")
	runtimeObj = flag.String("runtime", "", "the C++ runtime's object file")
	intrinsics = flag.String("intrinsics", "", "file with one link name of an intrinsic per line")
	goarch     = flag.String("goarch", "amd64", "the target to check for")
	wanted     = flag.Bool("wanted", false, "list all functions that the C++ runtime must provide")
)

type checker struct {
	src      string
	ctx      build.Context
	fset     *token.FileSet
	packages map[string]*types.Package
	errors   []string
	defined  map[string]bool   // link names with a body
	needed   map[string]string // link names without one, and where
}

func (c *checker) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if strings.HasPrefix(path, "golang.org/x/") {
		path = "vendor/" + path
	}
	return c.load(path)
}

func (c *checker) load(path string) (*types.Package, error) {
	if p, ok := c.packages[path]; ok {
		if p == nil {
			return nil, fmt.Errorf("import cycle through %s", path)
		}
		return p, nil
	}
	c.packages[path] = nil
	bp, err := c.ctx.ImportDir(filepath.Join(c.src, path), 0)
	if err != nil {
		return nil, err
	}
	if len(bp.SFiles) > 0 {
		c.errors = append(c.errors, path+": has assembly: "+strings.Join(bp.SFiles, " "))
	}
	var files []*ast.File
	for _, name := range bp.GoFiles {
		f, err := parser.ParseFile(c.fset, filepath.Join(bp.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
		c.functions(path, f)
	}
	conf := types.Config{Importer: c, Sizes: types.SizesFor("gc", c.ctx.GOARCH), Error: func(err error) {
		c.errors = append(c.errors, path+": "+strings.ReplaceAll(err.Error(), c.src+"/", ""))
	}}
	p, _ := conf.Check(path, c.fset, files, nil)
	c.packages[path] = p
	return p, nil
}

// functions notes which link names a file defines and needs.
func (c *checker) functions(path string, f *ast.File) {
	names := map[string]string{}
	for _, g := range f.Comments {
		for _, l := range g.List {
			w := strings.Fields(l.Text)
			if len(w) >= 3 && w[0] == "//go:linkname" {
				names[w[1]] = w[2]
			}
		}
	}
	for _, d := range f.Decls {
		if gd, ok := d.(*ast.GenDecl); ok && gd.Tok == token.VAR {
			for _, spec := range gd.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					c.defined[path+"."+name.Name] = true
				}
			}
		}
		fd, ok := d.(*ast.FuncDecl)
		if !ok || fd.Recv != nil && fd.Body != nil {
			continue
		}
		name := fd.Name.Name
		link := path + "." + name
		if other, ok := names[name]; ok {
			link = other
		}
		if fd.Body != nil {
			c.defined[link] = true
			c.defined[path+"."+name] = true
		} else if _, ok := c.needed[link]; !ok {
			c.needed[link] = c.fset.Position(fd.Pos()).String()
		}
	}
}

// Declarations that nothing calls: they permit third parties to refer to methods by name, or are dead.
var notCalled = map[string]bool{
	"net/http.(*Transport).RoundTrip":  true,
	"net/http.serverHandler.ServeHTTP": true,
	"net/url.(*URL).setPath":           true,
	"runtime/trace.runtime_readTrace":  true,
}

// What the runtime takes from the linker and from the program.
var fromLink = map[string]bool{
	"go:main.inittasks":     true,
	"go:main.inittasks.len": true,
	"main.main":             true,
}

func lines(file string) []string {
	b, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	return strings.Fields(string(b))
}

func main() {
	log.SetFlags(0)
	flag.Parse()
	c := &checker{src: filepath.Join(*goroot, "src"), ctx: build.Default, fset: token.NewFileSet(),
		packages: map[string]*types.Package{}, defined: map[string]bool{}, needed: map[string]string{}}
	c.ctx.GOROOT = *goroot
	c.ctx.CgoEnabled = false
	c.ctx.GOOS, c.ctx.GOARCH = "linux", *goarch
	cmd := exec.Command(filepath.Join(*goroot, "bin", "go"), "list", "-e", "std")
	cmd.Env = append(os.Environ(), "GOROOT="+*goroot, "CGO_ENABLED=0", "GOFLAGS=")
	out, err := cmd.Output()
	if err != nil {
		log.Fatalf("go list: %v", err)
	}
	for _, path := range strings.Fields(string(out)) {
		if _, err := c.load(path); err != nil {
			if _, ok := err.(*build.NoGoError); !ok {
				c.errors = append(c.errors, path+": "+err.Error())
			}
		}
	}
	known := map[string]bool{}
	if *runtimeObj != "" {
		f, err := elf.Open(*runtimeObj)
		if err != nil {
			log.Fatal(err)
		}
		syms, err := f.Symbols()
		if err != nil {
			log.Fatal(err)
		}
		for _, s := range syms {
			if s.Section != elf.SHN_UNDEF {
				known[s.Name] = true
				if c.defined[s.Name] && elf.ST_BIND(s.Info) == elf.STB_GLOBAL {
					c.errors = append(c.errors, "in Go and in C++: "+s.Name)
				}
			} else if s.Name != "" && strings.Contains(s.Name, ".") && !c.defined[s.Name] && !fromLink[s.Name] {
				c.errors = append(c.errors, "the runtime's object needs "+s.Name)
			}
		}
	}
	if *intrinsics != "" {
		for _, name := range lines(*intrinsics) {
			known[name] = true
		}
	}
	for name, at := range c.needed {
		if c.defined[name] || known[name] && !*wanted || strings.HasPrefix(name, "unsafe.") || notCalled[name] || strings.Contains(at, "badlinkname") {
			continue
		}
		c.errors = append(c.errors, "no body for "+name+" ("+strings.TrimPrefix(at, c.src+"/")+")")
	}
	sort.Strings(c.errors)
	for _, e := range c.errors {
		fmt.Println(e)
	}
	if len(c.errors) > 0 {
		os.Exit(1)
	}
}
