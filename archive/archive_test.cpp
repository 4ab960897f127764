#include "archive/ar.h"
#include "archive/flags.h"
#include "archive/importcfg.h"
#include "archive/meta.h"

#include <gtest/gtest.h>

using namespace golem::archive;

TEST(Ar, roundTrip) {
  std::string bytes, error;
  startArchive(bytes);
  appendMember(bytes, "__.PKGDEF", "odd");
  appendMember(bytes, "a name that is too long", "four");
  std::vector<Member> members;
  ASSERT_TRUE(readArchive(bytes, members, error));
  ASSERT_EQ(members.size(), 2u);
  EXPECT_EQ(members[0].name, "__.PKGDEF");
  EXPECT_EQ(members[0].data, "odd");
  EXPECT_EQ(members[1].data, "four");
  for (size_t cut = 1; cut < bytes.size() - 1; cut++) { // any cut inside a member is noticed
    members.clear();
    bool ok = readArchive(std::string_view(bytes).substr(0, cut), members, error);
    EXPECT_EQ(ok, cut == 8 || cut == 8 + 63 || cut == 8 + 64) << cut;
  }
}

TEST(Meta, roundTrip) {
  Meta meta, back;
  meta.path = "a/b";
  meta.name = "b";
  meta.inits = 3;
  meta.imports = {"fmt", "os"};
  meta.stringVars = {"a/b.version"};
  std::string error;
  ASSERT_TRUE(parseMeta(printMeta(meta), back, error));
  EXPECT_EQ(printMeta(back), printMeta(meta));
  EXPECT_EQ(back.inits, 3u);
  EXPECT_FALSE(parseMeta("golem.meta 0\n", back, error));
}

TEST(Flags, goSyntax) {
  FlagSet flags;
  bool b = false;
  int count = 0, number = 0;
  std::string id;
  flags.boolean("b", &b);
  flags.counter("m", &count);
  flags.integer("c", &number);
  flags.text("buildid", &id);
  std::vector<std::string> rest;
  std::string error;
  ASSERT_TRUE(flags.parse({"-m", "-m", "--b=true", "-c=4", "-buildid", "-1WH/-1WH", "x.go", "-b"}, rest, error)) << error;
  EXPECT_TRUE(b);
  EXPECT_EQ(count, 2);
  EXPECT_EQ(number, 4);
  EXPECT_EQ(id, "-1WH/-1WH");
  EXPECT_EQ(rest, (std::vector<std::string>{"x.go", "-b"}));
  EXPECT_FALSE(flags.parse({"-zz"}, rest, error));
  EXPECT_EQ(error, "flag provided but not defined: -zz");
}

TEST(ImportConfig, verbs) {
  ImportConfig config;
  std::string error;
  ASSERT_TRUE(parseImportConfig("f", "# c\nimportmap a=vendor/a\npackagefile vendor/a=/x/y\n", false, config, error));
  EXPECT_EQ(config.packageFile["vendor/a"], "/x/y");
  EXPECT_FALSE(parseImportConfig("f", "nonsense x\n", false, config, error));
  EXPECT_EQ(error, "f:1: unknown directive \"nonsense\"");
  ASSERT_TRUE(parseImportConfig("f", "modinfo \"0w\\xaf\\x0c\\n\\u00e9\"\n", true, config, error));
  EXPECT_EQ(config.modinfo, "0w\xaf\x0c\n\xc3\xa9");
}
