package reflect

// The registers that carry arguments and results of calls.
const (
	intArguments, floatArguments = 0, 0
	intResults, floatResults     = 3, 0
)
