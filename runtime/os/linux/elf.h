// ELF as the kernel shows it to a program: its own headers and the vDSO. The fields of 32-bit files
// have another order.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime::os::elf {

struct Header {
  u8 ident[16];
  u16 type, machine;
  u32 version;
  uptr entry, programHeaders, sectionHeaders;
  u32 flags;
  u16 headerSize, programHeaderSize, programHeaderCount, sectionHeaderSize, sectionHeaderCount, sectionNames;
};

struct Segment32 {
  u32 type, offset, address, physical, fileSize, size, flags, alignment;
};
struct Segment64 {
  u32 type, flags;
  u64 offset, address, physical, fileSize, size, alignment;
};
struct Symbol32 {
  u32 name, value, size;
  u8 info, other;
  u16 section;
};
struct Symbol64 {
  u32 name;
  u8 info, other;
  u16 section;
  u64 value, size;
};

template <bool wide> struct Layouts {
  using Segment = Segment32;
  using Symbol = Symbol32;
};
template <> struct Layouts<true> {
  using Segment = Segment64;
  using Symbol = Symbol64;
};
using Segment = Layouts<sizeof(uptr) == 8>::Segment;
using Symbol = Layouts<sizeof(uptr) == 8>::Symbol;

struct Dynamic {
  iptr tag;
  uptr value;
};

} // namespace golem::runtime::os::elf
