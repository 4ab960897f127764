// The checker's API on small packages.
#include <gtest/gtest.h>

#include "base/arena.h"
#include "base/interner.h"
#include "syntax/parser.h"
#include "types/api.h"

namespace golem::types {
namespace {

// Checks one file as package p; errors are collected as "line: text".
struct Checked {
  base::Arena arena;
  base::Interner names;
  source::Manager sources;
  diag::Reporter reporter{sources};
  Info info;
  Package* pkg = nullptr;
  std::vector<std::string> errors;

  explicit Checked(std::string text, std::string lang = "") {
    syntax::ParseContext ctx{arena, names, sources, reporter};
    syntax::File* file = syntax::parseFile(ctx, *sources.add("x.go", std::move(text)), {});
    Config conf;
    conf.goVersion = std::move(lang);
    conf.sizes = sizesFor("amd64");
    conf.ignoreBranchErrors = true;
    conf.posString = [this](Pos p) { return sources.format(p); };
    conf.error = [this](const Error& e) {
      errors.push_back(std::to_string(sources.absolute(e.pos).line) + ": " + e.msg);
    };
    pkg = new Package("p", "");
    checkFiles(conf, pkg, {&file, 1}, &info);
  }
  Object* at(std::string_view name) { return pkg->scope()->lookup(name); }
  Type* type(std::string_view name) { return at(name)->type(); }
  std::string str(std::string_view name) { return typeString(type(name), relativeTo(pkg)); }
};

TEST(Check, Constants) {
  Checked c("package p\nconst (A = iota; B; C = 1 << 70 >> 68; D float32 = 0.1)");
  EXPECT_TRUE(c.errors.empty());
  EXPECT_EQ(constant::int64Val(as<Const>(c.at("B"))->val()), 1);
  EXPECT_EQ(constant::int64Val(as<Const>(c.at("C"))->val()), 4);
  EXPECT_EQ(c.str("D"), "float32");
}

TEST(Check, Errors) {
  Checked c("package p\nimport \"unsafe\"\nvar x int = \"a\"\nfunc f() { y := 1 }\ntype T T\n");
  std::vector<std::string> want = {
      "5: invalid recursive type: T refers to itself",
      "3: cannot use \"a\" (untyped string constant) as int value in variable declaration",
      "4: declared and not used: y", "2: \"unsafe\" imported and not used"};
  EXPECT_EQ(c.errors, want);
}

TEST(Check, Versions) {
  Checked c("package p\nfunc f[T any](x T) {}\n", "go1.17");
  ASSERT_FALSE(c.errors.empty());
  EXPECT_EQ(c.errors[0], "2: type parameter requires go1.18 or later");
}

TEST(Check, InitOrder) {
  Checked c("package p\nvar a = b + f()\nvar b = c\nvar c = 1\nfunc f() int { return d }\nvar d = 2\n");
  std::string order;
  for (const Initializer& i : c.info.initOrder) order += i.lhs[0]->name();
  EXPECT_EQ(order, "cbda");
}

TEST(Check, LocalTypesAreNumbered) {
  Checked c("package p\nfunc f[P any]() { type A int; { type A int; _ = A(0) }; _ = A(0) }\nfunc g() { type A int }\n");
  std::vector<uint32_t> seen;
  for (auto& [node, scope] : c.info.scopes) {
    if (auto* t = as<TypeName>(scope->lookup("A"))) {
      EXPECT_TRUE(t->isLocal());
      seen.push_back(t->order());
      EXPECT_EQ(t->enclosing_ != nullptr, t->order() < 3);
    }
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen, (std::vector<uint32_t>{1, 2, 3}));
}

TEST(Types, Identity) {
  Checked c("package p\ntype (A = []int; B = []int; C []int; D = struct{ x int `a`}; E = struct{ x int })\n");
  EXPECT_TRUE(identical(c.type("A"), c.type("B")));
  EXPECT_FALSE(identical(c.type("A"), c.type("C")));
  EXPECT_FALSE(identical(c.type("D"), c.type("E")));
  EXPECT_TRUE(identicalIgnoreTags(c.type("D"), c.type("E")));
  EXPECT_TRUE(assignableTo(c.type("A"), c.type("C")));
  EXPECT_TRUE(comparable(c.type("E")));
  EXPECT_FALSE(comparable(c.type("A")));
}

TEST(Types, Strings) {
  Checked c("package p\nvar f func(a int, b ...string) (chan (<-chan int), error)\n"
            "type G[K comparable, V any] map[K]V\nvar g G[string, interface{ m() }]\nvar i any\nvar j interface{}\n");
  EXPECT_EQ(c.str("f"), "func(a int, b ...string) (chan (<-chan int), error)");
  EXPECT_EQ(c.str("G"), "G[K comparable, V any]");
  EXPECT_EQ(c.str("g"), "G[string, interface{m()}]");
  EXPECT_EQ(c.str("i"), "any");
  EXPECT_EQ(c.str("j"), "interface{}");
  EXPECT_EQ(objectString(c.at("g"), relativeTo(c.pkg)), "var g G[string, interface{m()}]");
}

TEST(Types, Lookup) {
  Checked c("package p\ntype A struct { x int }\nfunc (*A) M() {}\nfunc (A) N() {}\ntype B struct { *A; y int }\n"
            "type C struct { A; B }\n");
  std::vector<int> index;
  bool indirect;
  EXPECT_NE(lookupFieldOrMethod(c.type("B"), false, c.pkg, "x", &index, &indirect), nullptr);
  EXPECT_EQ(index, (std::vector<int>{0, 0}));
  EXPECT_TRUE(indirect);
  EXPECT_EQ(lookupFieldOrMethod(c.type("A"), false, c.pkg, "M", &index, &indirect), nullptr);
  EXPECT_TRUE(indirect);  // a pointer receiver is needed
  EXPECT_NE(lookupFieldOrMethod(c.type("C"), false, c.pkg, "x", &index, &indirect), nullptr);  // shallowest
  EXPECT_EQ(methodSet(c.type("A")).size(), 1u);
  EXPECT_EQ(methodSet(newPointer(c.type("A"))).size(), 2u);
  EXPECT_EQ(methodSet(c.type("B")).size(), 2u);
}

TEST(Types, Instances) {
  Checked c("package p\ntype L[T any] struct { v T; next *L[T] }\nfunc (l *L[T]) Get() T { return l.v }\n"
            "var x L[int]\nvar y L[int]\nfunc m[S ~[]E, E any](s S) E { return s[0] }\nvar z = m([]string{})\n");
  EXPECT_TRUE(c.errors.empty());
  EXPECT_EQ(c.type("x"), c.type("y"));
  auto* n = as<Named>(c.type("x"));
  EXPECT_EQ(n->numMethods(), 1);
  EXPECT_EQ(typeString(n->method(0)->type(), relativeTo(c.pkg)), "func() int");
  EXPECT_EQ(typeString(n->underlying(), relativeTo(c.pkg)), "struct{v int; next *L[int]}");
  EXPECT_EQ(c.str("z"), "string");
  Type* arg = basicType(BasicKind::String);
  Type* inst = instantiate(nullptr, as<Named>(c.type("L")), {&arg, 1});
  EXPECT_EQ(typeString(inst->underlying(), relativeTo(c.pkg)), "struct{v string; next *L[string]}");
  for (auto& [name, i] : c.info.instances) EXPECT_NE(i.type, nullptr);
}

TEST(Types, Satisfaction) {
  Checked c("package p\ntype I interface { M() }\ntype T struct{}\nfunc (T) M() {}\ntype U struct{}\n"
            "type N interface { ~int | string }\ntype J int\n");
  auto iface = [&](const char* n) { return as<Interface>(c.type(n)->underlying()); };
  EXPECT_TRUE(implements(c.type("T"), iface("I")));
  EXPECT_FALSE(implements(c.type("U"), iface("I")));
  EXPECT_TRUE(satisfies(c.type("J"), iface("N")));
  EXPECT_FALSE(satisfies(c.type("T"), iface("N")));
  EXPECT_EQ(missingMethod(c.type("U"), iface("I"), true, nullptr)->name(), "M");
}

TEST(Types, Sizes) {
  Checked c("package p\ntype S struct { a byte; b int64; c [3]uint16; d struct{} }\n");
  Sizes s = sizesFor("amd64");
  EXPECT_EQ(s.sizeof_(c.type("S")), 24);
  auto* st = as<Struct>(c.type("S")->underlying());
  EXPECT_EQ(s.offsetsof(st->fields()), (std::vector<int64_t>{0, 8, 16, 22}));
  EXPECT_EQ(sizesFor("arm").sizeof_(c.type("S")), 20);
}

}  // namespace
}  // namespace golem::types
