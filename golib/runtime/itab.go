// Itabs: the method tables of (interface type, concrete type) pairs, and assertions to
// interface types, which look them up or make them.

package runtime

import (
	"internal/abi"
	"internal/goarch"
	"internal/runtime/atomic"
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
	if m := lookItab(inter, typ); m != nil && m.Fun[0] != 0 {
		return m
	}
	if !canfail {
		_, missing := itabMethods(inter, typ, nil)
		panic(&TypeAssertionError{concrete: typ, asserted: &inter.Type, missingMethod: missing})
	}
	return nil
}

// lookItab gives the itab of the pair, which may say by Fun[0] == 0 that they do not fit; nil: typ has no methods.
func lookItab(inter *interfacetype, typ *_type) *itab {
	if typ.TFlag&abi.TFlagUncommon == 0 {
		return nil
	}
	m := (*itabTableType)(atomic.Loadp(unsafe.Pointer(&itabTable))).find(inter, typ)
	if m == nil {
		m = makeItab(inter, typ)
	}
	return m
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
	var methods []abi.Method
	u := typ.Uncommon()
	if u != nil {
		methods = u.Methods()
	}
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

// nilAssertion is the panic of an assertion that found no dynamic type.
func nilAssertion(want *_type) { panic(&TypeAssertionError{asserted: want}) }

func assertE2I(inter *interfacetype, t *_type) *itab {
	if t == nil {
		nilAssertion(&inter.Type)
	}
	return getitab(inter, t, false)
}

func assertE2I2(inter *interfacetype, t *_type) (m *itab) {
	if t != nil {
		m = getitab(inter, t, true)
	}
	return
}

// assertCache is what the site of an assertion remembers: the itabs of types that it has seen, nil for those that do not fit.
// It is open-addressed and never full; a larger one replaces it as a whole, so that readers take no lock.
type assertCache struct {
	mask    uintptr
	entries [1]assertEntry // mask + 1
}

type assertEntry struct {
	typ *_type
	tab *itab
}

func (c *assertCache) entry(h uintptr) *assertEntry {
	return (*assertEntry)(unsafe.Add(unsafe.Pointer(&c.entries), (h&c.mask)*unsafe.Sizeof(assertEntry{})))
}

// slot is the entry of t, or the free one where it belongs.
func (c *assertCache) slot(t *_type) *assertEntry {
	for h := uintptr(t.Hash); ; h++ {
		if e := c.entry(h); e.typ == t || e.typ == nil {
			return e
		}
	}
}

// noAssertCache is what a site remembers at first.
var noAssertCache assertCache

// typeAssert is an assertion at a site whose descriptor leads to an assertCache.
func typeAssert(site *abi.TypeAssert, t *_type) *itab {
	if t == nil {
		if !site.CanFail {
			nilAssertion(&site.Inter.Type)
		}
		return nil
	}
	c := (*assertCache)(atomic.Loadp(unsafe.Pointer(&site.Cache)))
	if e := c.slot(t); e.typ != nil {
		return e.tab
	}
	m := getitab(site.Inter, t, site.CanFail)
	c.remember(site, t, m)
	return m
}

// remember replaces c by a cache that has one type more. Few types are remembered at once, others when they come again and
// again: most of many types are seen once. A cache that is too large begins anew.
func (c *assertCache) remember(site *abi.TypeAssert, t *_type, m *itab) {
	const few, most, often = 4, 64, 32
	n := uintptr(0)
	for h := range c.mask + 1 {
		if c.entry(h).typ != nil {
			n++
		}
	}
	if n >= few && cheaprandn(often) != 0 {
		return
	}
	if n >= most {
		c = &noAssertCache
		n = 0
	}
	size := uintptr(2)
	for size < 2*(n+1) {
		size *= 2
	}
	// Words stand for a cache of any size.
	words := make([]unsafe.Pointer, (unsafe.Offsetof(c.entries)+size*unsafe.Sizeof(assertEntry{}))/goarch.PtrSize)
	bigger := (*assertCache)(unsafe.Pointer(&words[0]))
	bigger.mask = size - 1
	for h := range c.mask + 1 {
		if e := c.entry(h); e.typ != nil {
			*bigger.slot(e.typ) = *e
		}
	}
	*bigger.slot(t) = assertEntry{t, m}
	atomicstorep(unsafe.Pointer(&site.Cache), unsafe.Pointer(bigger))
}

// Failed assertions to concrete types.

func panicdottypeE(have, want, iface *_type) {
	panic(&TypeAssertionError{_interface: iface, concrete: have, asserted: want})
}

func panicdottypeI(tab *itab, want, iface *_type) {
	if tab == nil {
		panicdottypeE(nil, want, iface)
	}
	panicdottypeE(tab.Type, want, iface)
}

func panicnildottype(want *_type) { nilAssertion(want) }

//go:linkname reflect_ifaceE2I reflect.ifaceE2I
func reflect_ifaceE2I(inter *interfacetype, e eface, dst *iface) { dst.become(inter, e) }

//go:linkname reflectlite_ifaceE2I internal/reflectlite.ifaceE2I
func reflectlite_ifaceE2I(inter *interfacetype, e eface, dst *iface) { dst.become(inter, e) }

// become makes i the value e as an inter.
func (i *iface) become(inter *interfacetype, e eface) {
	i.tab = assertE2I(inter, e._type)
	i.data = e.data
}
