package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"
)

type point struct {
	X, Y int
	name string
}

func (p point) String() string { return fmt.Sprintf("<%d,%d>", p.X, p.Y) }

type plain struct {
	A int
	B []string
	C map[string]float64
	D *int
	E any
}

type level int

func (l level) Format(f fmt.State, c rune) { fmt.Fprintf(f, "level%%%c=%d", c, int(l)) }

func main() {
	fmt.Println("hello", 1, 2.5, true, nil, []int{1, 2}, map[string]int{"b": 2, "a": 1}, point{1, 2, "n"})
	fmt.Printf("%v %+v %#v %T\n", plain{A: 1, B: []string{"x"}, C: map[string]float64{"pi": 3.14}}, plain{}, plain{B: []string{"q"}}, plain{})
	fmt.Printf("%5d|%-5d|%05d|%x|%X|%o|%b|%c|%q|%U\n", 42, 42, 42, 255, 255, 8, 5, 'A', 'B', 0x1F600)
	fmt.Printf("%8.3f|%-8.2f|%e|%g|%G|%6.2f%%\n", 3.14159, 2.5, 123456.789, 1e21, 1e-7, 99.5)
	fmt.Printf("%s|%10s|%-10s|%q|%x|% x|%.2s\n", "go", "go", "go", "q\"uote", "hex", "hex", "truncate")
	fmt.Printf("%t %v %p %v\n", true, false, nil, struct{}{})
	fmt.Printf("%d %s %v\n", []int{1, 2}, []string{"a", "b"}, [2]bool{true, false})
	fmt.Printf("%!|%z|%d\n", 1, 2)
	fmt.Printf("%[2]d %[1]d %*d\n", 1, 2, 5, 3)
	fmt.Printf("%v %d %s\n", level(3), level(3), level(3))
	fmt.Println(errors.Is(fmt.Errorf("wrap: %w", os.ErrNotExist), os.ErrNotExist), fmt.Errorf("e %d", 1))
	var sb strings.Builder
	for i := 0; i < 3; i++ {
		fmt.Fprintf(&sb, "%d-", i)
	}
	fmt.Println(sb.String(), strings.Split("a,b,c", ","), strings.Repeat("ab", 3), strings.ToUpper("mixed Case"))
	n, err := strconv.Atoi("12x")
	fmt.Println(n, err)
	f, _ := strconv.ParseFloat("1e-3", 64)
	fmt.Println(f, strconv.Quote("tab\t"), strconv.FormatInt(-255, 16))
	xs := []string{"pear", "apple", "fig"}
	sort.Slice(xs, func(i, j int) bool { return xs[i] < xs[j] })
	fmt.Println(xs, sort.SearchInts([]int{1, 3, 5}, 3))
	fmt.Println(time.Duration(90)*time.Second, time.Unix(0, 0).UTC(), time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC).Weekday())
	var a, b int
	fmt.Sscanf("7 8", "%d %d", &a, &b)
	fmt.Println(a + b)
	fmt.Fprintln(os.Stderr, "to stderr")
	defer fmt.Println("deferred print")
	fmt.Printf("%v %v\n", &point{3, 4, ""}, []any{1, "a", nil})
	fmt.Printf("%6v|%-6v|%06d|%+d|% d\n", "ab", "ab", -12, 5, 5)
	fmt.Printf("%x %X %#x %08b\n", []byte("abc"), "xyz", 255, 5)
	fmt.Printf("%v %v\n", 1+2i, [3]complex64{})
}
