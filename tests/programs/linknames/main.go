// Functions of the runtime that public packages take by go:linkname, as those packages declare them.
package main

import (
	"fmt"
	"reflect"
	"sort"
	"unsafe"
)

type iter struct {
	key, elem unsafe.Pointer
	_, _      unsafe.Pointer
	_         [10]uintptr
}

//go:linkname mapiterinit runtime.mapiterinit
func mapiterinit(t, m unsafe.Pointer, it *iter)

//go:linkname mapiternext runtime.mapiternext
func mapiternext(it *iter)

//go:linkname reflectMapiterinit reflect.mapiterinit
func reflectMapiterinit(t, m unsafe.Pointer, it *iter)

//go:linkname reflectMapiternext reflect.mapiternext
func reflectMapiternext(it *iter)

//go:linkname fastrandn runtime.fastrandn
func fastrandn(n uint32) uint32

//go:linkname nanotime runtime.nanotime
func nanotime() int64

type eface struct{ typ, data unsafe.Pointer }

func entries(m any, init func(t, m unsafe.Pointer, it *iter), next func(*iter)) (list []string) {
	e := (*eface)(unsafe.Pointer(&m))
	var it iter
	for init(e.typ, e.data, &it); it.key != nil; next(&it) {
		list = append(list, fmt.Sprint(*(*string)(it.key), *(*int)(it.elem)))
	}
	sort.Strings(list)
	return list
}

func main() {
	m := map[string]int{}
	for i := range 20 {
		m[fmt.Sprint("k", i)] = i
	}
	fmt.Println(entries(m, mapiterinit, mapiternext))
	fmt.Println(reflect.DeepEqual(entries(m, mapiterinit, mapiternext), entries(m, reflectMapiterinit, reflectMapiternext)))
	fmt.Println(entries(map[string]int{}, mapiterinit, mapiternext), entries(map[string]int(nil), mapiterinit, mapiternext))
	fmt.Println(moves())
	t := nanotime()
	fmt.Println(fastrandn(1), nanotime() >= t)
	offered()
}
