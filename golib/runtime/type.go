// Type descriptors: resolving what they hold as offsets, names, identity.
//
// An offset is a distance from the descriptor that holds it. Descriptors that reflect makes at
// run time lie in the heap, where the offset is a number into a table instead.

package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"unsafe"
)

type (
	_type         = abi.Type
	itab          = abi.ITab
	interfacetype = abi.InterfaceType
	maptype       = abi.MapType
	nameOff       = abi.NameOff
	typeOff       = abi.TypeOff
	textOff       = abi.TextOff
)

// Bounds of the program's image; startup fills them in.
var imageStart, imageEnd uintptr

func inImage(p unsafe.Pointer) bool {
	return uintptr(p)-imageStart < imageEnd-imageStart
}

// reflectOffs numbers the names, types and functions that descriptors in the heap refer to.
// Numbers are negative so that they cannot be taken for distances within the image.
var reflectOffs struct {
	lock  spinlock
	next  int32
	byNum map[int32]unsafe.Pointer
	toNum map[unsafe.Pointer]int32
}

func lookupOff(off int32) unsafe.Pointer {
	reflectOffs.lock.lock()
	p := reflectOffs.byNum[off]
	reflectOffs.lock.unlock()
	if p == nil {
		throw("runtime: type offset is not registered")
	}
	return p
}

//go:linkname reflect_addReflectOff reflect.addReflectOff
func reflect_addReflectOff(p unsafe.Pointer) int32 {
	t := &reflectOffs
	t.lock.lock()
	if t.byNum == nil {
		t.byNum = map[int32]unsafe.Pointer{}
		t.toNum = map[unsafe.Pointer]int32{}
		t.next = -1
	}
	n, ok := t.toNum[p]
	if !ok {
		n = t.next
		t.next--
		t.byNum[n] = p
		t.toNum[p] = n
	}
	t.lock.unlock()
	return n
}

func resolveOff(base unsafe.Pointer, off int32) unsafe.Pointer {
	if off == 0 {
		return nil
	}
	if inImage(base) {
		return unsafe.Add(base, off)
	}
	return lookupOff(off)
}

func typeName(t *_type, off nameOff) abi.Name {
	return abi.Name{Bytes: (*byte)(resolveOff(unsafe.Pointer(t), int32(off)))}
}

func typeAt(t *_type, off typeOff) *_type {
	// -1 marks a pruned method; nothing may ask for its type.
	if off == -1 && inImage(unsafe.Pointer(t)) {
		return nil
	}
	return (*_type)(resolveOff(unsafe.Pointer(t), int32(off)))
}

func textAt(t *_type, off textOff) unsafe.Pointer {
	if (off == 0 || off == -1) && inImage(unsafe.Pointer(t)) {
		return unsafe.Pointer(abi.FuncPCABIInternal(unreachableMethod))
	}
	return resolveOff(unsafe.Pointer(t), int32(off))
}

// unreachableMethod stands where the linker dropped a method that nothing can call.
func unreachableMethod() { throw("unreachable method called. linker bug?") }

//go:linkname reflect_resolveNameOff reflect.resolveNameOff
func reflect_resolveNameOff(base unsafe.Pointer, off int32) unsafe.Pointer {
	return resolveOff(base, off)
}

//go:linkname reflect_resolveTypeOff reflect.resolveTypeOff
func reflect_resolveTypeOff(t unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(typeAt((*_type)(t), typeOff(off)))
}

//go:linkname reflect_resolveTextOff reflect.resolveTextOff
func reflect_resolveTextOff(t unsafe.Pointer, off int32) unsafe.Pointer {
	return textAt((*_type)(t), textOff(off))
}

//go:linkname reflectlite_resolveNameOff internal/reflectlite.resolveNameOff
func reflectlite_resolveNameOff(base unsafe.Pointer, off int32) unsafe.Pointer {
	return resolveOff(base, off)
}

//go:linkname reflectlite_resolveTypeOff internal/reflectlite.resolveTypeOff
func reflectlite_resolveTypeOff(t unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(typeAt((*_type)(t), typeOff(off)))
}

// typeText is the type's name as %v prints it.
func typeText(t *_type) string {
	s := typeName(t, t.Str).Name()
	if t.TFlag&abi.TFlagExtraStar != 0 {
		return s[1:]
	}
	return s
}

// typePackage is the path of the package that declared t, or whose unexported names it uses.
func typePackage(t *_type) string {
	if u := t.Uncommon(); u != nil {
		return nameText(typeName(t, u.PkgPath))
	}
	switch t.Kind() {
	case abi.Struct:
		return nameText((*abi.StructType)(unsafe.Pointer(t)).PkgPath)
	case abi.Interface:
		return nameText((*interfacetype)(unsafe.Pointer(t)).PkgPath)
	}
	return ""
}

func nameText(n abi.Name) string {
	if n.Bytes == nil {
		return ""
	}
	return n.Name()
}

// namePackage is the package path kept in the name of an unexported method, "" if there is none.
func namePackage(n abi.Name, base *_type) string {
	if n.Bytes == nil || *n.Data(0)&(1<<2) == 0 {
		return ""
	}
	i, l := n.ReadVarint(1)
	at := 1 + i + l
	if n.HasTag() {
		i2, l2 := n.ReadVarint(at)
		at += i2 + l2
	}
	var off int32
	copy((*[4]byte)(unsafe.Pointer(&off))[:], (*[4]byte)(unsafe.Pointer(n.Data(at)))[:])
	return nameText(abi.Name{Bytes: (*byte)(resolveOff(unsafe.Pointer(n.Bytes), off))})
}

//go:linkname maps_typeString internal/runtime/maps.typeString
func maps_typeString(t *_type) string { return typeText(t) }

// reflect looks composite types up by their text: one section whose offsets are sorted by it.

var typeLinks struct {
	state atomic.Uint32
	lock  spinlock
	offs  []int32
}

// typelinkBounds gives the linker's table of descriptors. C++.
func typelinkBounds() (start unsafe.Pointer, count int)

//go:linkname reflect_typelinks reflect.typelinks
func reflect_typelinks() ([]unsafe.Pointer, [][]int32) {
	if typeLinks.state.Load() == 0 {
		buildTypeLinks()
	}
	return []unsafe.Pointer{unsafe.Pointer(imageStart)}, [][]int32{typeLinks.offs}
}

func buildTypeLinks() {
	start, n := typelinkBounds()
	offs := make([]int32, 0, n)
	seen := make(map[*_type]struct{}, n)
	for _, t := range unsafe.Slice((**_type)(start), n) {
		if t == nil {
			continue
		}
		if _, ok := seen[t]; ok {
			continue
		}
		seen[t] = struct{}{}
		offs = append(offs, int32(uintptr(unsafe.Pointer(t))-imageStart))
	}
	sortTypeOffs(offs)
	typeLinks.lock.lock()
	if typeLinks.state.Load() == 0 {
		typeLinks.offs = offs
		typeLinks.state.Store(1)
	}
	typeLinks.lock.unlock()
}

func offText(off int32) string { return typeText((*_type)(unsafe.Pointer(imageStart + uintptr(off)))) }

// sortTypeOffs is a heap sort: package sort cannot be imported here.
func sortTypeOffs(a []int32) {
	down := func(i, n int) {
		for {
			c := 2*i + 1
			if c >= n {
				return
			}
			if c+1 < n && offText(a[c]) < offText(a[c+1]) {
				c++
			}
			if offText(a[i]) >= offText(a[c]) {
				return
			}
			a[i], a[c] = a[c], a[i]
			i = c
		}
	}
	for i := len(a)/2 - 1; i >= 0; i-- {
		down(i, len(a))
	}
	for n := len(a) - 1; n > 0; n-- {
		a[0], a[n] = a[n], a[0]
		down(0, n)
	}
}

// Third-party serialisers read the list of typelinks under this name.
//
//go:linkname reflect_gcbits reflect.gcbits
func reflect_gcbits(x any) []byte {
	e := efaceOf(&x)
	t := e._type
	if t.Kind() == abi.Pointer {
		if n := heapPointers(e.data, nil, 0); n > 0 { // the whole object: it may be longer than a variable of the type
			out := make([]byte, n)
			heapPointers(e.data, &out[0], n)
			return out
		}
		t = (*abi.PtrType)(unsafe.Pointer(t)).Elem
	}
	n := int(t.PtrBytes / unsafe.Sizeof(uintptr(0)))
	out := make([]byte, n)
	if n == 0 {
		return out
	}
	mask := pointerMask(t)
	for i := range out {
		out[i] = *(*byte)(unsafe.Add(mask, i/8)) >> (i % 8) & 1
	}
	return out
}

// heapPointers sets a byte to 1 for each word from p to the end of the object in the heap that holds it where the collector
// expects a pointer, as far as mask reaches. It gives the number of these words, 0: there is no object. C++.
//
//go:noescape
func heapPointers(p unsafe.Pointer, mask *byte, n int) int

// pointerMask gives the mask of t's pointers, which very large types get when it is first asked for. C++.
func pointerMask(t *_type) unsafe.Pointer
