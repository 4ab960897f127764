// Messages and positions of the parser, its directives, and the printed form of what it accepts.
#include <gtest/gtest.h>

#include "syntax/directives.h"
#include "syntax/printer.h"
#include "syntax/testing.h"

namespace golem::syntax {
namespace {

struct Case {
  const char* source;
  const char* messages;
};

TEST(Parser, SyntaxErrors) {
  const Case cases[] = {
      {"", "x.go:1:1: syntax error: package statement must be first\n"},
      {"package p\nfunc f() { x y }\n", "x.go:2:14: syntax error: unexpected name y at end of statement\n"},
      {"package p\nvar x = 08\n", "x.go:2:10: invalid digit '8' in octal literal\n"},
      {"package p\nvar x = 1_\n", "x.go:2:10: '_' must separate successive digits\n"},
      {"package p\nvar x = \"a\n", "x.go:2:11: newline in string\n"},
      {"package p\nvar x = 'ab'\n", "x.go:2:9: more than one character in rune literal\n"},
      {"package p\nvar x = '\\ud800'\n", "x.go:2:16: escape is invalid Unicode code point U+D800\n"},
      {"package p\n@\n", "x.go:2:1: invalid character U+0040 '@'\n"},
      {"package p\nfunc f()\n{\n}\n", "x.go:3:1: syntax error: unexpected semicolon or newline before {\n"},
      {"package p\nfunc f() { if x = 0 {} }\n",
       "x.go:2:17: syntax error: cannot use assignment x = 0 as value\n"},
      {"package p\nfunc f() { for i := 0; {} }\n", "x.go:2:24: syntax error: unexpected {, expected for loop condition\n"},
      {"package p\nfunc f() { go (g()) }\n", "x.go:2:15: expression in go must not be parenthesized\n"},
      {"package p\nfunc f(a, b int, string) {}\n", "x.go:2:24: syntax error: missing parameter type\n"},
      {"package p\nfunc f[P]() {}\n", "x.go:2:9: syntax error: missing type constraint\n"},
      {"package p\ntype T[P *C] int\nvar x T[]\n", "x.go:3:9: syntax error: unexpected ], expected type argument list\n"},
      {"package p\nvar x = a[1:2:]\n", "x.go:2:15: final index required in 3-index slice\n"},
      {"package p\nfunc f() { x, y = }\n", "x.go:2:19: syntax error: unexpected }, expected expression\n"},
      {"package p\nvar x int\nimport \"a\"\n", "x.go:3:1: syntax error: imports must appear before other declarations\n"},
      {"package p\nvar \xff int\n", "x.go:2:5: invalid UTF-8 encoding\nx.go:2:6: syntax error: unexpected keyword"},
  };
  for (const Case& c : cases) {
    std::string got = errorsOf(c.source);
    if (std::string_view(c.messages).ends_with('\n'))
      EXPECT_EQ(got, c.messages) << c.source;
    else
      EXPECT_NE(got, "") << c.source;
  }
}

TEST(Parser, OneSyntaxErrorPerLineAndTenInAll) {
  std::string text = "package p\n";
  for (int i = 0; i < 12; ++i)
    text += "var 1\n";
  std::string got = errorsOf(text);
  EXPECT_TRUE(got.ends_with("x.go:11:5: too many errors\n")) << got;
  EXPECT_EQ(std::count(got.begin(), got.end(), '\n'), 11);
}

TEST(Parser, LineDirectives) {
  EXPECT_EQ(errorsOf("package p\n//line a.y:10\nvar x = 08\n"), "a.y:10: invalid digit '8' in octal literal\n");
  EXPECT_EQ(errorsOf("package p\n//line a.y:10:5\nvar x = 08\n"), "a.y:10:14: invalid digit '8' in octal literal\n");
  EXPECT_EQ(errorsOf("package p\nvar x = /*line a.y:3:1*/08\n"), "a.y:3:2: invalid digit '8' in octal literal\n");
  EXPECT_EQ(errorsOf("package p\n//line a.y:0\n"), "x.go:2:12: invalid line number: 0\n");
  EXPECT_EQ(errorsOf("package p\n//line a.y:1:0\n"), "x.go:2:14: invalid column number: 0\n");
}

TEST(Parser, Branches) {
  const Case cases[] = {
      {"package p\nfunc f() { L: for {} }\n", "x.go:2:12: label L defined and not used\n"},
      {"package p\nfunc f() { goto L }\n", "x.go:2:17: label L not defined\n"},
      {"package p\nfunc f() { break }\n", "x.go:2:12: break is not in a loop, switch, or select\n"},
      {"package p\nfunc f() { goto L; { L: } }\n", "x.go:2:17: goto L jumps into block starting at x.go:2:20\n"},
      {"package p\nfunc f() { goto L; x := 1; L: _ = x }\n",
       "x.go:2:17: goto L jumps over declaration of x at x.go:2:22\n"},
      {"package p\nfunc f() { switch { case true: fallthrough } }\n",
       "x.go:2:32: cannot fallthrough final case in switch\n"},
      {"package p\nfunc f() { L: { for { continue L } } }\n", "x.go:2:32: invalid continue label L\n"},
      {"package p\nfunc f() { L: for { switch { case true: break L } } }\n", ""},
  };
  for (const Case& c : cases)
    EXPECT_EQ(errorsOf(c.source), c.messages) << c.source;
}

TEST(Parser, Directives) {
  Parsed p("//go:build linux && (go1.21 || go1.22)\n\npackage p\n\nimport _ \"unsafe\"\n\n//go:noinline\n//go:nosplit\n"
           "func f() {}\n\n//go:linkname f other.f\n//go:linkname g\n");
  ASSERT_NE(p.file, nullptr);
  EXPECT_EQ(p.messages(), "");
  EXPECT_EQ(p.file->goVersion, "go1.21");
  auto* f = base::cast<FuncDecl>(p.file->declList[1]);
  ASSERT_NE(f->pragma, nullptr);
  EXPECT_EQ(f->pragma->flags, uint32_t(PragmaNoinline | PragmaNosplit | PragmaNoCheckPtr));
  ASSERT_EQ(p.file->linknames.size(), 2u);
  EXPECT_EQ(p.file->linknames[0].remote, "other.f");
  EXPECT_EQ(p.file->linknames[1].remote, "p.g");

  EXPECT_EQ(errorsOf("package p\n//go:noinline\n"), "x.go:2:3: misplaced compiler directive\n");
  EXPECT_EQ(errorsOf("package p\nvar x int //go:noinline\n"), "x.go:2:13: misplaced compiler directive\n");
  EXPECT_EQ(errorsOf("package p\n//go:systemstack\nfunc f() {}\n"),
            "x.go:2:3: //go:systemstack only allowed in runtime\n");
  EXPECT_EQ(errorsOf("package p\n//go:cgo_ldflag \"-lfoo\"\n"),
            "x.go:2:3: //go:cgo_ldflag \"-lfoo\" only allowed in cgo-generated code\n");
  EXPECT_EQ(errorsOf("package p\n//go:embed \"a\nvar x string\n"),
            "x.go:2:3: invalid quoted string in //go:embed: \"a\nx.go:2:3: usage: //go:embed pattern...\n");
}

TEST(Parser, DirectivesOfCorrectPackages) {
  auto check = [](const char* text, bool complete) {
    Parsed p(text);
    EXPECT_EQ(p.messages(), "");
    DirectiveRules rules;
    rules.complete = complete;
    checkDirectives({&p.file, 1}, rules, p.reporter);
    return p.messages();
  };
  EXPECT_EQ(check("package p\n//go:noinline\ntype T int\n", true), "x.go:2:3: misplaced compiler directive\n");
  EXPECT_EQ(check("package p\n//go:embed a\nvar x string\n", true),
            "x.go:2:3: go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)\n");
  EXPECT_EQ(check("package p\n//go:linkname f g\nfunc f()\n", true),
            "x.go:2:3: //go:linkname only allowed in Go files that import \"unsafe\"\nx.go:3:6: missing function body\n");
  EXPECT_EQ(check("package p\nimport _ \"unsafe\"\n//go:linkname f g\nfunc f()\n", true), "");
  EXPECT_EQ(check("package p\nfunc f()\n", false), "");
}

TEST(Parser, DepthIsLimited) {
  ParseOptions options;
  options.maxDepth = 100;
  for (const char* open : {"(", "[]", "f(", "T{", "func() { _ = ", "-", "struct{x ", "<-"}) {
    std::string text = "package p\nvar x = ";
    for (int i = 0; i < 2000; ++i)
      text += std::string(open) + " ";
    EXPECT_NE(Parsed(text, options).messages().find("exceeded max nesting depth"), std::string::npos) << open;
  }
}

TEST(Printer, ShortForm) {
  const Case cases[] = {
      {"a+b*c", "a + b * c"},
      {"f(x, y...)", "f(x, y...)"},
      {"func(a, b int) (c string) { return }", "func(a, b int) (c string) {…}"},
      {"[]int{1, 2}", "[]int{…}"},
      {"x.(T)", "x.(T)"},
      {"a[i:j:k]", "a[i:j:k]"},
      {"map[string]chan<- int(nil)", "map[string]chan<- int(nil)"},
      {"*p.q", "*p.q"},
      {"(chan (<-chan int))(nil)", "(chan (<-chan int))(nil)"},
      {"struct{a, b int; c string}{}", "struct{a, b int; c string}{}"},
      {"interface{m(); ~int|string}(nil)", "interface{m(); ~int | string}(nil)"},
  };
  for (const Case& c : cases) {
    Parsed p(std::string("package p\nvar x = ") + c.source + "\n");
    EXPECT_EQ(p.messages(), "");
    EXPECT_EQ(toString(base::cast<VarDecl>(p.file->declList[0])->values), c.messages);
  }
}

TEST(Printer, SourceParsesToTheSameTree) {
  const char* text = "package p\n\nimport (\n\t\"a\"\n\t. \"b\"\n)\n\nconst (\n\tA = iota\n\tB\n)\n\n"
                     "type T[P *C,] struct {\n\ta, b int `x`\n\tE\n}\n\n"
                     "func (t *T[P]) m(x ...int) (int, error) {\n"
                     "\tfor i := range x {\n\t\tif i > 0 {\n\t\t\tcontinue\n\t\t} else {\n\t\t\tbreak\n\t\t}\n\t}\n"
                     "\tswitch y := z.(type) {\n\tcase int:\n\t\tgo f(y)\n\tdefault:\n\t}\n"
                     "\tselect {\n\tcase v, ok := <-c:\n\t\tv.x++\n\t}\n"
                     "\tswitch &(T{}) {}\n\tif x := &(E{}).a; x == f(0 ...) {}\n\t_, _, _ = & &a, - -a - + +a, & ^a\n\treturn 1, nil\n}\n";
  Parsed first(text);
  ASSERT_EQ(first.messages(), "");
  std::string printed = toSource(first.file);
  Parsed second(printed);
  ASSERT_EQ(second.messages(), "") << printed;
  EXPECT_EQ(toSource(second.file), printed);
}

TEST(Dump, ListsNodes) {
  Parsed p("package p\n\nfunc f(x int) { x += 1 }\n");
  EXPECT_EQ(dump(p.file, p.sources), "File 1:1\n"
                                     "  Name 1:9 p\n"
                                     "  FuncDecl 3:6\n"
                                     "    Name 3:6 f\n"
                                     "    FuncType 3:7 params=1 results=0\n"
                                     "      Field 3:8\n"
                                     "        Name 3:8 x\n"
                                     "        Name 3:10 int\n"
                                     "    BlockStmt 3:15\n"
                                     "      AssignStmt 3:19 +=\n"
                                     "        Name 3:17 x\n"
                                     "        BasicLit 3:22 1\n");
}

}  // namespace
}  // namespace golem::syntax
