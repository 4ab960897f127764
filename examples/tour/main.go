// Tour shows the language and the standard library at work: goroutines and channels, generics, maps, JSON, time, regular
// expressions, errors and recovery, and an HTTP server that talks to a client over the loopback. Its output is always the same.
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

func main() {
	for _, part := range []struct {
		title string
		show  func() error
	}{
		{"goroutines", goroutines},
		{"generics", generics},
		{"maps", countWords},
		{"iterators", iterators},
		{"json", jsonRoundTrip},
		{"time", times},
		{"regexp", expressions},
		{"panics", panics},
		{"http", httpLoopback},
	} {
		fmt.Printf("== %s\n", part.title)
		if err := part.show(); err != nil {
			fmt.Fprintf(os.Stderr, "tour: %s: %v\n", part.title, err)
			os.Exit(1)
		}
	}
}

// goroutines sums squares with a pool of workers.
func goroutines() error {
	jobs, results := make(chan int), make(chan int, 10)
	var pool sync.WaitGroup
	for range 4 {
		pool.Go(func() {
			for n := range jobs {
				results <- n * n
			}
		})
	}
	go func() {
		for n := range 1000 {
			jobs <- n
		}
		close(jobs)
		pool.Wait()
		close(results)
	}()
	sum := 0
	for r := range results {
		sum += r
	}
	fmt.Println("sum of squares below 1000:", sum)

	var mu sync.Mutex
	total := 0
	var all sync.WaitGroup
	for i := range 10_000 {
		all.Add(1)
		go func() {
			defer all.Done()
			mu.Lock()
			defer mu.Unlock()
			total += i
		}()
	}
	all.Wait()
	fmt.Println("ten thousand goroutines added up to:", total)

	timeout := time.After(20 * time.Millisecond)
	select {
	case <-make(chan int):
		return errors.New("received from nowhere")
	case <-timeout:
		fmt.Println("select: timed out as it should")
	}
	return nil
}

// A List is a sorted singly linked list.
type List[T cmp.Ordered] struct {
	head *node[T]
	size int
}

type node[T any] struct {
	value T
	next  *node[T]
}

func (l *List[T]) Insert(v T) {
	at := &l.head
	for *at != nil && (*at).value < v {
		at = &(*at).next
	}
	*at = &node[T]{v, *at}
	l.size++
}

func (l *List[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		i := 0
		for n := l.head; n != nil; n = n.next {
			if !yield(i, n.value) {
				return
			}
			i++
		}
	}
}

func mapSlice[S ~[]E, E, R any](s S, f func(E) R) []R {
	out := make([]R, 0, len(s))
	for _, e := range s {
		out = append(out, f(e))
	}
	return out
}

func generics() error {
	var numbers List[float64]
	for _, f := range []float64{2.5, -1, 3e10, 0.125} {
		numbers.Insert(f)
	}
	for i, f := range numbers.All() {
		fmt.Print(i, ":", f, " ")
	}
	var words List[string]
	for _, w := range strings.Fields("the quick brown fox") {
		words.Insert(w)
	}
	fmt.Println(numbers.size + words.size)
	fmt.Println(mapSlice([]int{1, 2, 3}, func(i int) string { return strings.Repeat("*", i) }))
	fmt.Printf("%T %T\n", numbers, words.head)
	return nil
}

func countWords() error {
	counts := map[string]int{}
	for _, word := range strings.Fields("a rose is a rose is a rose") {
		counts[word]++
	}
	for _, word := range slices.Sorted(maps.Keys(counts)) {
		fmt.Printf("%s=%d ", word, counts[word])
	}
	big := make(map[[2]int]string)
	for i := range 100_000 {
		big[[2]int{i, -i}] = fmt.Sprint(i)
	}
	for i := 0; i < 100_000; i += 2 {
		delete(big, [2]int{i, -i})
	}
	_, even := big[[2]int{2, -2}]
	fmt.Println(len(big), big[[2]int{777, -777}], even, counts)
	return nil
}

func fibonacci(yield func(int) bool) {
	for a, b := 0, 1; yield(a); a, b = b, a+b {
	}
}

func iterators() error {
	for n := range fibonacci {
		if n > 50 {
			break
		}
		fmt.Print(n, " ")
	}
	next, stop := iter.Pull(fibonacci)
	defer stop()
	for range 20 {
		next()
	}
	n, ok := next()
	fmt.Println("and the 21st is", n, ok)
	return nil
}

type shape struct {
	Name   string            `json:"name"`
	Sides  int               `json:"sides,omitempty"`
	Tags   map[string]string `json:"tags,omitempty"`
	Inner  *shape            `json:"inner,omitempty"`
	Points []point           `json:"points"`
	hidden bool
}

type point struct{ X, Y float64 }

func (p point) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%g/%g", p.X, p.Y), nil }

func (p *point) UnmarshalText(text []byte) error {
	_, err := fmt.Sscanf(string(text), "%g/%g", &p.X, &p.Y)
	return err
}

func jsonRoundTrip() error {
	in := shape{"triangle", 3, map[string]string{"color": "blue", "edge": "thin"}, &shape{Name: "dot"},
		[]point{{0, 0}, {1, 0.5}, {-2.25, 1e9}}, true}
	text, err := json.MarshalIndent(in, "", "  ")
	if err != nil {
		return err
	}
	fmt.Println(string(text))
	var out shape
	if err := json.Unmarshal(text, &out); err != nil {
		return err
	}
	fmt.Println(out.Points[2], out.Inner.Name, out.hidden)
	var syntax *json.SyntaxError
	err = json.Unmarshal([]byte(`{"name": tru}`), &out)
	fmt.Println(errors.As(err, &syntax), err)
	return nil
}

func times() error {
	t := time.Date(2024, time.February, 28, 23, 59, 58, 0, time.UTC)
	t = t.Add(24*time.Hour + 3*time.Second)
	fmt.Println(t.Format(time.RFC1123), t.YearDay(), t.Weekday())
	d, err := time.ParseDuration("1h15m30.918s")
	fmt.Println(d.Round(time.Second), err)
	p, err := time.Parse(time.DateOnly, "2026-02-30")
	fmt.Println(p.IsZero(), err)
	start := time.Now()
	time.Sleep(5 * time.Millisecond)
	fmt.Println("slept long enough:", time.Since(start) >= 5*time.Millisecond)
	return nil
}

func expressions() error {
	re := regexp.MustCompile(`(?i)(\w+)@(\w+)\.(com|org)`)
	text := "Write to gopher@golang.org or Ann@Example.COM, not to nobody@nowhere."
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		fmt.Printf("%q ", m)
	}
	fmt.Println()
	fmt.Println(re.ReplaceAllString(text, "<$1 at $2>"))
	return nil
}

type tooBig struct{ n int }

func (e tooBig) Error() string { return fmt.Sprintf("%d is too big", e.n) }

func safely(f func()) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			err = fmt.Errorf("caught: %w", r)
		default:
			err = fmt.Errorf("caught %T: %v", r, r)
		}
	}()
	f()
	return nil
}

func panics() error {
	var none []int
	var missing map[string]int
	index := 5
	for _, f := range []func(){
		func() { none[index]++ },
		func() { missing["x"] = 1 },
		func() { panic(tooBig{42}) },
		func() { fmt.Println(any(index).(string)) },
		func() { var p *point; p.X = 1 },
		func() { fmt.Println(10 / (index - 5)) },
	} {
		err := safely(f)
		var big tooBig
		fmt.Println(err, errors.As(err, &big))
	}
	return nil
}

func httpLoopback() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Tour", "yes")
		fmt.Fprintf(w, "hello, %s", r.PathValue("name"))
	})
	mux.HandleFunc("POST /sum", func(w http.ResponseWriter, r *http.Request) {
		var numbers []int
		if err := json.NewDecoder(r.Body).Decode(&numbers); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		sum := 0
		for _, n := range numbers {
			sum += n
		}
		json.NewEncoder(w).Encode(map[string]int{"sum": sum})
	})
	server := &http.Server{Handler: mux}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	base := "http://" + listener.Addr().String()

	show := func(response *http.Response, err error) error {
		if err != nil {
			return err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		fmt.Printf("%s %q %s\n", response.Status, response.Header.Get("X-Tour"), strings.TrimSpace(string(body)))
		return err
	}
	if err := show(http.Get(base + "/hello/world")); err != nil {
		return err
	}
	if err := show(http.Post(base+"/sum", "application/json", strings.NewReader("[1, 2, 39]"))); err != nil {
		return err
	}
	if err := show(http.Post(base+"/sum", "application/json", strings.NewReader("nonsense"))); err != nil {
		return err
	}
	if err := show(http.Get(base + "/nothing")); err != nil {
		return err
	}

	answers := make([]string, 50)
	var clients sync.WaitGroup
	for i := range answers {
		clients.Go(func() {
			response, err := http.Get(fmt.Sprintf("%s/hello/client%02d", base, i))
			if err != nil {
				return
			}
			defer response.Body.Close()
			body, _ := io.ReadAll(response.Body)
			answers[i] = string(body)
		})
	}
	clients.Wait()
	slices.Sort(answers)
	fmt.Println(len(slices.Compact(answers)), "clients at once, the last one:", answers[49])
	if err := server.Close(); err != nil {
		return err
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
