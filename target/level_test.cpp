// Levels of processors: names, features, and what is refused.
#include "target/level.h"

#include <gtest/gtest.h>

using golem::target::levelOf;

TEST(Level, Arm64) {
  EXPECT_EQ(levelOf("arm64", "").name, "GOARM64=v8.0");
  EXPECT_EQ(levelOf("arm64", "v8.0").features, "");
  EXPECT_EQ(levelOf("arm64", "v8.0,lse").features, ",+lse");
  EXPECT_EQ(levelOf("arm64", "v8.1").name, "GOARM64=v8.1,lse");
  EXPECT_EQ(levelOf("arm64", "v8.1").features, ",+v8.1a,+lse");
  EXPECT_EQ(levelOf("arm64", "v9.2,crypto,lse").name, "GOARM64=v9.2,lse,crypto");
  EXPECT_EQ(levelOf("arm64", "v9.2,crypto,lse").features, ",+v8.7a,+lse,+aes,+sha2");
  for (const char *bad : {"v7", "v8", "v8.10", "v9.6", "v8.0,", "v8.0,sve", ",lse", "V8.1"})
    EXPECT_EQ(levelOf("arm64", bad).error.find("invalid GOARM64: must start with v8.{0-9} or v9.{0-5}"), 0u) << bad;
}

TEST(Level, Amd64) {
  EXPECT_EQ(levelOf("amd64", "").name, "GOAMD64=v1");
  EXPECT_EQ(levelOf("amd64", "v4").error, "");
  EXPECT_EQ(levelOf("amd64", "v5").error, "invalid GOAMD64: must be v1, v2, v3, v4");
  EXPECT_EQ(levelOf("riscv64", "x").error, "");
}
