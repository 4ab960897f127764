// See own_format.h.
#include "export/own_format.h"

namespace golem::exportdata {

// Operations in their order; a change of the table changes the text.
static constexpr std::string_view operations =
#define GIR_OP(enumerator, name, kind, effects) name "/" effects ","
#include "gir/ops.def"
#undef GIR_OP
    "";

// Words of eight bytes multiplied in turn into one: for accidents, not against forgers.
static uint64_t mix(uint64_t sum, std::string_view bytes) {
  auto add = [&](uint64_t word) {
    sum = (sum ^ word) * 0x9e3779b97f4a7c15;
    sum ^= sum >> 32;
  };
  size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    uint64_t word = 0;
    for (size_t i = 0; i < 8; i++)
      word |= uint64_t(uint8_t(bytes[at + i])) << 8 * i;
    add(word);
  }
  uint64_t rest = bytes.size();
  for (; at < bytes.size(); at++)
    rest = rest << 8 | uint8_t(bytes[at]);
  add(rest);
  return sum;
}

uint64_t ownSeal(std::string_view contents) {
  static const uint64_t start = mix(0, operations);
  return mix(start, contents);
}

} // namespace golem::exportdata
