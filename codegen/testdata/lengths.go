// RUN: %compile -p main -o %t.a -dump=opt %s | %filecheck
// Lengths are not negative, which makes checks of indices needless; copies of arrays that nobody changes go.
package main

type set [8]uint32

func (s *set) has(c byte) bool { return s[c/32]&(1<<(c%32)) != 0 }

func makeSet(chars string) (s set, ok bool) {
	for i := 0; i < len(chars); i++ {
		c := chars[i]
		if c >= 128 {
			return s, false
		}
		s[c/32] |= 1 << (c % 32)
	}
	return s, true
}

// CHECK-LABEL: @main.lastOf(
// CHECK-NOT: goPanic
// CHECK: call void @llvm.memcpy{{.*}} i64 32
// CHECK-NOT: goPanic
// CHECK: ret i64
func lastOf(s, chars string) int {
	if len(s) > 8 {
		if set, ok := makeSet(chars); ok {
			for i := len(s) - 1; i >= 0; i-- {
				if set.has(s[i]) {
					return i
				}
			}
		}
	}
	return -1
}

// CHECK-LABEL: @main.half(
// CHECK-NOT: goPanic
// CHECK: ret i64
func half(s []int) (n int) {
	for i := 0; i < len(s)/2; i++ {
		n += s[i]
	}
	return
}

// Of the copies in makeSet, its caller and keep one is left.
// CHECK-LABEL: @main.keep(
// CHECK: call void @llvm.mem{{(cpy|move)}}{{.*}} i64 32
// CHECK-NOT: call void @llvm.mem{{(cpy|move)}}
// CHECK: ret void
func keep(to *set) {
	s := pattern()
	t := s
	*to = t
}

func pattern() (s set) {
	for i := range s {
		s[i] = uint32(i) * 3
	}
	return s
}

func main() {
	var s set
	keep(&s)
	println(lastOf("abc", "b"), half(nil))
}
