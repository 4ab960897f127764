// exit 3
package main

import "os"

func main() {
	defer println("not run")
	os.Exit(3)
}
