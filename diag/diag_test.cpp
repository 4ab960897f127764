// Positions under //line directives, and the order, filters and limit of messages.
#include <gtest/gtest.h>

#include "diag/diag.h"

namespace golem::diag {
namespace {

TEST(Positions, AbsoluteAndRelative) {
  source::Manager m;
  source::File* f = m.add("a.go", "one\ntwo\nthree\nfour\n");
  m.addLineDirective(*f, 8, "b.y", 100, 0);
  EXPECT_EQ(m.format(f->pos(5)), "a.go:2:2");
  EXPECT_EQ(m.format(f->pos(9)), "b.y:100");
  EXPECT_EQ(m.format(f->pos(15)), "b.y:101");
  EXPECT_EQ(m.format(f->pos(9), true, true), "b.y:100[a.go:3:2]");
  EXPECT_EQ(m.describe(f->pos(9)), "b.y:100[a.go:3:2]");
  EXPECT_EQ(m.format(f->pos(5), false), "a.go:2");
  EXPECT_EQ(m.format(f->endPos()), "b.y:102");
  EXPECT_TRUE(m.sameLine(f->pos(4), f->pos(6)));
  EXPECT_FALSE(m.sameLine(f->pos(4), f->pos(8)));
}

TEST(Positions, Foreign) {
  source::Manager m;
  source::Pos p = m.foreign("x.go", 3, 4);
  EXPECT_EQ(p, m.foreign("x.go", 3, 4));
  EXPECT_EQ(m.format(p), "x.go:3:4");
}

TEST(Positions, LargeColumnsAreNotShown) {
  source::Manager m;
  source::File* f = m.add("a.go", std::string(1000, 'x'));
  EXPECT_EQ(m.format(f->pos(253)), "a.go:1:254");
  EXPECT_EQ(m.format(f->pos(254)), "a.go:1");
}

TEST(Reporter, SortsByLineWithinFilesInOrderOfAppearance) {
  source::Manager m;
  source::File* a = m.add("a.go", "x\ny\n");
  source::File* b = m.add("b.go", "x\ny\n");
  Reporter r(m);
  r.error(b->pos(2), "second");
  r.error(b->pos(0), "first");
  r.error(a->pos(0), "last");
  r.error(a->pos(0), "last");
  EXPECT_EQ(r.take(), "b.go:1:1: first\nb.go:2:1: second\na.go:1:1: last\n");
  EXPECT_EQ(r.errorCount(), 3);
  EXPECT_EQ(r.take(), "");
}

TEST(Reporter, LargeColumnsAreInOrderOfReport) {
  source::Manager sources;
  source::File* file = sources.add("x.go", std::string(400, ' '));
  Reporter reporter(sources);
  reporter.error(file->pos(300), "b");
  reporter.error(file->pos(260), "a");
  reporter.error(file->pos(3), "c");
  EXPECT_EQ(reporter.take(), "x.go:1:4: c\nx.go:1: b\nx.go:1: a\n");
}

TEST(Reporter, OneSyntaxErrorPerLine) {
  source::Manager m;
  source::File* f = m.add("a.go", "xyz\n");
  Reporter r(m);
  r.error(f->pos(0), "syntax error: one");
  r.error(f->pos(1), "syntax error: two");
  r.error(f->pos(1), "other");
  EXPECT_EQ(r.take(), "a.go:1:1: syntax error: one\na.go:1:2: other\n");
  EXPECT_EQ(r.syntaxErrorCount(), 2);
}

TEST(Reporter, StopsAfterTen) {
  source::Manager m;
  source::File* f = m.add("a.go", std::string(20, '\n'));
  Reporter limited(m);
  for (uint32_t i = 0; i < 15; ++i)
    limited.error(f->pos(i), "e" + std::to_string(i));
  EXPECT_TRUE(limited.stopped());
  EXPECT_TRUE(limited.take().ends_with("a.go:10:1: e9\na.go:10:1: too many errors\n"));
  Options all;
  all.unlimited = true;
  Reporter r(m, all);
  for (uint32_t i = 0; i < 15; ++i)
    r.error(f->pos(i), "e" + std::to_string(i));
  EXPECT_EQ(r.errorCount(), 15);
  EXPECT_FALSE(r.stopped());
}

TEST(Reporter, MessagesWithoutPosition) {
  source::Manager m;
  Reporter r(m);
  r.error({}, "open x.go: no such file or directory");
  EXPECT_EQ(r.take(), "open x.go: no such file or directory\n");
}

}  // namespace
}  // namespace golem::diag
