// Loops over maps for packages that take the runtime's old iteration functions by go:linkname (codecs that avoid reflect do).

package runtime

import (
	"internal/abi"
	"internal/runtime/maps"
	"unsafe"
)

// legacyIter has what the callers' copies of the old iterator begin with, and read: the entry's key, nil at the end, and element.
type legacyIter struct {
	key, elem unsafe.Pointer
	typ       *abi.MapType
	iter      *maps.Iter // callers own the memory, which is too small for it
}

//go:linkname mapiterinit
func mapiterinit(t *abi.MapType, m *maps.Map, it *legacyIter) {
	it.typ, it.iter = t, new(maps.Iter)
	it.iter.Init(t, m)
	mapiternext(it)
}

//go:linkname mapiternext
func mapiternext(it *legacyIter) {
	it.iter.Next()
	it.key, it.elem = it.iter.Key(), it.iter.Elem()
}

//go:linkname reflect_mapiterinit reflect.mapiterinit
func reflect_mapiterinit(t *abi.MapType, m *maps.Map, it *legacyIter) { mapiterinit(t, m, it) }

//go:linkname reflect_mapiternext reflect.mapiternext
func reflect_mapiternext(it *legacyIter) { mapiternext(it) }

//go:linkname reflect_mapiterkey reflect.mapiterkey
func reflect_mapiterkey(it *legacyIter) unsafe.Pointer { return it.iter.Key() }

//go:linkname reflect_mapiterelem reflect.mapiterelem
func reflect_mapiterelem(it *legacyIter) unsafe.Pointer { return it.iter.Elem() }
