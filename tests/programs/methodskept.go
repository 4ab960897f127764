// Which methods are in the program: those that an interface, reflection or a call can reach, and no others.
package main

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"slices"
)

type walker interface{ Walk() string }
type swimmer interface{ Swim() string }

// duck becomes an interface value, so what interfaces call is kept, and what nothing calls is not.
type duck struct{ name string }

func (d duck) Walk() string { return d.name + " walks" }
func (d duck) Swim() string { return d.name + " swims" }
func (d duck) Fly() string  { return d.name + " flies" }
func (d duck) Find() string { return d.name + " is found" }
func (d duck) hide() string { return d.name + " hides" }

// stone is never in an interface, though it is allocated, put in maps and compared to.
type stone struct{ weight int }

func (s *stone) Walk() string { return "stones do not walk" }
func (s *stone) Swim() string { return "stones do not swim" }
func (s *stone) Weight() int  { return s.weight }

// boat is reached by taking apart what is in an interface.
type boat struct{}

func (boat) Swim() string { return "boats float" }
func (boat) Walk() string { return "boats are carried" }

type harbour struct{ Boats []boat }

// hen is asserted to an interface of which nobody calls the method.
type hen struct{}

func (hen) Lay() int { return 1 }

type layer interface{ Lay() int }

// flier's method is called by a function that is inlined everywhere, through a table that is known when compiling.
type flier interface{ Glide() string }
type kite struct{}

func (kite) Glide() string { return "kites glide" }

type glider struct{ flier }

func glide(f flier) string { return f.Glide() }

var all = []walker{duck{"Donald"}}

// swim is what a literal calls that is handed on.
func each(s swimmer, f func(swimmer) string) string { return f(s) }

// climb is called by the method value of an interface.
type climber interface{ Climb() string }
type goat struct{}

func (goat) Climb() string { return "goats climb" }

// number's method is called by instances only.
type number int

func (n number) Text() string { return fmt.Sprintf("number %d", int(n)) }

func texts[T interface{ Text() string }](list ...T) (s []string) {
	for _, x := range list {
		s = append(s, any(x).(interface{ Text() string }).Text())
	}
	return
}

//go:noinline
func opaque[T any](x T) T { return x }

func main() {
	for _, w := range all {
		fmt.Println(w.Walk())
	}
	stones := map[int]*stone{1: {5}}
	stones[2] = opaque(new(stone))
	fmt.Println(len(stones), stones[1].Weight(), len(append([]stone{{1}}, stone{2})))
	_, isStone := opaque[any](1).(*stone)
	_, isLayer := opaque[any](hen{}).(layer)
	fmt.Println(isStone, isLayer, reflect.TypeOf(hen{}).Implements(reflect.TypeFor[layer]()))
	fmt.Println(each(duck{"Daisy"}, func(s swimmer) string { return s.Swim() }))
	v := reflect.ValueOf(opaque[any](harbour{make([]boat, 1)}))
	fmt.Println(v.Field(0).Index(0).Interface().(swimmer).Swim())
	fmt.Println(glide(glider{kite{}}), glide(opaque[flier](kite{})))
	climb := opaque[climber](goat{}).Climb
	fmt.Println(climb(), texts(number(1), number(2)))
	find, _ := reflect.TypeOf(opaque[any](duck{"Huey"})).MethodByName("Find")
	fmt.Println(find.Name, reflect.ValueOf(duck{"Dewey"}).MethodByName("Find").Call(nil)[0])
	texts := []string{"sklaw ", "smiws ", "seilf ", "dnuof si ", "sedih ", "klaw ton od senots", "miws ton od senots", "taolf staob"}
	fmt.Println(present(texts))
}

// present tells which strings, written backwards, the program holds: those of dead methods are gone with them.
func present(backwards []string) (found []bool) {
	path, err := os.Executable()
	if err != nil {
		panic(err)
	}
	program, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	for _, b := range backwards {
		text := []byte(b)
		slices.Reverse(text)
		found = append(found, bytes.Contains(program, text))
	}
	return found
}
