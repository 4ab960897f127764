package main

func main() {
	s := "héllo, 世界\xff!"
	println(len(s), s[1], s[1:3])
	for i, r := range s {
		print(i, ":", r, " ")
	}
	println()
	rs := []rune(s)
	println(len(rs), string(rs[7:9]), string(rune(0x1F600)), string(rune(-1)))
	b := []byte(s)
	b[0] = 'H'
	println(string(b), s < string(b), s == "héllo, 世界\xff!")
	t := ""
	for i := 0; i < 5; i++ {
		t += string(rune('a'+i)) + "-"
	}
	println(t, t[:len(t)-1], t > "a", "a"+t+"z")
	switch t {
	case "x":
		println("no")
	case "a-b-c-d-e-":
		println("yes")
	}
	type name string
	n := name("bob")
	println(string(n)+"!", len(n), []byte(n)[2])
	x := `raw \n "string"`
	println(x, "tab\there", "\u00e9\x41\101")
	const c = "constant" + " string"
	println(c[3], len(c))
}
