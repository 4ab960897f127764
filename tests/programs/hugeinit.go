// Initialisation of package variables that is long enough to be compiled with few optimisations (codegen/passes), with calls that
// collect while addresses are held, results in several registers, and a panic that is recovered from.
package main

import (
	"fmt"
	"runtime"
)

type pair struct {
	s string
	p *int
}

func g(n int) *pair {
	if n%97 == 0 {
		runtime.GC()
	}
	return &pair{fmt.Sprint(n), &n}
}

func two(n int) (string, int) { return fmt.Sprint(n * n), n }

func safe(n int) (r int) {
	defer func() {
		if recover() != nil {
			r = -n
		}
	}()
	return 100 / (n % 3)
}

var all = []*pair{
	g(0), g(1), g(2), g(3), g(4), g(5), g(6), g(7), g(8), g(9), g(10), g(11), g(12), g(13), g(14),
	g(15), g(16), g(17), g(18), g(19), g(20), g(21), g(22), g(23), g(24), g(25), g(26), g(27), g(28), g(29),
	g(30), g(31), g(32), g(33), g(34), g(35), g(36), g(37), g(38), g(39), g(40), g(41), g(42), g(43), g(44),
	g(45), g(46), g(47), g(48), g(49), g(50), g(51), g(52), g(53), g(54), g(55), g(56), g(57), g(58), g(59),
	g(60), g(61), g(62), g(63), g(64), g(65), g(66), g(67), g(68), g(69), g(70), g(71), g(72), g(73), g(74),
	g(75), g(76), g(77), g(78), g(79), g(80), g(81), g(82), g(83), g(84), g(85), g(86), g(87), g(88), g(89),
	g(90), g(91), g(92), g(93), g(94), g(95), g(96), g(97), g(98), g(99), g(100), g(101), g(102), g(103), g(104),
	g(105), g(106), g(107), g(108), g(109), g(110), g(111), g(112), g(113), g(114), g(115), g(116), g(117), g(118), g(119),
	g(120), g(121), g(122), g(123), g(124), g(125), g(126), g(127), g(128), g(129), g(130), g(131), g(132), g(133), g(134),
	g(135), g(136), g(137), g(138), g(139), g(140), g(141), g(142), g(143), g(144), g(145), g(146), g(147), g(148), g(149),
	g(150), g(151), g(152), g(153), g(154), g(155), g(156), g(157), g(158), g(159), g(160), g(161), g(162), g(163), g(164),
	g(165), g(166), g(167), g(168), g(169), g(170), g(171), g(172), g(173), g(174), g(175), g(176), g(177), g(178), g(179),
	g(180), g(181), g(182), g(183), g(184), g(185), g(186), g(187), g(188), g(189), g(190), g(191), g(192), g(193), g(194),
	g(195), g(196), g(197), g(198), g(199), g(200), g(201), g(202), g(203), g(204), g(205), g(206), g(207), g(208), g(209),
	g(210), g(211), g(212), g(213), g(214), g(215), g(216), g(217), g(218), g(219), g(220), g(221), g(222), g(223), g(224),
	g(225), g(226), g(227), g(228), g(229), g(230), g(231), g(232), g(233), g(234), g(235), g(236), g(237), g(238), g(239),
	g(240), g(241), g(242), g(243), g(244), g(245), g(246), g(247), g(248), g(249), g(250), g(251), g(252), g(253), g(254),
	g(255), g(256), g(257), g(258), g(259), g(260), g(261), g(262), g(263), g(264), g(265), g(266), g(267), g(268), g(269),
	g(270), g(271), g(272), g(273), g(274), g(275), g(276), g(277), g(278), g(279), g(280), g(281), g(282), g(283), g(284),
	g(285), g(286), g(287), g(288), g(289), g(290), g(291), g(292), g(293), g(294), g(295), g(296), g(297), g(298), g(299),
}

var s0, n0 = two(0)
var s1, n1 = two(1)
var s2, n2 = two(2)
var s3, n3 = two(3)
var s4, n4 = two(4)
var s5, n5 = two(5)
var s6, n6 = two(6)
var s7, n7 = two(7)
var s8, n8 = two(8)
var s9, n9 = two(9)
var s10, n10 = two(10)
var s11, n11 = two(11)
var s12, n12 = two(12)
var s13, n13 = two(13)
var s14, n14 = two(14)
var s15, n15 = two(15)
var s16, n16 = two(16)
var s17, n17 = two(17)
var s18, n18 = two(18)
var s19, n19 = two(19)
var s20, n20 = two(20)
var s21, n21 = two(21)
var s22, n22 = two(22)
var s23, n23 = two(23)
var s24, n24 = two(24)
var s25, n25 = two(25)
var s26, n26 = two(26)
var s27, n27 = two(27)
var s28, n28 = two(28)
var s29, n29 = two(29)
var s30, n30 = two(30)
var s31, n31 = two(31)
var s32, n32 = two(32)
var s33, n33 = two(33)
var s34, n34 = two(34)
var s35, n35 = two(35)
var s36, n36 = two(36)
var s37, n37 = two(37)
var s38, n38 = two(38)
var s39, n39 = two(39)

var small = [...]int{
	safe(0), safe(1), safe(2), safe(3), safe(4), safe(5), safe(6), safe(7), safe(8), safe(9), safe(10), safe(11), safe(12), safe(13), safe(14),
	safe(15), safe(16), safe(17), safe(18), safe(19), safe(20), safe(21), safe(22), safe(23), safe(24), safe(25), safe(26), safe(27), safe(28), safe(29),
	safe(30), safe(31), safe(32), safe(33), safe(34), safe(35), safe(36), safe(37), safe(38), safe(39), safe(40), safe(41), safe(42), safe(43), safe(44),
	safe(45), safe(46), safe(47), safe(48), safe(49), safe(50), safe(51), safe(52), safe(53), safe(54), safe(55), safe(56), safe(57), safe(58), safe(59),
}

func main() {
	sum := 0
	for i, p := range all {
		if p.s != fmt.Sprint(i) {
			panic(i)
		}
		sum += *p.p
	}
	fmt.Println(sum, s39, n39, s7, n7, small)
}
