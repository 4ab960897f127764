module golibcheck

go 1.26
