package main

import (
	"encoding/json"
	"fmt"
)

type item struct {
	ID     int               `json:"id"`
	Name   string            `json:"name"`
	Price  float64           `json:"price"`
	Tags   []string          `json:"tags"`
	Labels map[string]string `json:"labels"`
	Parent *item             `json:"parent,omitempty"`
}

func main() {
	var items []item
	for i := range 500 {
		items = append(items, item{i, fmt.Sprintf("item %d", i), float64(i) * 1.25, []string{"a", "b", "long tag with \"quotes\""},
			map[string]string{"x": "1", "y": "2"}, &item{ID: -i}})
	}
	total := 0
	for range 150 {
		text, err := json.Marshal(items)
		if err != nil {
			panic(err)
		}
		var back []item
		if err := json.Unmarshal(text, &back); err != nil {
			panic(err)
		}
		total += len(text) + len(back)
	}
	fmt.Println(total)
}
