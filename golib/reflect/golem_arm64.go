package reflect

// The registers that carry arguments and results of calls.
const (
	intArguments, floatArguments = 8, 8
	intResults, floatResults     = 8, 8
)
