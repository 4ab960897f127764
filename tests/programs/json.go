package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"text/template"
	"os"
	"maps"
	"bufio"
	"strings"
	"math/big"
	"crypto/sha256"
)

type address struct {
	Street string `json:"street"`
	Zip    *int   `json:"zip,omitempty"`
}
type person struct {
	Name    string            `json:"name"`
	Age     int               `json:"age"`
	Emails  []string          `json:"emails"`
	Addr    address           `json:"addr"`
	Meta    map[string]any    `json:"meta"`
	private int
	Skip    string `json:"-"`
}

func main() {
	zip := 12345
	p := person{Name: "Ann \"x\" <é>", Age: 30, Emails: []string{"a@b", "c@d"}, Addr: address{"Main", &zip}, Meta: map[string]any{"k": 1.5, "a": []int{1}}}
	data, err := json.Marshal(p)
	fmt.Println(string(data), err)
	var q person
	err = json.Unmarshal(data, &q)
	fmt.Println(q.Name, *q.Addr.Zip, q.Meta["k"], err, reflect.DeepEqual(p.Emails, q.Emails))
	var x any
	fmt.Println(json.Unmarshal([]byte(`{"a":[1,2,{"b":null}],"c":"d"}`), &x), x)
	fmt.Println(json.Unmarshal([]byte(`{"name": 5}`), &q))
	fmt.Println(json.Unmarshal([]byte(`{bad`), &q))
	out, _ := json.MarshalIndent(map[string]int{"z": 1, "y": 2}, "", "  ")
	fmt.Println(string(out))
	re := regexp.MustCompile(`(\w+)@(\w+)\.com`)
	fmt.Println(re.FindStringSubmatch("mail bob@example.com now"), re.ReplaceAllString("x@y.com", "$2 at $1"))
	t := reflect.TypeOf(p)
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Tag.Get("json"))
	}
	v := reflect.ValueOf(&p).Elem()
	v.Field(1).SetInt(99)
	fmt.Println(p.Age, v.Kind(), v.NumField())
	m := reflect.ValueOf(strings.NewReplacer("a", "b")).MethodByName("Replace")
	fmt.Println(m.Call([]reflect.Value{reflect.ValueOf("banana")})[0])
	fn := reflect.MakeFunc(reflect.TypeOf(func(int, string) string { return "" }), func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(strings.Repeat(args[1].String(), int(args[0].Int())))}
	})
	fmt.Println(fn.Interface().(func(int, string) string)(3, "ab"))
	tm := template.Must(template.New("t").Parse("{{range $i, $e := .}}{{$i}}={{$e | printf \"%q\"}};{{end}}\n"))
	tm.Execute(os.Stdout, []string{"a", "b"})
	xs := slices.Sorted(maps.Keys(map[string]bool{"q": true, "b": true, "m": false}))
	fmt.Println(xs, slices.Index(xs, "m"), slices.Max(xs))
	sc := bufio.NewScanner(strings.NewReader("one two\nthree"))
	for sc.Scan() {
		fmt.Println(sc.Text())
	}
	b := new(big.Int).Exp(big.NewInt(3), big.NewInt(200), nil)
	fmt.Println(b)
	fmt.Printf("%x\n", sha256.Sum256([]byte("golem")))
	fmt.Println(base64.StdEncoding.EncodeToString([]byte("golem")))
}
