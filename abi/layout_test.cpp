// The offsets that the compiler computes are those that C++ gives the records, and for words of
// four bytes those that Go has.
#include "abi/layout.h"
#include "abi/records.h"

#include <gtest/gtest.h>

namespace golem {

namespace runtime::arch {
struct SavedFrame {};
} // namespace runtime::arch

constexpr abi::Machine host{sizeof(void *), alignof(uint64_t)};

TEST(Layout, RecordsOfTheHost) {
#define RECORD(R)
#define FIELD(R, name, kind, type) \
  EXPECT_EQ(offsetof(runtime::records::R, name), abi::offsetOf(abi::R::name, host)) << #R "." #name; \
  EXPECT_EQ(sizeof(runtime::records::R::name), abi::sizeOf(abi::FieldKind::kind, host)) << #R "." #name;
#define END(R)
#include "abi/layouts.def"
}

TEST(Layout, Machines) {
  constexpr abi::Machine word4{4, 4};
  EXPECT_EQ(abi::sizeOf<abi::Type>(host), 48u);
  EXPECT_EQ(abi::sizeOf<abi::Type>(word4), 32u);
  EXPECT_EQ(abi::sizeOf<abi::FuncPart>(host), 8u);
  EXPECT_EQ(abi::sizeOf<abi::FuncPart>(word4), 4u);
  EXPECT_EQ(abi::sizeOf<abi::Itab>(host), 24u);
  EXPECT_EQ(abi::sizeOf<abi::Itab>(word4), 12u);
  EXPECT_EQ(abi::sizeOf<abi::Map>(host), 48u);
  EXPECT_EQ(abi::sizeOf<abi::Map>(word4), 32u);
  EXPECT_EQ(abi::sizeOf<abi::MapIterator>(host), 96u);
  EXPECT_EQ(abi::offsetOf(abi::MapIterator::entryIndex, word4), 56u);
  EXPECT_EQ(abi::offsetOf(abi::Map::clearSequence, abi::Machine{4, 8}), 24u);
}

} // namespace golem
