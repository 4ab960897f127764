// Boxing values into interfaces, comparing and hashing them by type.

package runtime

import (
	"internal/abi"
	"internal/goarch"
	"unsafe"
)

// zeroVal is what lookups that miss point to.
var zeroVal [abi.ZeroValSize]byte

// zerobase is the address of every object of size zero. C++ refers to it too.
var zerobase uintptr

// staticuint64s boxes single bytes without allocation: element i is i. C++ defines it.
//
//go:linkname staticuint64s
var staticuint64s [256]uint64

// byteBox is the address at which the lowest size bytes of staticuint64s[v] stand.
func byteBox(v uint64, size int) unsafe.Pointer {
	p := unsafe.Pointer(&staticuint64s[v])
	if goarch.BigEndian {
		p = unsafe.Add(p, 8-size)
	}
	return p
}

//go:linkname getStaticuint64s
func getStaticuint64s() *[256]uint64 { return &staticuint64s }

// A box of a string or slice needs the pointer mask of one; any such type will do.
var (
	anyString any = "x"
	anySlice  any = []byte(nil)
)

func convT(t *_type, v unsafe.Pointer) unsafe.Pointer {
	x := mallocgc(t.Size_, t, true)
	typedmemmove(t, x, v)
	return x
}

func convTnoptr(t *_type, v unsafe.Pointer) unsafe.Pointer {
	x := mallocgc(t.Size_, t, false)
	memmove(x, v, t.Size_)
	return x
}

// box gives memory without pointers that holds v.
func box[T any](v T) unsafe.Pointer {
	p := (*T)(mallocgc(unsafe.Sizeof(v), nil, false))
	*p = v
	return unsafe.Pointer(p)
}

func convT16(val uint16) unsafe.Pointer {
	if val <= 0xff {
		return byteBox(uint64(val), 2)
	}
	return box(val)
}

func convT32(val uint32) unsafe.Pointer {
	if val <= 0xff {
		return byteBox(uint64(val), 4)
	}
	return box(val)
}

//go:linkname convT64
func convT64(val uint64) unsafe.Pointer {
	if val <= 0xff {
		return byteBox(val, 8)
	}
	return box(val)
}

//go:linkname convTstring
func convTstring(val string) unsafe.Pointer {
	if val == "" {
		return unsafe.Pointer(&zeroVal[0])
	}
	x := mallocgc(unsafe.Sizeof(val), efaceOf(&anyString)._type, true)
	*(*string)(x) = val
	return x
}

//go:linkname convTslice
func convTslice(val []byte) unsafe.Pointer {
	if val == nil {
		return unsafe.Pointer(&zeroVal[0])
	}
	x := mallocgc(unsafe.Sizeof(val), efaceOf(&anySlice)._type, true)
	*(*[]byte)(x) = val
	return x
}

// Equality.

// sameAs compares two values in memory.
func sameAs[T comparable](p, q unsafe.Pointer) bool { return *(*T)(p) == *(*T)(q) }

func memequal0(_, _ unsafe.Pointer) bool  { return true }
func memequal8(p, q unsafe.Pointer) bool  { return sameAs[uint8](p, q) }
func memequal16(p, q unsafe.Pointer) bool { return sameAs[uint16](p, q) }
func memequal32(p, q unsafe.Pointer) bool { return sameAs[uint32](p, q) }
func memequal64(p, q unsafe.Pointer) bool { return sameAs[uint64](p, q) }
func f32equal(p, q unsafe.Pointer) bool   { return sameAs[float32](p, q) }
func f64equal(p, q unsafe.Pointer) bool   { return sameAs[float64](p, q) }
func c64equal(p, q unsafe.Pointer) bool   { return sameAs[complex64](p, q) }
func c128equal(p, q unsafe.Pointer) bool  { return sameAs[complex128](p, q) }

func memequal128(p, q unsafe.Pointer) bool {
	return memequal64(p, q) && memequal64(unsafe.Add(p, 8), unsafe.Add(q, 8))
}

func strequal(p, q unsafe.Pointer) bool {
	a, b := (*stringHeader)(p), (*stringHeader)(q)
	return a.len == b.len && memequal(a.ptr, b.ptr, uintptr(a.len))
}

func nilinterequal(p, q unsafe.Pointer) bool {
	a, b := (*eface)(p), (*eface)(q)
	return a._type == b._type && efaceeq(a._type, a.data, b.data)
}

func interequal(p, q unsafe.Pointer) bool {
	// Itabs are unique, so equal types mean equal itabs.
	a, b := (*iface)(p), (*iface)(q)
	return a.tab == b.tab && ifaceeq(a.tab, a.data, b.data)
}

// efaceeq compares the data words of two interfaces of the same dynamic type t.
func efaceeq(t *_type, x, y unsafe.Pointer) bool {
	switch {
	case t == nil:
		return true
	case t.Equal == nil:
		panic(errorString("comparing uncomparable type " + typeText(t)))
	case t.IsDirectIface():
		return x == y
	}
	return t.Equal(x, y)
}

func ifaceeq(tab *itab, x, y unsafe.Pointer) bool {
	var t *_type
	if tab != nil {
		t = tab.Type
	}
	return efaceeq(t, x, y)
}

// Hashing. memhash, memhash32, memhash64 and strhash are C++.

const (
	hashMul = uintptr(0x9e3779b97f4a7c15 & (1<<(8*goarch.PtrSize) - 1))
	hashXor = uintptr(0xd6e8feb86659fd93 & (1<<(8*goarch.PtrSize) - 1))
)

func memhash0(p unsafe.Pointer, h uintptr) uintptr   { return h }
func memhash8(p unsafe.Pointer, h uintptr) uintptr   { return memhash(p, h, 1) }
func memhash16(p unsafe.Pointer, h uintptr) uintptr  { return memhash(p, h, 2) }
func memhash128(p unsafe.Pointer, h uintptr) uintptr { return memhash(p, h, 16) }

// Both zeros are equal, so they hash alike; a NaN equals nothing, so it hashes at random, which
// keeps maps with many of them from degenerating.

func zeroHash(h uintptr) uintptr { return hashMul * (hashXor ^ h) }
func nanHash(h uintptr) uintptr  { return zeroHash(h ^ uintptr(rand())) }

func f32hash(p unsafe.Pointer, h uintptr) uintptr {
	if f := *(*float32)(p); f != f {
		return nanHash(h)
	} else if f == 0 {
		return zeroHash(h)
	}
	return memhash32(p, h)
}

func f64hash(p unsafe.Pointer, h uintptr) uintptr {
	if f := *(*float64)(p); f != f {
		return nanHash(h)
	} else if f == 0 {
		return zeroHash(h)
	}
	return memhash64(p, h)
}

func c64hash(p unsafe.Pointer, h uintptr) uintptr {
	return f32hash(unsafe.Add(p, 4), f32hash(p, h))
}

func c128hash(p unsafe.Pointer, h uintptr) uintptr {
	return f64hash(unsafe.Add(p, 8), f64hash(p, h))
}

func interhash(p unsafe.Pointer, h uintptr) uintptr {
	i := (*iface)(p)
	if i.tab == nil {
		return h
	}
	return datahash(i.tab.Type, &i.data, h)
}

//go:linkname nilinterhash
func nilinterhash(p unsafe.Pointer, h uintptr) uintptr {
	e := (*eface)(p)
	if e._type == nil {
		return h
	}
	return datahash(e._type, &e.data, h)
}

func datahash(t *_type, word *unsafe.Pointer, h uintptr) uintptr {
	if t.Equal == nil {
		// Told here and not below, so that the text names the whole type.
		panic(errorString("hash of unhashable type " + typeText(t)))
	}
	p := *word
	if t.IsDirectIface() {
		p = unsafe.Pointer(word)
	}
	return hashMul * typehash(t, p, h^hashXor)
}

// typehash hashes a value by its type. It agrees with the hash functions that the compiler makes.
//
//go:linkname typehash
func typehash(t *_type, p unsafe.Pointer, h uintptr) uintptr {
	if t.TFlag&abi.TFlagRegularMemory != 0 {
		return plainHash(p, h, t.Size_)
	}
	switch kind := t.Kind(); kind {
	case abi.Struct:
		fields := (*abi.StructType)(unsafe.Pointer(t)).Fields
		for i := range fields {
			if f := &fields[i]; !f.Name.IsBlank() {
				h = typehash(f.Typ, unsafe.Add(p, f.Offset), h)
			}
		}
		return h
	case abi.Array:
		elem := (*abi.ArrayType)(unsafe.Pointer(t)).Elem
		for off := uintptr(0); off < t.Size_; off += elem.Size_ {
			h = typehash(elem, unsafe.Add(p, off), h)
		}
		return h
	case abi.Interface:
		return dynamicHash((*interfacetype)(unsafe.Pointer(t)), p, h)
	default:
		if leaf := leafHashes[kind]; leaf != nil {
			return leaf(p, h)
		}
	}
	panic(errorString("hash of unhashable type " + typeText(t)))
}

// leafHashes are the hash functions of basic types whose equal values may differ in their bits.
var leafHashes = [abi.UnsafePointer + 1]func(unsafe.Pointer, uintptr) uintptr{
	abi.Float32:    f32hash,
	abi.Float64:    f64hash,
	abi.Complex64:  c64hash,
	abi.Complex128: c128hash,
	abi.String:     strhash,
}

// plainHash hashes memory; words have functions of their own, which the compiler uses too.
func plainHash(p unsafe.Pointer, h, size uintptr) uintptr {
	if size == 8 {
		return memhash64(p, h)
	}
	if size == 4 {
		return memhash32(p, h)
	}
	return memhash(p, h, size)
}

func dynamicHash(t *interfacetype, p unsafe.Pointer, h uintptr) uintptr {
	if len(t.Methods) > 0 {
		return interhash(p, h)
	}
	return nilinterhash(p, h)
}

//go:linkname reflect_typehash reflect.typehash
func reflect_typehash(t *_type, p unsafe.Pointer, h uintptr) uintptr { return typehash(t, p, h) }

// stringHash is used by third parties.
//
//go:linkname stringHash
func stringHash(s string, seed uintptr) uintptr { return strhash(unsafe.Pointer(&s), seed) }
