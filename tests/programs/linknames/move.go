package main

import (
	"reflect"
	"unsafe"
)

//go:linkname memmove runtime.memmove
func memmove(to, from unsafe.Pointer, n uintptr)

// moveBy calls fn with its arguments in gc's registers, as machine code made at run time does.
func moveBy(fn uintptr, to, from unsafe.Pointer, n uintptr)

func moves() string {
	from, to := []byte("moved by every road"), make([]byte, 19)
	moveBy(reflect.ValueOf(memmove).Pointer(), unsafe.Pointer(&to[0]), unsafe.Pointer(&from[0]), 9)
	f := memmove
	if len(from) > 100 {
		f = nil
	}
	f(unsafe.Pointer(&to[9]), unsafe.Pointer(&from[9]), 6)
	memmove(unsafe.Pointer(&to[15]), unsafe.Pointer(&from[15]), 4)
	return string(to)
}
