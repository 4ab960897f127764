// Names of types and functions, and what the verifier refuses.
#include "gir/builder.h"
#include "gir/linkname.h"
#include "gir/verify.h"
#include "types/api.h"

#include <gtest/gtest.h>

namespace golem::gir {
namespace {

types::Type *intType() { return types::basicType(types::BasicKind::Int); }

types::Named *named(types::Package *p, std::string_view name) {
  auto *o = new types::TypeName({}, p, name, nullptr);
  return types::newNamed(o, intType(), {});
}

TEST(LinkName, Types) {
  auto *p = new types::Package("a.b/c.d", "d");
  types::Type *t = named(p, "T");
  EXPECT_EQ(linkString(t), "a.b/c%2ed.T");
  EXPECT_EQ(reflectString(t), "d.T");
  EXPECT_EQ(linkString(types::newPointer(t)), "*a.b/c%2ed.T");
  EXPECT_EQ(linkString(types::newMap(intType(), types::newSlice(t))), "map[int][]a.b/c%2ed.T");
  EXPECT_EQ(linkString(types::universe().byteType), "uint8");
  EXPECT_EQ(linkString(types::universe().emptyInterface), "interface {}");
  types::Type *receive = types::newChan(types::ChanDir::RecvOnly, intType());
  EXPECT_EQ(linkString(types::newChan(types::ChanDir::SendRecv, receive)), "chan (<-chan int)");
  auto *f = types::newField({}, p, "x", intType(), false);
  EXPECT_EQ(linkString(types::newStruct({f}, {"json:\"x\""})), "struct { a.b/c%2ed.x int \"json:\\\"x\\\"\" }");
}

TEST(LinkName, Functions) {
  auto *p = new types::Package("main", "main");
  auto *t = named(p, "T");
  auto *sig = types::newSignature(nullptr, {}, {}, nullptr, nullptr, false);
  FuncRef f;
  f.linkName = "main.F";
  f.sig = sig;
  EXPECT_EQ(symbolName(f), "main.F");
  f.typeArgs = {intType(), t};
  EXPECT_EQ(symbolName(f), "main.F[int,main.T]");
  f.linkName = "a.b/c%2ed.F.func1.2";
  EXPECT_EQ(symbolName(f), "a.b/c%2ed.F[int,main.T].func1.2");
  f.linkName = "main.R-range1";
  EXPECT_EQ(symbolName(f), "main.R[int,main.T]-range1");
  f.linkName = "main.T.M.func1";
  EXPECT_EQ(symbolName(f), "main.T[int,main.T].M.func1");
  f.linkName = "a.b/main.(*T).M.func1-range2";
  EXPECT_EQ(symbolName(f), "a.b/main.(*T[int,main.T]).M.func1-range2");
  FuncRef w;
  w.kind = FuncRef::Promoted;
  w.sig = sig;
  w.recv = types::newPointer(t);
  w.method = new types::Func({}, p, "M", sig);
  EXPECT_EQ(symbolName(w), "main.(*T).M");
  w.kind = FuncRef::Bound;
  w.recv = t;
  EXPECT_EQ(symbolName(w), "main.T.M-fm");
  w.kind = FuncRef::IfaceEntry;
  EXPECT_EQ(symbolName(w), "main.T.M-iface");
  EXPECT_TRUE(isShared(w));
}

TEST(Verify, FindsFaults) {
  Function f;
  f.linkName = "main.f";
  EXPECT_NE(verify(f), "");
  Builder b(f);
  b.setBlock(b.newBlock());
  EXPECT_NE(verify(f), ""); // no terminator
  b.ret({});
  EXPECT_EQ(verify(f), "");
  LocalId memory = b.newLocal(LocalKind::Var, intType(), "x", true);
  f.blocks[0].instrs.clear();
  b.ret({localOp(memory)});
  EXPECT_NE(verify(f), ""); // a memory local is no value
  f.blocks[0].instrs.clear();
  b.jump(7);
  EXPECT_NE(verify(f), ""); // no such block
}

} // namespace
} // namespace golem::gir
