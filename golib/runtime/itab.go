// Itabs: the method tables of (interface type, concrete type) pairs, and assertions to
// interface types, which look them up or make them.

package runtime

import (
	"internal/abi"
	"internal/goarch"
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

// The table is open-addressed and only grows. Readers take no lock: an entry is published after
// it is complete, and a larger table replaces the old one as a whole. Pairs that do not fit are
// kept too, with Fun[0] == 0.
type itabTableType struct {
	mask  uintptr
	count uintptr
	slots []unsafe.Pointer // *itab
}

var (
	itabTable unsafe.Pointer // *itabTableType
	itabLock  spinlock
)

// itabBounds gives the linker's table of itabs that the compiler made. C++.
func itabBounds() (start unsafe.Pointer, count int)

func itabHash(inter *interfacetype, t *_type) uintptr {
	return uintptr(inter.Type.Hash ^ t.Hash)
}

func (t *itabTableType) find(inter *interfacetype, typ *_type) *itab {
	h := itabHash(inter, typ)
	for step := uintptr(1); ; step++ {
		m := (*itab)(atomic.Loadp(unsafe.Pointer(&t.slots[h&t.mask])))
		if m == nil || m.Inter == inter && m.Type == typ {
			return m
		}
		h += step
	}
}

func (t *itabTableType) insert(m *itab) {
	h := itabHash(m.Inter, m.Type)
	for step := uintptr(1); ; step++ {
		slot := &t.slots[h&t.mask]
		old := (*itab)(*slot)
		if old == nil {
			atomicstorep(unsafe.Pointer(slot), unsafe.Pointer(m))
			t.count++
			return
		}
		if old.Inter == m.Inter && old.Type == m.Type {
			return
		}
		h += step
	}
}

func newItabTable(size uintptr) *itabTableType {
	return &itabTableType{mask: size - 1, slots: make([]unsafe.Pointer, size)}
}

// itabsInit registers the itabs of the image; startup calls it before any goroutine can race.
func itabsInit() {
	start, n := itabBounds()
	size := uintptr(512)
	for size < uintptr(2*n) {
		size *= 2
	}
	t := newItabTable(size)
	for _, m := range unsafe.Slice((**itab)(start), n) {
		if m != nil {
			t.insert(m)
		}
	}
	itabTable = unsafe.Pointer(t)
}

// getitab returns the itab of typ for inter. When typ does not implement inter, it returns nil
// if canfail is set and panics otherwise.
//
//go:linkname getitab
func getitab(inter *interfacetype, typ *_type, canfail bool) *itab {
	if len(inter.Methods) == 0 {
		throw("internal error - misuse of itab")
	}
	if typ.TFlag&abi.TFlagUncommon == 0 {
		if canfail {
			return nil
		}
		name := typeName(&inter.Type, inter.Methods[0].Name).Name()
		panic(&TypeAssertionError{nil, typ, &inter.Type, name})
	}
	m := (*itabTableType)(atomic.Loadp(unsafe.Pointer(&itabTable))).find(inter, typ)
	if m == nil {
		m = makeItab(inter, typ)
	}
	if m.Fun[0] != 0 {
		return m
	}
	if canfail {
		return nil
	}
	_, missing := itabMethods(inter, typ, nil)
	panic(&TypeAssertionError{concrete: typ, asserted: &inter.Type, missingMethod: missing})
}

func makeItab(inter *interfacetype, typ *_type) *itab {
	// Itabs live for ever; an array of words stands for one with any number of methods.
	head := unsafe.Offsetof(itab{}.Fun) / goarch.PtrSize
	words := make([]unsafe.Pointer, head+uintptr(len(inter.Methods)))
	m := (*itab)(unsafe.Pointer(&words[0]))
	m.Inter = inter
	m.Type = typ
	m.Hash = typ.Hash
	fun := unsafe.Slice(&m.Fun[0], len(inter.Methods))
	if ok, _ := itabMethods(inter, typ, fun); !ok {
		m.Fun[0] = 0
	}

	itabLock.lock()
	t := (*itabTableType)(itabTable)
	if old := t.find(inter, typ); old != nil {
		itabLock.unlock()
		return old
	}
	if 4*t.count >= 3*(t.mask+1) {
		itabLock.unlock()
		bigger := newItabTable(2 * (t.mask + 1)) // allocates: not under the lock
		itabLock.lock()
		cur := (*itabTableType)(itabTable)
		if cur == t {
			for _, p := range t.slots {
				if p != nil {
					bigger.insert((*itab)(p))
				}
			}
			atomicstorep(unsafe.Pointer(&itabTable), unsafe.Pointer(bigger))
			cur = bigger
		}
		t = cur
		if old := t.find(inter, typ); old != nil {
			itabLock.unlock()
			return old
		}
	}
	t.insert(m)
	itabLock.unlock()
	return m
}

// itabMethods finds typ's methods for inter and stores their code in fun, unless that is nil.
// Both lists are sorted by name, so one pass over them suffices. It reports the first method
// that is missing.
func itabMethods(inter *interfacetype, typ *_type, fun []uintptr) (ok bool, missing string) {
	u := typ.Uncommon()
	methods := u.Methods()
	j := 0
next:
	for k := range inter.Methods {
		im := &inter.Methods[k]
		want := typeAt(&inter.Type, im.Typ)
		iname := typeName(&inter.Type, im.Name)
		name := iname.Name()
		ipkg := ""
		if !iname.IsExported() {
			ipkg = namePackage(iname, &inter.Type)
			if ipkg == "" {
				ipkg = nameText(inter.PkgPath)
			}
		}
		for ; j < len(methods); j++ {
			m := &methods[j]
			mname := typeName(typ, m.Name)
			if mname.Name() != name || typeAt(typ, m.Mtyp) != want {
				continue
			}
			if !mname.IsExported() {
				pkg := namePackage(mname, typ)
				if pkg == "" {
					pkg = nameText(typeName(typ, u.PkgPath))
				}
				if pkg != ipkg {
					continue
				}
			}
			if fun != nil {
				fun[k] = uintptr(textAt(typ, m.Ifn))
			}
			j++
			continue next
		}
		return false, name
	}
	return true, ""
}

func assertE2I(inter *interfacetype, t *_type) *itab {
	if t == nil {
		panic(&TypeAssertionError{nil, nil, &inter.Type, ""})
	}
	return getitab(inter, t, false)
}

func assertE2I2(inter *interfacetype, t *_type) *itab {
	if t == nil {
		return nil
	}
	return getitab(inter, t, true)
}

// typeAssert is an assertion with a descriptor whose cache compiled code may look into.
func typeAssert(s *abi.TypeAssert, t *_type) *itab {
	if t == nil {
		if !s.CanFail {
			panic(&TypeAssertionError{nil, nil, &s.Inter.Type, ""})
		}
		return nil
	}
	m := getitab(s.Inter, t, s.CanFail)
	if abi.UseInterfaceSwitchCache(goarch.ArchFamily) {
		maybeCacheAssert(s, t, m)
	}
	return m
}

// Caches are rebuilt seldom, and the more seldom the larger they are: most call sites see few
// types, and compiled code only calls here on a miss.
func cacheWorthwhile(mask uintptr) bool {
	return cheaprand()&1023 == 0 && cheaprand()&uint32(mask) == 0
}

func cacheSize(used int) int { return 1 << sys.Len64(uint64(2*used-1)) }

func maybeCacheAssert(s *abi.TypeAssert, t *_type, m *itab) {
	old := (*abi.TypeAssertCache)(atomic.Loadp(unsafe.Pointer(&s.Cache)))
	if old == nil || !cacheWorthwhile(old.Mask) {
		return
	}
	type entry = abi.TypeAssertCacheEntry
	used := 1
	for _, e := range unsafe.Slice(&old.Entries[0], old.Mask+1) {
		if e.Typ != 0 {
			used++
		}
	}
	n := cacheSize(used)
	size := unsafe.Sizeof(abi.TypeAssertCache{}) + uintptr(n-1)*unsafe.Sizeof(entry{})
	fresh := (*abi.TypeAssertCache)(mallocgc(size, nil, true))
	fresh.Mask = uintptr(n - 1)
	entries := unsafe.Slice(&fresh.Entries[0], n)
	put := func(e entry) {
		h := int((*_type)(unsafe.Pointer(e.Typ)).Hash)
		for entries[h&(n-1)].Typ != 0 {
			h++
		}
		entries[h&(n-1)] = e
	}
	for _, e := range unsafe.Slice(&old.Entries[0], old.Mask+1) {
		if e.Typ != 0 {
			put(e)
		}
	}
	put(entry{Typ: uintptr(unsafe.Pointer(t)), Itab: uintptr(unsafe.Pointer(m))})
	casPointer((*unsafe.Pointer)(unsafe.Pointer(&s.Cache)), unsafe.Pointer(old), unsafe.Pointer(fresh))
}

// interfaceSwitch finds the first of a switch's interface types that t implements: its index
// and itab, or the number of cases and nil.
func interfaceSwitch(s *abi.InterfaceSwitch, t *_type) (int, *itab) {
	n, found := s.NCases, (*itab)(nil)
	for i, c := range unsafe.Slice(&s.Cases[0], s.NCases) {
		if m := getitab(c, t, true); m != nil {
			n, found = i, m
			break
		}
	}
	if abi.UseInterfaceSwitchCache(goarch.ArchFamily) {
		maybeCacheSwitch(s, t, n, found)
	}
	return n, found
}

func maybeCacheSwitch(s *abi.InterfaceSwitch, t *_type, which int, m *itab) {
	old := (*abi.InterfaceSwitchCache)(atomic.Loadp(unsafe.Pointer(&s.Cache)))
	if old == nil || !cacheWorthwhile(old.Mask) {
		return
	}
	type entry = abi.InterfaceSwitchCacheEntry
	used := 1
	for _, e := range unsafe.Slice(&old.Entries[0], old.Mask+1) {
		if e.Typ != 0 {
			used++
		}
	}
	n := cacheSize(used)
	size := unsafe.Sizeof(abi.InterfaceSwitchCache{}) + uintptr(n-1)*unsafe.Sizeof(entry{})
	fresh := (*abi.InterfaceSwitchCache)(mallocgc(size, nil, true))
	fresh.Mask = uintptr(n - 1)
	entries := unsafe.Slice(&fresh.Entries[0], n)
	put := func(e entry) {
		h := int((*_type)(unsafe.Pointer(e.Typ)).Hash)
		for entries[h&(n-1)].Typ != 0 {
			h++
		}
		entries[h&(n-1)] = e
	}
	for _, e := range unsafe.Slice(&old.Entries[0], old.Mask+1) {
		if e.Typ != 0 {
			put(e)
		}
	}
	put(entry{Typ: uintptr(unsafe.Pointer(t)), Case: which, Itab: uintptr(unsafe.Pointer(m))})
	casPointer((*unsafe.Pointer)(unsafe.Pointer(&s.Cache)), unsafe.Pointer(old), unsafe.Pointer(fresh))
}

// The caches that the compiler puts into fresh descriptors: one empty entry, always a miss.
var (
	emptyTypeAssertCache      = abi.TypeAssertCache{Mask: 0}
	emptyInterfaceSwitchCache = abi.InterfaceSwitchCache{Mask: 0}
)

// Failed assertions to concrete types.

func panicdottypeE(have, want, iface *_type) {
	panic(&TypeAssertionError{iface, have, want, ""})
}

func panicdottypeI(have *itab, want, iface *_type) {
	var t *_type
	if have != nil {
		t = have.Type
	}
	panicdottypeE(t, want, iface)
}

func panicnildottype(want *_type) {
	panic(&TypeAssertionError{nil, nil, want, ""})
}

//go:linkname reflect_ifaceE2I reflect.ifaceE2I
func reflect_ifaceE2I(inter *interfacetype, e eface, dst *iface) {
	*dst = iface{assertE2I(inter, e._type), e.data}
}

//go:linkname reflectlite_ifaceE2I internal/reflectlite.ifaceE2I
func reflectlite_ifaceE2I(inter *interfacetype, e eface, dst *iface) {
	*dst = iface{assertE2I(inter, e._type), e.data}
}
