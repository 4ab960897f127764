#include <gtest/gtest.h>

#include "types/testing.h"

namespace golem::types {
namespace {

std::string inFunc(const std::string& body) { return errorsOf("func _() {\n" + body + "\n}"); }

TEST(Stmt, UnusedVariables) {
  EXPECT_EQ(inFunc("x := 1"), "3:1: declared and not used: x\n");
  EXPECT_EQ(inFunc("x := 1\nx = 2"), "3:1: declared and not used: x\n");
  EXPECT_EQ(inFunc("x := 1\n_ = func() int { return x }"), "");
  EXPECT_EQ(inFunc("var i any\nswitch x := i.(type) {\ncase int:\n}"), "4:8: x declared and not used\n");
}

TEST(Stmt, MissingReturn) {
  EXPECT_EQ(errorsOf("func f() int { for {} }"), "");
  EXPECT_EQ(errorsOf("func f() int { for { break } }"), "2:30: missing return\n");
  EXPECT_EQ(errorsOf("func f() int { panic(1) }"), "");
  EXPECT_EQ(errorsOf("func f(x int) int { switch x { case 1: return 1; default: panic(0) } }"), "");
  EXPECT_EQ(errorsOf("func f(c chan int) int { L: for { select { case <-c: break L } } }"),
            "2:66: missing return\n");
}

TEST(Stmt, ReturnCounts) {
  EXPECT_EQ(errorsOf("func f() (int, string) { return 1 }"),
            "2:33: not enough return values\n\thave (number)\n\twant (int, string)\n");
  EXPECT_EQ(errorsOf("func f() int { return 1, \"\" }"),
            "2:26: too many return values\n\thave (number, string)\n\twant (int)\n");
}

TEST(Stmt, Assignments) {
  EXPECT_EQ(inFunc("a, b := 1\n_, _ = a, b"), "3:9: assignment mismatch: 2 variables but 1 value\n");
  EXPECT_EQ(inFunc("const c = 1\nc = 2"),
            "4:1: cannot assign to c (neither addressable nor a map index expression)\n");
  EXPECT_EQ(inFunc("m := map[int]struct{ f int }{}\nm[0].f = 1"),
            "4:1: cannot assign to struct field m[0].f in map\n");
  EXPECT_EQ(inFunc("a := 1\na := 2\n_ = a"), "4:3: no new variables on left side of :=\n");
  EXPECT_EQ(inFunc("var s string\ns++"), "4:1: invalid operation: s++ (non-numeric type string)\n");
}

TEST(Stmt, SwitchDuplicates) {
  EXPECT_EQ(inFunc("switch 1 {\ncase 1:\ncase 2, 1:\n}"),
            "5:9: duplicate case 1 (constant of type int) in expression switch\n\tp.go:4:6: previous case\n");
  EXPECT_EQ(inFunc("var i any\nswitch i.(type) {\ncase int:\ncase int:\n}"),
            "6:6: duplicate case int in type switch\n\tp.go:5:6: previous case\n");
}

TEST(Stmt, Ranges) {
  EXPECT_EQ(inFunc("for i := range 10 { var x int = i; _ = x }"), "");
  EXPECT_EQ(inFunc("for i, j := range 10 { _, _ = i, j }"),
            "3:8: range over 10 (untyped int constant) permits only one iteration variable\n");
  EXPECT_EQ(inFunc("for range func(func() bool) {} {}"), "");
  EXPECT_EQ(inFunc("for k := range func(func(string) bool) {} { var s string = k; _ = s }"), "");
  EXPECT_EQ(inFunc("for range func(func()) {} {}"),
            "3:11: cannot range over func(func()) {} (value of type func(func())): func must be func(yield "
            "func(...) bool): "
            "yield func does not return bool\n");
  EXPECT_EQ(errorsOf("func _() { for range 10 {} }", "go1.21"),
            "2:22: cannot range over 10 (untyped int constant): requires go1.22 or later\n");
}

TEST(Stmt, GoAndDefer) {
  EXPECT_EQ(inFunc("defer int(3)"),
            "3:7: defer requires function call, not conversion int(3) (constant 3 of type int)\n");
  EXPECT_EQ(inFunc("go len(\"x\")"), "3:4: go discards result of len(\"x\") (constant 1 of type int)\n");
}

TEST(Call, Arguments) {
  EXPECT_EQ(errorsOf("func f(int, string)\nvar _ = 1\nfunc _() { f(1) }"),
            "4:14: not enough arguments in call to f\n\thave (number)\n\twant (int, string)\n");
  EXPECT_EQ(errorsOf("func f(...int)\nfunc g() (int, int)\nfunc _() { f(g()); f([]int{}...); f(1, 2) }"), "");
  EXPECT_EQ(errorsOf("func f(int)\nfunc _() { f([]int{}...) }"),
            "3:12: cannot use ... in call to non-variadic f\n");
}

TEST(Call, InferenceIsRecorded) {
  auto c = check(R"(package p
func Map[T, U any](s []T, f func(T) U) []U { return nil }
var X = Map([]int{1}, func(i int) string { return "" })
func id[P any](p P) P { return p }
var F func(int) int = id
)");
  EXPECT_EQ(c->errors, "");
  EXPECT_EQ(c->typeOf("X"), "[]string");
  ASSERT_EQ(c->info.instances.size(), 2u);
  for (auto& [name, inst] : c->info.instances) {
    if (name->value == "Map") {
      ASSERT_EQ(inst.targs->size(), 2u);
      EXPECT_EQ(typeString((*inst.targs)[1]), "string");
    } else {
      EXPECT_EQ(typeString(inst.type), "func(p int) int");
    }
  }
  EXPECT_EQ(errorsOf("func f[T any]() {}\nfunc _() { f() }"),
            "3:13: in call to f, cannot infer T (declared at p.go:2:8)\n");
}

}  // namespace
}  // namespace golem::types
