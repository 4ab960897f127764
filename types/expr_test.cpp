#include <gtest/gtest.h>

#include "types/testing.h"

namespace golem::types {
namespace {

TEST(Expr, ConstantsAreExact) {
  auto c = check(R"(package p
const Big = 1 << 100
const Small = Big >> 98
const Quot = 7 / 2
const QuotF = 7 / 2.0
const R = 'a' + 1
const S = "a" + "b"
const C = real(3 + 4i)
const U uint8 = ^0 & 0xff
const F32 = float32(0.1)
var X = Small
)");
  EXPECT_EQ(c->errors, "");
  EXPECT_EQ(c->valueOf("Big"), "1267650600228229401496703205376");
  EXPECT_EQ(c->valueOf("Small"), "4");
  EXPECT_EQ(c->valueOf("Quot"), "3");
  EXPECT_EQ(c->valueOf("QuotF"), "7/2");
  EXPECT_EQ(c->typeOf("R"), "untyped rune");
  EXPECT_EQ(c->valueOf("S"), "\"ab\"");
  EXPECT_EQ(c->valueOf("C"), "3");
  EXPECT_EQ(c->valueOf("U"), "255");
  EXPECT_EQ(c->typeOf("X"), "int");
}

TEST(Expr, OverflowAndTruncation) {
  EXPECT_EQ(
      errorsOf("var a int8 = 128"),
      "2:14: cannot use 128 (untyped int constant) as int8 value in variable declaration (overflows)\n");
  EXPECT_EQ(
      errorsOf("var a int = 1.5"),
      "2:13: cannot use 1.5 (untyped float constant) as int value in variable declaration (truncated)\n");
  EXPECT_EQ(errorsOf("const a = uint8(1) << 8"),
            "2:11: uint8(1) << 8 (constant 256 of type uint8) overflows uint8\n");
  EXPECT_EQ(errorsOf("const a = 1 << 600"), "2:13: constant shift overflow\n");
  EXPECT_EQ(errorsOf("var a = 1 / 0"), "2:13: invalid operation: division by zero\n");
}

TEST(Expr, MismatchedOperands) {
  EXPECT_EQ(errorsOf("var a, b = 1, \"\"\nvar c = a + b"),
            "3:9: invalid operation: a + b (mismatched types int and string)\n");
  EXPECT_EQ(errorsOf("var f func()\nvar c = f == f"),
            "3:9: invalid operation: f == f (func can only be compared to nil)\n");
  EXPECT_EQ(errorsOf("var c = nil == nil"),
            "2:16: invalid operation: nil == nil (operator == not defined on untyped nil)\n");
  EXPECT_EQ(errorsOf("var s []int\nvar c = !s"),
            "3:10: invalid operation: operator ! not defined on s (variable of type []int)\n");
}

TEST(Expr, NonConstantShiftTakesItsTypeFromContext) {
  EXPECT_EQ(errorsOf("var s uint\nvar a int64 = 1 << s"), "");
  EXPECT_EQ(errorsOf("var s uint\nvar a float64 = 1 << s"),
            "3:17: invalid operation: shifted operand 1 (type float64) must be integer\n");
  auto c = check("package p\nvar s uint\nvar a int64 = 1 << s");
  auto* d = cast<syntax::VarDecl>(c->file->declList[1]);
  auto* op = cast<syntax::Operation>(d->values);
  EXPECT_EQ(typeString(op->x->tv.type), "int64");
}

TEST(Expr, ConversionErrors) {
  EXPECT_EQ(errorsOf("var a = int(\"x\")"),
            "2:13: cannot convert \"x\" (untyped string constant) to type int\n");
  EXPECT_EQ(errorsOf("const a = int8(300)"), "2:16: constant 300 overflows int8\n");
  EXPECT_EQ(errorsOf("const a = string(65)\nvar b [len(a)]int\nvar c = [3]int([]int{1})"), "");
}

TEST(Expr, CompositeLiterals) {
  EXPECT_EQ(errorsOf("type T struct{ a, b int }\nvar x = T{1}"),
            "3:12: too few values in struct literal of type T\n");
  EXPECT_EQ(errorsOf("type T struct{ a, b int }\nvar x = T{A: 1}"),
            "3:11: unknown field A in struct literal of type T, but does have a\n");
  EXPECT_EQ(errorsOf("var x = [2]int{1, 2, 3}"), "2:22: index 2 is out of bounds (>= 2)\n");
  EXPECT_EQ(errorsOf("var x = map[string]int{\"a\": 1, \"a\": 2}"),
            "2:32: duplicate key \"a\" in map literal\n");
  EXPECT_EQ(errorsOf("var x = [...]int{5: 1, 2}\nvar y [7]int = x"), "");
}

TEST(Expr, IndexAndSlice) {
  EXPECT_EQ(errorsOf("var a [3]int\nvar b = a[3]"), "3:11: invalid argument: index 3 out of bounds [0:3]\n");
  EXPECT_EQ(errorsOf("var a []int\nvar b = a[2:1]"), "3:13: invalid slice indices: 1 < 2\n");
  EXPECT_EQ(errorsOf("var a = \"x\"[0:1:1]"), "2:17: invalid operation: 3-index slice of string\n");
  EXPECT_EQ(errorsOf("var m map[string]int\nvar b = m[1]"),
            "3:11: cannot use 1 (untyped int constant) as string value in map index\n");
}

TEST(Expr, SelectorsAndMethods) {
  const char* decls = "type T struct{ f int }\nfunc (*T) M() {}\n";
  EXPECT_EQ(errorsOf(std::string(decls) + "var x = T{}.F"),
            "4:13: T{}.F undefined (type T has no field or method F, but does have field f)\n");
  EXPECT_EQ(errorsOf(std::string(decls) + "var x = T.M"),
            "4:11: invalid method expression T.M (needs pointer receiver (*T).M)\n");
  auto c = check("package p\n" + std::string(decls) + "var x = (*T).M\nvar t T\nvar y = t.M");
  EXPECT_EQ(c->errors, "");
  EXPECT_EQ(c->typeOf("x"), "func(*T)");
  EXPECT_EQ(c->typeOf("y"), "func()");
}

TEST(Expr, BuiltinResults) {
  auto c = check(R"(package p
import "unsafe"
type S struct { a byte; b int64 }
var s S
const Off = unsafe.Offsetof(s.b)
const Size = unsafe.Sizeof(s)
const L = len([4]int{})
const M = max(1, 2.5)
var P = new(3)
)");
  EXPECT_EQ(c->errors, "");
  EXPECT_EQ(c->valueOf("Off"), "8");
  EXPECT_EQ(c->valueOf("Size"), "16");
  EXPECT_EQ(c->valueOf("L"), "4");
  EXPECT_EQ(c->valueOf("M"), "5/2");
  EXPECT_EQ(c->typeOf("P"), "*int");
  EXPECT_EQ(errorsOf("var a = append(nil)"),
            "2:16: invalid append: argument must be a slice; have untyped nil\n");
  EXPECT_EQ(errorsOf("var a = make(int)"),
            "2:14: invalid argument: cannot make int: type must be slice, map, or channel\n");
}

TEST(Expr, LanguageVersions) {
  EXPECT_EQ(errorsOf("var a = 1_000", "go1.12"),
            "2:9: underscore in numeric literal requires go1.13 or later\n");
  EXPECT_EQ(errorsOf("var a = new(3)", "go1.25"), "2:9: new(3) requires go1.26 or later\n");
}

}  // namespace
}  // namespace golem::types
