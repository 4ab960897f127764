#include "driver/constraint.h"

#include <gtest/gtest.h>

using namespace golem::driver;

TEST(Constraint, forceKeepsLineNumbers) {
  EXPECT_EQ(withoutConstraint("// c\n\n//go:build !amd64\n\npackage p\n"), "// c\n\n\n\npackage p\n");
  EXPECT_EQ(withoutConstraint("package p\n//go:build x\n"), "package p\n//go:build x\n");
}

TEST(Constraint, exclude) {
  EXPECT_EQ(neverBuilt("//go:build a || b\npackage p\n"), "//go:build ignore\npackage p\n");
  EXPECT_EQ(neverBuilt("package p\n"), "//go:build ignore\n\npackage p\n");
}

TEST(Constraint, tag) {
  auto line = [](std::string expr) { return withTagSet("//go:build " + expr + "\npackage p\n", "purego"); };
  EXPECT_EQ(line("!purego"), "//go:build ignore\npackage p\n");
  EXPECT_EQ(line("purego || !amd64"), "\npackage p\n");
  EXPECT_EQ(line("(amd64 || arm64) && !purego"), "//go:build ignore\npackage p\n");
  EXPECT_EQ(line("purego && (a || b) && !c"), "//go:build (a || b) && !c\npackage p\n");
  EXPECT_EQ(line("a && b"), "//go:build a && b\npackage p\n");
  auto where = [](std::string expr) { return withTagSet("//go:build " + expr + "\n", "purego=!amd64"); };
  EXPECT_EQ(where("!purego"), "//go:build !(purego || !amd64)\n");
  EXPECT_EQ(where("(amd64 || arm64) && !purego"), "//go:build (amd64 || arm64) && !(purego || !amd64)\n");
  EXPECT_EQ(where("a || b"), "//go:build a || b\n");
  EXPECT_EQ(withTagSet("/* c\n//go:build purego\n*/\npackage p\n", "purego"), "/* c\n//go:build purego\n*/\npackage p\n");
}
