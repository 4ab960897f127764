module golem/bench

go 1.26
