// Strings: concatenation, conversions from and to bytes and runes.
//
// The buf parameters are gc's: memory of the caller for results that do not leave it, or nil.

package runtime

import (
	"internal/bytealg"
	"unsafe"
)

type stringHeader struct {
	ptr unsafe.Pointer
	len int
}

type sliceHeader struct {
	array unsafe.Pointer
	len   int
	cap   int
}

type tmpBuf [32]byte

// newText gives room for a string of n bytes.
func newText(buf *tmpBuf, n int) unsafe.Pointer {
	if buf != nil && n <= len(buf) {
		return unsafe.Pointer(buf)
	}
	return mallocgc(uintptr(n), nil, false)
}

func tooLong() { throw("string concatenation too long") }

func concatstring2(buf *tmpBuf, a, b string) string {
	if len(b) == 0 {
		return a
	}
	if len(a) == 0 {
		return b
	}
	n := len(a) + len(b)
	if n < 0 {
		tooLong()
	}
	p := newText(buf, n)
	memmove(p, unsafe.Pointer(unsafe.StringData(a)), uintptr(len(a)))
	memmove(unsafe.Add(p, len(a)), unsafe.Pointer(unsafe.StringData(b)), uintptr(len(b)))
	return unsafe.String((*byte)(p), n)
}

func concatstring3(buf *tmpBuf, a, b, c string) string {
	if len(c) == 0 {
		return concatstring2(buf, a, b)
	}
	n := len(a) + len(b)
	if n == 0 {
		return c
	}
	if n < 0 || n+len(c) < 0 {
		tooLong()
	}
	total := n + len(c)
	p := newText(buf, total)
	memmove(p, unsafe.Pointer(unsafe.StringData(a)), uintptr(len(a)))
	memmove(unsafe.Add(p, len(a)), unsafe.Pointer(unsafe.StringData(b)), uintptr(len(b)))
	memmove(unsafe.Add(p, n), unsafe.Pointer(unsafe.StringData(c)), uintptr(len(c)))
	return unsafe.String((*byte)(p), total)
}

func concatstring4(buf *tmpBuf, a, b, c, d string) string {
	parts := [4]string{a, b, c, d}
	return concatstrings(buf, parts[:])
}

func concatstring5(buf *tmpBuf, a, b, c, d, e string) string {
	parts := [5]string{a, b, c, d, e}
	return concatstrings(buf, parts[:])
}

func concatstrings(buf *tmpBuf, parts []string) string {
	n, used, last := 0, 0, 0
	for i, s := range parts {
		if len(s) == 0 {
			continue
		}
		n += len(s)
		if n < 0 {
			tooLong()
		}
		used++
		last = i
	}
	switch used {
	case 0:
		return ""
	case 1:
		return parts[last]
	}
	p := newText(buf, n)
	at := 0
	for _, s := range parts {
		if at+len(s) > n {
			break
		}
		memmove(unsafe.Add(p, at), unsafe.Pointer(unsafe.StringData(s)), uintptr(len(s)))
		at += len(s)
	}
	return unsafe.String((*byte)(p), n)
}

func concatbyte2(buf *tmpBuf, a, b string) []byte {
	parts := [2]string{a, b}
	return concatbytes(buf, parts[:])
}

func concatbyte3(buf *tmpBuf, a, b, c string) []byte {
	parts := [3]string{a, b, c}
	return concatbytes(buf, parts[:])
}

func concatbyte4(buf *tmpBuf, a, b, c, d string) []byte {
	parts := [4]string{a, b, c, d}
	return concatbytes(buf, parts[:])
}

func concatbyte5(buf *tmpBuf, a, b, c, d, e string) []byte {
	parts := [5]string{a, b, c, d, e}
	return concatbytes(buf, parts[:])
}

func concatbytes(buf *tmpBuf, parts []string) []byte {
	n := 0
	for _, s := range parts {
		n += len(s)
		if n < 0 {
			tooLong()
		}
	}
	if n == 0 {
		return []byte{}
	}
	b := newBytes(buf, n)
	at := 0
	for _, s := range parts {
		at += copy(b[at:], s)
	}
	return b
}

// newBytes gives n bytes to be overwritten; the room behind them, up to the cap, is zero.
func newBytes(buf *tmpBuf, n int) []byte {
	if buf != nil && n <= len(buf) {
		*buf = tmpBuf{}
		return buf[:n]
	}
	c := roundupsize(uintptr(n), true)
	p := mallocgc(c, nil, false)
	memclrNoHeapPointers(unsafe.Add(p, n), c-uintptr(n))
	return unsafe.Slice((*byte)(p), c)[:n]
}

// byteString gives a string of one byte without allocation.
func byteString(b byte) string { return unsafe.String((*byte)(byteBox(uint64(b), 1)), 1) }

func slicebytetostring(buf *tmpBuf, ptr *byte, n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return byteString(*ptr)
	}
	p := newText(buf, n)
	memmove(p, unsafe.Pointer(ptr), uintptr(n))
	return unsafe.String((*byte)(p), n)
}

// slicebytetostringtmp shares the memory of the bytes: for strings that nobody keeps.
func slicebytetostringtmp(ptr *byte, n int) string { return unsafe.String(ptr, n) }

func stringtoslicebyte(buf *tmpBuf, s string) []byte {
	b := newBytes(buf, len(s))
	copy(b, s)
	return b
}

func stringtoslicerune(buf *[32]rune, s string) []rune {
	n := countrunes(s)
	var a []rune
	if buf != nil && n <= len(buf) {
		*buf = [32]rune{}
		a = buf[:n]
	} else {
		size := roundupsize(uintptr(n)*4, true)
		p := mallocgc(size, nil, false)
		memclrNoHeapPointers(unsafe.Add(p, n*4), size-uintptr(n)*4)
		a = unsafe.Slice((*rune)(p), size/4)[:n]
	}
	i := 0
	for _, r := range s {
		a[i] = r
		i++
	}
	return a
}

func slicerunetostring(buf *tmpBuf, a []rune) string {
	n := 0
	for _, r := range a {
		n += runeLen(r)
	}
	if n == 0 {
		return ""
	}
	p := newText(buf, n)
	b := unsafe.Slice((*byte)(p), n)
	at := 0
	for _, r := range a {
		if at+runeLen(r) > n { // the slice changed meanwhile
			break
		}
		at += encoderune(b[at:], r)
	}
	return unsafe.String((*byte)(p), at)
}

func intstring(buf *[4]byte, v int64) string {
	r := rune(v)
	if int64(r) != v {
		r = runeError
	}
	if uint32(r) < 0x80 {
		return byteString(byte(r))
	}
	var p unsafe.Pointer
	if buf != nil {
		p = unsafe.Pointer(buf)
	} else {
		p = mallocgc(4, nil, false)
	}
	n := encoderune(unsafe.Slice((*byte)(p), 4), r)
	return unsafe.String((*byte)(p), n)
}

// UTF-8.

const (
	runeError    = '\uFFFD'
	maxRune      = '\U0010FFFF'
	surrogateMin = 0xD800
	surrogateMax = 0xDFFF
)

func countrunes(s string) int {
	n := 0
	for range s {
		n++
	}
	return n
}

// decoderune decodes the rune at s[k:], which does not start with an ASCII byte, and gives the
// index behind it. Broken input yields runeError for one byte.
func decoderune(s string, k int) (r rune, pos int) {
	if uint(k) >= uint(len(s)) {
		return runeError, k + 1
	}
	left := len(s) - k
	p := unsafe.Pointer(unsafe.StringData(s))
	at := func(i int) uint32 { return uint32(*(*byte)(unsafe.Add(p, k+i))) }
	c0 := at(0)
	switch {
	case c0 < 0xC2:
	case c0 < 0xE0:
		if left >= 2 && at(1)&0xC0 == 0x80 {
			return rune(c0&0x1F<<6 | at(1)&0x3F), k + 2
		}
	case c0 < 0xF0:
		if left >= 3 && at(1)&0xC0 == 0x80 && at(2)&0xC0 == 0x80 {
			v := c0&0x0F<<12 | at(1)&0x3F<<6 | at(2)&0x3F
			if v >= 0x800 && (v < surrogateMin || v > surrogateMax) {
				return rune(v), k + 3
			}
		}
	case c0 < 0xF5:
		if left >= 4 && at(1)&0xC0 == 0x80 && at(2)&0xC0 == 0x80 && at(3)&0xC0 == 0x80 {
			v := c0&0x07<<18 | at(1)&0x3F<<12 | at(2)&0x3F<<6 | at(3)&0x3F
			if v >= 0x10000 && v <= maxRune {
				return rune(v), k + 4
			}
		}
	}
	return runeError, k + 1
}

func runeLen(r rune) int {
	switch u := uint32(r); {
	case u < 0x80:
		return 1
	case u < 0x800:
		return 2
	case u < 0x10000 || u > maxRune:
		return 3
	}
	return 4
}

// encoderune writes r to p, which has room, and tells how many bytes it took.
func encoderune(p []byte, r rune) int {
	u := uint32(r)
	if u < 0x80 {
		p[0] = byte(u)
		return 1
	}
	if u > maxRune || surrogateMin <= u && u <= surrogateMax {
		u = runeError
	}
	// From the end: six bits a byte; what is left goes behind the first byte's count of bytes in ones.
	n := runeLen(rune(u))
	for i := n - 1; i > 0; i-- {
		p[i] = byte(0x80 | u&0x3F)
		u >>= 6
	}
	p[0] = byte(uint(0xF00)>>n) | byte(u)
	return n
}

// min and max of strings; of equal ones, the first.

func strmin(x, y string) string {
	if x <= y {
		return x
	}
	return y
}

func strmax(x, y string) string {
	if x >= y {
		return x
	}
	return y
}

// C strings.

func findnull(p *byte) int {
	if p == nil {
		return 0
	}
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(p), n)) != 0 {
		n++
	}
	return n
}

// gostringnocopy wraps a C string that lives for ever.
func gostringnocopy(p *byte) string { return unsafe.String(p, findnull(p)) }

//go:linkname gostring
func gostring(p *byte) string { return gostringn(p, findnull(p)) }

//go:linkname gostringn
func gostringn(p *byte, n int) string {
	if n == 0 {
		return ""
	}
	q := mallocgc(uintptr(n), nil, false)
	memmove(q, unsafe.Pointer(p), uintptr(n))
	return unsafe.String((*byte)(q), n)
}

//go:linkname gobytes
func gobytes(p *byte, n int) []byte {
	if n < 0 {
		panic(errorString("gobytes: length out of range"))
	}
	b := make([]byte, n)
	memmove(unsafe.Pointer(unsafe.SliceData(b)), unsafe.Pointer(p), uintptr(n))
	return b
}

//go:linkname internal_syscall_gostring internal/syscall/unix.gostring
func internal_syscall_gostring(p *byte) string { return gostring(p) }

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

func hasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

func lastIndexByte(s string, c byte) int { return bytealg.LastIndexByteString(s, c) }

// parseInt reads a decimal number with an optional sign.
func parseInt(s string) (n int64, ok bool) {
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	if s == "" {
		return 0, false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < '0' || c > '9' || n > (1<<63-1-int64(c-'0'))/10 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if neg {
		n = -n
	}
	return n, true
}
