// Loops in more loops than optimisation looks at (codegen/passes: plain code), with collections, places in the source, closures,
// a deferred call and a panic under them.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

type node struct {
	next *node
	text string
}

func twice(x int) int { return x * 2 }

func deep(texts []string, limit int) (list *node, sum int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v at %d", r, sum)
		}
	}()
	for i0 := range 2 {
		for i1 := range 1 {
			for i2 := range 1 {
				for i3 := range 1 {
					for i4 := range 1 {
						for i5 := range 1 {
							for i6 := range 1 {
								for i7 := range 1 {
									for i8 := range 1 {
										for i9 := range 1 {
											for i10 := range 1 {
												for i11 := range 1 {
													for i12 := range 1 {
														for i13 := range 2 {
															for i14 := range 1 {
																for i15 := range 1 {
																	for i16 := range 1 {
																		for i17 := range 1 {
																			for i18 := range 1 {
																				for i19 := range 1 {
																					for i20 := range 1 {
																						for i21 := range 1 {
																							for i22 := range 1 {
																								for i23 := range 1 {
																									for i24 := range 1 {
																										for i25 := range 1 {
																											for i26 := range 2 {
																												for i27 := range 1 {
																													for i28 := range 1 {
																														for i29 := range 1 {
																															for i30 := range 1 {
																																for i31 := range 1 {
																																	for i32 := range 1 {
																																		for i33 := range 1 {
																																			for i34 := range 1 {
																																				for i35 := range 1 {
																																					for i36 := range 1 {
																																						for i37 := range 1 {
																																							for i38 := range 1 {
																																								for i39 := range 2 {
																																									list = &node{list, texts[sum%len(texts)] + strings.Repeat("x", i13)}
																																									add := func(x int) { sum += twice(x) }
																																									add(i0 + i1 + i2 + i3 + i4 + i5 + i6 + i7 + i8 + i9 + i10 + i11 + i12 + i13 + i14 + i15 + i16 + i17 + i18 + i19 + i20 + i21 + i22 + i23 + i24 + i25 + i26 + i27 + i28 + i29 + i30 + i31 + i32 + i33 + i34 + i35 + i36 + i37 + i38 + i39 + 1)
																																									if sum%5 == 0 {
																																										runtime.GC()
																																									}
																																									if _, _, line, _ := runtime.Caller(0); line != 70 {
																																										panic(line)
																																									}
																																									if sum > limit {
																																										println(*(*int)(nil))
																																									}
																																								}
																																							}
																																						}
																																					}
																																				}
																																			}
																																		}
																																	}
																																}
																															}
																														}
																													}
																												}
																											}
																										}
																									}
																								}
																							}
																						}
																					}
																				}
																			}
																		}
																	}
																}
															}
														}
													}
												}
											}
										}
									}
								}
							}
						}
					}
				}
			}
		}
	}

	return
}

func main() {
	for _, limit := range []int{100, 10} {
		list, sum, err := deep([]string{"a", "bc", "def"}, limit)
		fmt.Println(sum, err)
		for ; list != nil; list = list.next {
			fmt.Print(list.text, " ")
		}
		fmt.Println()
	}
}
