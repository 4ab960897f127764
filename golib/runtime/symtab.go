// From program counters to functions, files and lines: Caller, Callers, CallersFrames, FuncForPC.
//
// The tables are the compiler's: an entry for each function in golem_functab, sorted by address, and
// its line table.

package runtime

import (
	"internal/abi"
	"internal/goarch"
	"internal/goos"
	"internal/runtime/atomic"
	"unsafe"
)

const (
	GOOS     string = goos.GOOS
	GOARCH   string = goarch.GOARCH
	Compiler        = "gc"
)

// funcEntry is a record of golem_functab. Places are distances from the field that holds them.
type funcEntry struct {
	start int32
	size  uint32
	name  int32
	lines int32
}

// functabBounds gives the linker's table of functions. C++.
func functabBounds() (start unsafe.Pointer, count int)

// nativetabBounds gives the table of the runtime's C++ functions that have Go names. C++.
func nativetabBounds() (start unsafe.Pointer, count int)

func (e *funcEntry) entry() uintptr {
	return uintptr(unsafe.Pointer(&e.start)) + uintptr(e.start)
}

func (e *funcEntry) fullName() string {
	return gostringnocopy((*byte)(unsafe.Add(unsafe.Pointer(&e.name), e.name)))
}

// functionAt finds the function that holds pc.
func functionAt(pc uintptr) *funcEntry {
	if !inImage(unsafe.Pointer(pc)) {
		return nil
	}
	start, n := functabBounds()
	if e := searchFunc(start, n, pc); e != nil {
		return e
	}
	start, n = nativetabBounds()
	return searchFunc(start, n, pc)
}

func searchFunc(start unsafe.Pointer, n int, pc uintptr) *funcEntry {
	lo, hi := 0, n
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		e := (*funcEntry)(unsafe.Add(start, mid*int(unsafe.Sizeof(funcEntry{}))))
		if at := e.entry(); pc < at {
			hi = mid
		} else if pc-at >= uintptr(e.size) {
			lo = mid + 1
		} else {
			return e
		}
	}
	return nil
}

const (
	lineFlagWrapper = 1
	lineFlagNoSplit = 2
	lineFlagMap     = 16
)

// lineReader decodes a line table from front to back.
type lineReader struct{ p unsafe.Pointer }

func (r *lineReader) byte() byte {
	b := *(*byte)(r.p)
	r.p = unsafe.Add(r.p, 1)
	return b
}

func (r *lineReader) uleb() uint {
	v, shift := uint(0), uint(0)
	for {
		b := r.byte()
		v |= uint(b&0x7f) << shift
		shift += 7
		if b < 0x80 {
			return v
		}
	}
}

func (r *lineReader) sleb() int {
	v, shift := 0, uint(0)
	for {
		b := r.byte()
		v |= int(b&0x7f) << shift
		shift += 7
		if b < 0x80 {
			if b&0x40 != 0 && shift < 64 {
				v |= -1 << shift
			}
			return v
		}
	}
}

// text reads a distance to a string and gives that string.
func (r *lineReader) text() string {
	at := r.p
	b := (*[4]byte)(r.p)
	var off int32
	if goarch.BigEndian {
		off = int32(uint32(b[3]) | uint32(b[2])<<8 | uint32(b[1])<<16 | uint32(b[0])<<24)
	} else {
		off = int32(uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24)
	}
	r.p = unsafe.Add(r.p, 4)
	return gostringnocopy((*byte)(unsafe.Add(at, off)))
}

// lineTable is a table whose head has been read.
type lineTable struct {
	flags     byte
	startLine int
	nfiles    int
	files     unsafe.Pointer
	ninlines  int
	inlines   unsafe.Pointer
	rows      lineReader
}

type inlineRecord struct {
	name      string
	parent    int // -1: the function itself
	file      int
	line      int
	startLine int
}

func (e *funcEntry) hasLines() bool { return e.lines != 0 }

func (e *funcEntry) flags() byte {
	if !e.hasLines() {
		return 0
	}
	return *(*byte)(unsafe.Add(unsafe.Pointer(&e.lines), e.lines))
}

func (e *funcEntry) table() (t lineTable) {
	r := lineReader{unsafe.Add(unsafe.Pointer(&e.lines), e.lines)}
	t.flags = r.byte()
	if t.flags&lineFlagMap != 0 { // the collector's
		n := r.uleb()
		r.p = unsafe.Add(r.p, n)
	}
	t.startLine = int(r.uleb())
	t.nfiles = int(r.uleb())
	t.files = r.p
	r.p = unsafe.Add(r.p, 4*t.nfiles)
	t.ninlines = int(r.uleb())
	t.inlines = r.p
	for i := 0; i < t.ninlines; i++ {
		r.p = unsafe.Add(r.p, 4)
		r.uleb()
		r.uleb()
		r.uleb()
		r.uleb()
	}
	t.rows = r
	return t
}

func (t *lineTable) file(i int) string {
	if uint(i) >= uint(t.nfiles) {
		return "?"
	}
	r := lineReader{unsafe.Add(t.files, 4*i)}
	return r.text()
}

func (t *lineTable) inline(i int) (rec inlineRecord) {
	r := lineReader{t.inlines}
	for {
		if i == 0 {
			rec.name = r.text()
		} else {
			r.p = unsafe.Add(r.p, 4)
		}
		rec.parent = int(r.uleb()) - 1
		rec.file = int(r.uleb())
		rec.line = int(r.uleb())
		rec.startLine = int(r.uleb())
		if i == 0 {
			return rec
		}
		i--
	}
}

// row finds the row for an offset within the function.
func (t *lineTable) row(off uintptr) (line, file, inline int) {
	r := t.rows
	line, inline = t.startLine, -1
	pc := uintptr(0)
	for n := r.uleb(); n > 0; n-- {
		pc += uintptr(r.uleb())
		if pc > off {
			break
		}
		line += r.sleb()
		file = int(r.uleb())
		inline = int(r.uleb()) - 1
	}
	return line, file, inline
}

// expand calls yield for each call that is under way at pc, an address within e, innermost first.
func (e *funcEntry) expand(pc uintptr, yield func(name, file string, line, startLine int, inlined bool) bool) {
	if !e.hasLines() {
		yield(e.fullName(), "?", 0, 0, false)
		return
	}
	t := e.table()
	line, file, inline := t.row(pc - e.entry())
	for inline >= 0 && inline < t.ninlines {
		rec := t.inline(inline)
		if !yield(rec.name, t.file(file), line, rec.startLine, true) {
			return
		}
		line, file, inline = rec.line, rec.file, rec.parent
	}
	yield(e.fullName(), t.file(file), line, t.startLine, false)
}

// depth is the number of calls that programs are told of: those that expand tells, without generated wrappers.
func (e *funcEntry) depth(pc uintptr) int {
	n := 1
	if e.flags()&lineFlagWrapper != 0 {
		n = 0
	}
	if !e.hasLines() {
		return n
	}
	t := e.table()
	if t.ninlines == 0 {
		return n
	}
	_, _, inline := t.row(pc - e.entry())
	for ; inline >= 0 && inline < t.ninlines; n++ {
		inline = t.inline(inline).parent
	}
	return n
}

// printName is a function's name as users see it: without the type arguments.
func printName(name string) string {
	open := -1
	for i := 0; i < len(name); i++ {
		if name[i] == '[' {
			open = i
			break
		}
	}
	if open < 0 {
		return name
	}
	for end := len(name) - 1; end > open; end-- {
		if name[end] == ']' {
			return name[:open] + "[...]" + name[end+1:]
		}
	}
	return name
}

// Callers gives an address for each call, inlined or not: the return address for the innermost of those that the instruction
// there belongs to, for the calls around it a number that holds that address and how many calls to leave out. Such a number
// lies where no code is. Programs take one off what Callers gave to come to the call instruction: the last bits see to that.
// They are not longer than they must be: profiles print them in columns.
const partialEnd = partialBase + partialTexts*partialSkips<<2

// textBase is the address of the first function.
func textBase() uintptr {
	start, _ := functabBounds()
	return (*funcEntry)(start).entry()
}

func makePartialPC(pc uintptr, skip int) uintptr {
	off := pc - textBase()
	if skip == 0 || skip >= partialSkips || off >= partialTexts {
		return pc
	}
	return partialBase + (off*partialSkips+uintptr(skip))<<2 + 2
}

// realPC undoes makePartialPC, also for numbers that are one less.
func realPC(pc uintptr) (real uintptr, skip int) {
	if pc < partialBase || pc >= partialEnd {
		return pc, 0
	}
	n := (pc - partialBase) >> 2
	return textBase() + n/partialSkips - (2-pc&3)&3, int(n % partialSkips)
}

// depths remembers what depthAt found out last: each word is an address, shifted by 8, and one more than the depth there.
var depths [512]atomic.Uint64

// depthAt is the depth at pc, or -1 where no function is. Loggers and profilers ask for the same addresses again and again.
func depthAt(pc uintptr) int {
	slot := &depths[(pc^pc>>9)%uintptr(len(depths))]
	if w := slot.Load(); uintptr(w>>8) == pc && w != 0 {
		return int(w&0xff) - 1
	}
	d := -1
	if e := functionAt(pc); e != nil {
		d = e.depth(pc)
	}
	if w := uint64(pc)<<8 | uint64(d+1); d < 0xff && uintptr(w>>8) == pc {
		slot.Store(w)
	}
	return d
}

// logicalPCs appends an address for each call, but for the first skip, that a return address stands for.
func logicalPCs(out []uintptr, pc uintptr, skip int) []uintptr {
	d := depthAt(pc - 1)
	if d < 0 {
		d = skip + 1
	}
	for ; skip < d && len(out) < cap(out); skip++ {
		out = append(out, makePartialPC(pc, skip))
	}
	return out
}

// stackPCs stores return addresses of this goroutine's Go frames, from the frame that called stackPCs
// outwards, leaving out the first skip. C++.
//
//go:noescape
func stackPCs(skip int, buf *uintptr, n int) int

// collect is Callers where skip 0 is the caller of the function that called collect.
//
//go:noinline
func collect(skip int, out []uintptr) int {
	skip += 2 // collect and its caller
	n := 0
	var raw [64]uintptr
	want := min(len(raw), skip+len(out)) // most frames stand for one call
	for from, got := 0, 0; ; from += got {
		got = stackPCs(from, &raw[0], want)
		for _, pc := range raw[:got] {
			d := depthAt(pc - 1)
			if skip >= d {
				skip -= max(d, 0)
				continue
			}
			n = len(logicalPCs(out[:n:len(out)], pc, skip))
			skip = 0
			if n == len(out) {
				return n
			}
		}
		if got < want {
			rest := outermost()
			return n + copy(out[n:], rest[min(skip, len(rest)):])
		}
	}
}

// outermost gives what Callers tells last: the functions that gc's goroutines start in. Golem's start in C++.
func outermost() []uintptr {
	if goid() == 1 {
		return startPCs[:]
	}
	return startPCs[1:]
}

var startPCs = [...]uintptr{abi.FuncPCABIInternal(main) + 1, abi.FuncPCABIInternal(goexit) + 1}

//go:noinline
func main() { goexit() }

//go:noinline
func goexit() { throw("goexit is a name only") }

// Callers stores the return addresses of the calls under way on this goroutine; skip 0 is Callers
// itself, 1 its caller.
//
//go:noinline
func Callers(skip int, pc []uintptr) int {
	if len(pc) == 0 {
		return 0
	}
	return collect(skip-1, pc)
}

// Caller tells where the caller is; skip 0 is the caller of Caller.
//
//go:noinline
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var one [1]uintptr
	if collect(skip, one[:]) < 1 {
		return
	}
	f, _ := CallersFrames(one[:]).Next()
	return f.PC, f.File, f.Line, f.PC != 0
}

// callerName is the name of the function skip calls above the one that calls it.
//
//go:noinline
func callerName(skip int) (name string) {
	var one [1]uintptr
	if stackPCs(1+skip, &one[0], 1) == 0 {
		return ""
	}
	pc := one[0] - 1
	if e := functionAt(pc); e != nil {
		e.expand(pc, func(n, _ string, _, _ int, _ bool) bool {
			name = n
			return false
		})
	}
	return name
}

// A Frame is one call that CallersFrames tells.
type Frame struct {
	PC       uintptr // of the call instruction
	Func     *Func   // nil for an inlined call
	Function string
	File     string
	Line     int

	startLine int
	symbol    string

	Entry uintptr
}

// Frames yields Frames for what Callers stored.
type Frames struct {
	callers []uintptr
	pending []Frame
	store   [2]Frame
}

func CallersFrames(callers []uintptr) *Frames {
	f := &Frames{callers: callers}
	f.pending = f.store[:0]
	return f
}

// fill makes one more address that Callers gave into a frame.
func (f *Frames) fill() {
	given := f.callers[0]
	f.callers = f.callers[1:]
	pc, skip := realPC(given)
	e := functionAt(pc)
	if e == nil || pc > e.entry() {
		// A call may be the last instruction, so what returns behind it may be another function.
		if before := functionAt(pc - 1); before != nil {
			e = before
			pc--
			given--
		}
	}
	if e == nil {
		return
	}
	e.expand(pc, func(name, file string, line, startLine int, inlined bool) bool {
		if skip > 0 {
			skip--
			return true
		}
		fr := Frame{PC: given, Function: printName(name), File: file, Line: line, startLine: startLine,
			symbol: name, Entry: e.entry()}
		if !inlined {
			fr.Func = (*Func)(unsafe.Pointer(e))
		}
		f.pending = append(f.pending, fr)
		return false
	})
}

// Next gives the next frame and whether there are more behind it.
func (f *Frames) Next() (frame Frame, more bool) {
	for len(f.pending) < 2 && len(f.callers) > 0 {
		f.fill()
	}
	if len(f.pending) == 0 {
		return
	}
	frame = f.pending[0]
	if len(f.pending) <= len(f.store) {
		n := copy(f.store[:], f.pending[1:])
		f.pending = f.store[:n]
	} else {
		f.pending = f.pending[1:]
	}
	return frame, len(f.pending) > 0
}

// A Func describes a function: it is an entry of the table, or an inlined call.
type Func struct{ opaque struct{} }

// inlinedFunc starts with a mark that no table entry has: a function cannot start inside its entry.
type inlinedFunc struct {
	mark      int32
	startLine int
	entry     uintptr
	name      string
	file      string
	line      int
}

const inlinedMark = 1

func (f *Func) entryOf() *funcEntry { return (*funcEntry)(unsafe.Pointer(f)) }

func (f *Func) inlined() *inlinedFunc {
	if *(*int32)(unsafe.Pointer(f)) == inlinedMark {
		return (*inlinedFunc)(unsafe.Pointer(f))
	}
	return nil
}

// FuncForPC finds the function that holds pc: the innermost, when calls were inlined there.
//
//go:linkname FuncForPC
func FuncForPC(pc uintptr) *Func {
	pc, skip := realPC(pc)
	e := functionAt(pc)
	if e == nil {
		if e = functionAt(pc - 1); e == nil {
			return nil
		}
		pc--
	}
	var in *inlinedFunc
	if pc != e.entry() {
		e.expand(pc, func(name, file string, line, startLine int, inlined bool) bool {
			if skip > 0 {
				skip--
				return true
			}
			if inlined {
				in = &inlinedFunc{inlinedMark, startLine, e.entry(), name, file, line}
			}
			return false
		})
	}
	if in != nil {
		return (*Func)(unsafe.Pointer(in))
	}
	return (*Func)(unsafe.Pointer(e))
}

func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	if in := f.inlined(); in != nil {
		return printName(in.name)
	}
	return printName(f.entryOf().fullName())
}

func (f *Func) Entry() uintptr {
	if in := f.inlined(); in != nil {
		return in.entry
	}
	return f.entryOf().entry()
}

// FileLine tells the file and line of the instruction at pc.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	if in := f.inlined(); in != nil {
		return in.file, in.line
	}
	e := f.entryOf()
	pc, skip := realPC(pc)
	if pc < e.entry() || pc-e.entry() > uintptr(e.size) {
		return "?", 0
	}
	e.expand(pc, func(_, file1 string, line1, _ int, _ bool) bool {
		if skip > 0 {
			skip--
			return true
		}
		file, line = file1, line1
		return false
	})
	return
}

//go:linkname runtime_FrameStartLine runtime/pprof.runtime_FrameStartLine
func runtime_FrameStartLine(f *Frame) int { return f.startLine }

//go:linkname runtime_FrameSymbolName runtime/pprof.runtime_FrameSymbolName
func runtime_FrameSymbolName(f *Frame) string { return f.symbol }

//go:linkname runtime_expandFinalInlineFrame runtime/pprof.runtime_expandFinalInlineFrame
func runtime_expandFinalInlineFrame(stk []uintptr) []uintptr {
	if len(stk) == 0 {
		return stk
	}
	pc, skip := realPC(stk[len(stk)-1])
	var more [16]uintptr
	return append(stk[:len(stk)-1:len(stk)-1], logicalPCs(more[:0], pc, skip)...)
}

// expandPCs tells the inlined calls at return addresses apart; what finds no room in dst is left out.
func expandPCs(dst, src []uintptr) int {
	out := dst[:0:len(dst)]
	for _, pc := range src {
		out = logicalPCs(out, pc, 0)
	}
	return len(out)
}

func expanded(stack []uintptr) []uintptr {
	all := make([]uintptr, 2*len(stack)+16)
	return all[:expandPCs(all, stack)]
}

//go:linkname pprof_fpunwindExpand
func pprof_fpunwindExpand(dst, src []uintptr) int {
	if len(src) < 1 {
		return 0
	}
	// The first word is a number of frames to leave out.
	skip, src := int(src[0]), src[1:]
	return expandPCs(dst, src[min(skip, len(src)):])
}

// What the program was built with; link fills these in.
var (
	buildVersion   string
	modinfo        string
	defaultGOROOT  string
	godebugDefault string
)

func Version() string { return buildVersion }

func GOROOT() string {
	if s := gogetenv("GOROOT"); s != "" {
		return s
	}
	return defaultGOROOT
}

//go:linkname debug_modinfo runtime/debug.modinfo
func debug_modinfo() string { return modinfo }

// stackText writes tracebacks into a buffer and gives the length. C++.
//
//go:noescape
func stackText(buf *byte, n int, all bool) int

// Stack writes the traceback of this goroutine, or of all, to buf. Its caller is found by its own frame.
//
//go:noinline
func Stack(buf []byte, all bool) int {
	if len(buf) == 0 {
		return 0
	}
	return stackText(&buf[0], len(buf), all)
}
