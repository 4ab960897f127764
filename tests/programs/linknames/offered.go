package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// The scheduler: a lock whose waiters park themselves.

//go:linkname gopark runtime.gopark
func gopark(unlock func(unsafe.Pointer, unsafe.Pointer) bool, lock unsafe.Pointer, reason, traceReason uint8, skip int)

//go:linkname goready runtime.goready
func goready(gp unsafe.Pointer, skip int)

//go:linkname goyield runtime.goyield
func goyield()

//go:linkname wakep runtime.wakep
func wakep()

//go:linkname getm runtime.getm
func getm() uintptr

//go:linkname procyield runtime.procyield
func procyield(cycles uint32)

//go:linkname entersyscallblock runtime.entersyscallblock
func entersyscallblock()

//go:linkname exitsyscall runtime.exitsyscall
func exitsyscall()

//go:linkname lockedOSThread runtime.lockedOSThread
func lockedOSThread() bool

//go:linkname netpollWaiters runtime.netpollWaiters
var netpollWaiters uint32

const (
	semacquire    = 13 // waitReasonSemacquire, traceBlockSync
	traceSync     = 5
	waitingGoText = "[semacquire]:"
)

// baton lets one goroutine wait for another: nil, preparing, the waiting goroutine, or passed.
type baton struct{ state unsafe.Pointer }

var preparing, passed = unsafe.Pointer(new(int)), unsafe.Pointer(new(int))

func commit(gp, state unsafe.Pointer) bool {
	return atomic.CompareAndSwapPointer((*unsafe.Pointer)(state), preparing, gp)
}

func (b *baton) wait() {
	if atomic.CompareAndSwapPointer(&b.state, nil, preparing) {
		gopark(commit, unsafe.Pointer(&b.state), semacquire, traceSync, 0)
	}
	for atomic.LoadPointer(&b.state) != passed {
		runtime.Gosched()
	}
	atomic.StorePointer(&b.state, nil)
}

func (b *baton) pass() {
	switch old := atomic.SwapPointer(&b.state, passed); old {
	case nil, preparing:
	default:
		goready(old, 0)
	}
}

func parks() {
	var there, back baton
	const rounds = 20000
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for range rounds {
			there.wait()
			back.pass()
		}
	}()
	for i := range rounds {
		there.pass()
		back.wait()
		if i%1000 == 0 {
			runtime.GC()
		}
	}
	wg.Wait()
	fmt.Println("passed", rounds)

	gopark(func(gp, lock unsafe.Pointer) bool { return lock == nil }, unsafe.Pointer(&there), semacquire, traceSync, 0)
	fmt.Println("refused to park")

	var b baton
	done := make(chan bool)
	go func() { b.wait(); done <- true }()
	text := make([]byte, 1<<16)
	for !strings.Contains(string(text[:runtime.Stack(text, true)]), waitingGoText) {
		time.Sleep(time.Millisecond)
	}
	b.pass()
	fmt.Println("seen waiting, went on", <-done)

	goyield()
	wakep()
	procyield(10)
	entersyscallblock()
	exitsyscall()
	runtime.LockOSThread()
	m := getm()
	fmt.Println(lockedOSThread(), m != 0 && m == getm(), netpollWaiters < 100)
	runtime.UnlockOSThread()
	fmt.Println(lockedOSThread(), *(*int)(noescape(unsafe.Pointer(new(int)))))
}

// Objects.

//go:linkname heapObjectsCanMove runtime.heapObjectsCanMove
func heapObjectsCanMove() bool

//go:linkname findObject runtime.findObject
func findObject(p, refBase, refOff uintptr) (base uintptr, span unsafe.Pointer, index uintptr)

//go:linkname checkptrBase runtime.checkptrBase
func checkptrBase(p unsafe.Pointer) uintptr

//go:linkname chanbuf runtime.chanbuf
func chanbuf(c unsafe.Pointer, i uint) unsafe.Pointer

//go:linkname add runtime.add
func add(p unsafe.Pointer, x uintptr) unsafe.Pointer

//go:linkname noescape runtime.noescape
func noescape(p unsafe.Pointer) unsafe.Pointer

//go:linkname writeBarrier runtime.writeBarrier
var writeBarrier struct {
	enabled bool
	pad     [3]byte
	alignme uint64
}

type large struct{ words [100]int }

var (
	held    *large
	numbers [10]int
)

func objects() {
	held = new(large)
	p := unsafe.Pointer(&held.words[50])
	base, span, _ := findObject(uintptr(p), 0, 0)
	fmt.Println(heapObjectsCanMove(), base <= uintptr(unsafe.Pointer(held)) && base+800 > uintptr(p), span != nil)
	base, span, index := findObject(uintptr(unsafe.Pointer(&numbers)), 0, 0)
	fmt.Println(base, span, index)
	var local [4]int
	fmt.Println(checkptrBase(add(nil, uintptr(unsafe.Pointer(&local)))), checkptrBase(p) == checkptrBase(unsafe.Pointer(held)),
		checkptrBase(unsafe.Pointer(&held)) > 1, checkptrBase(add(nil, 8)))
	c := make(chan int32, 4)
	c <- 7
	c <- 9
	fmt.Println(*(*int32)(chanbuf(*(*unsafe.Pointer)(unsafe.Pointer(&c)), 1)), writeBarrier.enabled)
}

// Program counters.

type funcInfo struct{ fn, module unsafe.Pointer }

type inlineUnwinder struct {
	f       funcInfo
	inlTree unsafe.Pointer
}

type inlineFrame struct {
	pc    uintptr
	index int32
}

type srcFunc struct {
	module             unsafe.Pointer
	nameOff, startLine int32
	id                 uint8
}

//go:linkname callers runtime.callers
func callers(skip int, pcs []uintptr) int

//go:linkname findfunc runtime.findfunc
func findfunc(pc uintptr) funcInfo

//go:linkname funcEntry runtime.funcInfo.entry
func funcEntry(f funcInfo) uintptr

//go:linkname funcline1 runtime.funcline1
func funcline1(f funcInfo, pc uintptr, strict bool) (file string, line int32)

//go:linkname newInlineUnwinder runtime.newInlineUnwinder
func newInlineUnwinder(f funcInfo, pc uintptr) (inlineUnwinder, inlineFrame)

//go:linkname unwinderFunc runtime.(*inlineUnwinder).srcFunc
func unwinderFunc(u *inlineUnwinder, f inlineFrame) srcFunc

//go:linkname srcFuncName runtime.srcFunc.name
func srcFuncName(f srcFunc) string

//go:noinline
func where() (name, file string, line int32) {
	var pcs [1]uintptr
	callers(1, pcs[:])
	pc := pcs[0] - 1
	f := findfunc(pc)
	if entry := funcEntry(f); entry == 0 || entry > pc {
		return "no entry", "", 0
	}
	u, frame := newInlineUnwinder(f, pc)
	file, line = funcline1(f, pc, false)
	return srcFuncName(unwinderFunc(&u, frame)), file[strings.LastIndexByte(file, '/')+1:], line
}

type named struct{}

func (named) method() string { return fmt.Sprint(where()) }

func counters() {
	fmt.Println(where())
	fmt.Println(named{}.method())
	func() { fmt.Println(where()) }()
	fmt.Println(findfunc(1) == funcInfo{})
}

// Faults.

//go:linkname setsigsegv runtime.setsigsegv
func setsigsegv(pc uintptr)

//go:linkname sigpanic runtime.sigpanic
func sigpanic()

func faults() {
	defer func() { fmt.Println(recover()) }()
	setsigsegv(0)
	sigpanic()
}

func offered() {
	parks()
	objects()
	counters()
	faults()
}
