// exit 2
package main

func main() {
	println("before")
	<-make(chan int)
}
