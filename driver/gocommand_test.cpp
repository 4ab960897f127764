// What the go command is told of Golem is what the tools say.
#include "driver/files.h"
#include "target/target.h"
#include "target/version.h"

#include <gtest/gtest.h>

using namespace golem;

TEST(GoCommand, knowsVersionAndTargets) {
  std::string text = driver::mustRead("../golib/cmd/go/internal/cfg/golem.go");
  EXPECT_NE(text.find("const GolemVersion = \"" + std::string(target::golemVersion) + "\"\n"), text.npos);
  size_t listed = 0;
  for (size_t at = 0; (at = text.find(" true,\n", at)) != text.npos; at++)
    listed++;
  EXPECT_EQ(listed, target::allTargets().size());
  for (const target::Target &t : target::allTargets())
    EXPECT_NE(text.find("\"" + std::string(t.goos) + "/" + std::string(t.goarch) + "\": "), text.npos);
}
