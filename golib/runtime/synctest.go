// testing/synctest: bubbles. Their state and the scheduler's part of it are C++ (runtime/sched/bubble.cpp).

package runtime

import "unsafe"

// synctestBubble is C++ memory.
type synctestBubble struct{ _ uintptr }

// bubbleOf is the bubble of this goroutine, nil outside of bubbles; bubbleID its number, 0 outside.
func bubbleOf() *synctestBubble
func bubbleID() uint64

// bubbleSet puts this goroutine, which is in no bubble, into b without being counted, or takes it out again.
func bubbleSet(b *synctestBubble)

// bubbleBegin makes a bubble with this goroutine as its root and another one that runs f.
func bubbleBegin(f func())

// bubbleStep runs timers, waits until all are blocked, and moves the clock; false: nothing is left to happen.
func bubbleStep() bool

// bubbleEnd leaves the bubble and tells how many goroutines remain in it, and whether the main one is over.
func bubbleEnd() (left int, mainOver bool)

// bubbleWait waits until all other goroutines are blocked; false: another one waits already.
func bubbleWait() bool

// bubbleHold and bubbleRelease keep b from counting as blocked.
func bubbleHold(b *synctestBubble)
func bubbleRelease(b *synctestBubble)

// bubbleAssociate ties the object at p to bubble id, if add is set and it is not tied yet, and gives what it is tied
// to now: the numbers of internal/synctest.Association.
func bubbleAssociate(p unsafe.Pointer, id uint64, add bool) int
func bubbleDisassociate(p unsafe.Pointer)

// A synctestDeadlockError is the panic of Run when goroutines remain that nothing will wake.
type synctestDeadlockError string

func (e synctestDeadlockError) Error() string { return string(e) }

//go:linkname synctest_Run internal/synctest.Run
func synctest_Run(f func()) {
	if asyncTimerChans() {
		panic("synctest.Run not supported with asynctimerchan!=0")
	}
	if bubbleOf() != nil {
		panic("synctest.Run called from within a synctest bubble")
	}
	bubbleBegin(f)
	for bubbleStep() {
	}
	if left, mainOver := bubbleEnd(); left > 0 {
		if mainOver {
			panic(synctestDeadlockError("deadlock: main bubble goroutine has exited but blocked goroutines remain"))
		}
		panic(synctestDeadlockError("deadlock: all goroutines in bubble are blocked"))
	}
}

//go:linkname synctest_Wait internal/synctest.Wait
func synctest_Wait() {
	if bubbleOf() == nil {
		panic("goroutine is not in a bubble")
	}
	if !bubbleWait() {
		panic("wait already in progress")
	}
}

//go:linkname synctest_IsInBubble internal/synctest.IsInBubble
func synctest_IsInBubble() bool { return bubbleOf() != nil }

//go:linkname synctest_associate internal/synctest.associate
func synctest_associate(p unsafe.Pointer) int { return bubbleAssociate(p, bubbleID(), true) }

//go:linkname synctest_disassociate internal/synctest.disassociate
func synctest_disassociate(p unsafe.Pointer) { bubbleDisassociate(p) }

//go:linkname synctest_isAssociated internal/synctest.isAssociated
func synctest_isAssociated(p unsafe.Pointer) bool {
	const currentBubble = 1
	return bubbleAssociate(p, bubbleID(), false) == currentBubble
}

//go:linkname synctest_acquire internal/synctest.acquire
func synctest_acquire() any {
	b := bubbleOf()
	if b == nil {
		return nil
	}
	bubbleHold(b)
	return b
}

//go:linkname synctest_release internal/synctest.release
func synctest_release(b any) { bubbleRelease(b.(*synctestBubble)) }

//go:linkname synctest_inBubble internal/synctest.inBubble
func synctest_inBubble(b any, f func()) {
	if bubbleOf() != nil {
		panic("goroutine is already bubbled")
	}
	bubbleSet(b.(*synctestBubble))
	defer bubbleSet(nil)
	f()
}

//go:linkname time_runtimeIsBubbled time.runtimeIsBubbled
func time_runtimeIsBubbled() bool { return bubbleOf() != nil }
