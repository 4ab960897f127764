package reflect

// The registers that carry arguments and results of calls.
const (
	intArguments, floatArguments = 4, 8
	intResults, floatResults     = 4, 4
)
