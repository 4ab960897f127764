// The two ways in which ELF objects differ between machines: the class, which is the size of their
// words, and the byte order.
#pragma once

#include "target/target.h"

#include "llvm/Object/ELFTypes.h"
#include "llvm/Support/Endian.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace golem::link::elf {

struct Format {
  unsigned wordSize; ///< 4 or 8
  bool bigEndian;

  explicit Format(const target::Target &target)
      : wordSize(target.wordSize), bigEndian(target.bigEndian) {}

  /// Calls `work` with LLVM's family of ELF structures for this format.
  template <class Work> auto visit(Work work) const {
    using namespace llvm::object;
    if (wordSize == 8)
      return bigEndian ? work(ELF64BE()) : work(ELF64LE());
    return bigEndian ? work(ELF32BE()) : work(ELF32LE());
  }

  /// The number at `offset`; 0 where `data` has none.
  template <typename T> T number(std::string_view data, uint64_t offset) const {
    if (offset > data.size() || sizeof(T) > data.size() - offset)
      return 0;
    return llvm::support::endian::read<T>(data.data() + offset, order());
  }
  uint64_t word(std::string_view data, uint64_t offset) const {
    return wordSize == 8 ? number<uint64_t>(data, offset) : number<uint32_t>(data, offset);
  }

  template <typename T> void append(std::string &out, T value) const {
    char bytes[sizeof value];
    llvm::support::endian::write<T>(bytes, value, order());
    out.append(bytes, sizeof value);
  }
  void appendWord(std::string &out, uint64_t value) const {
    if (wordSize == 8)
      append<uint64_t>(out, value);
    else
      append<uint32_t>(out, uint32_t(value));
  }

private:
  llvm::endianness order() const {
    return bigEndian ? llvm::endianness::big : llvm::endianness::little;
  }
};

} // namespace golem::link::elf
