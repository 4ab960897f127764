// See pctable.h. A table is pairs of (zigzag change of the value, length in units of pc); a change of 0 that is not the first ends it.
// Values start from -1.
#include "link/goobj/pctable.h"

namespace golem::link::goobj {

static bool uvarint(std::string_view &s, uint32_t &value) {
  value = 0;
  for (unsigned shift = 0; shift < 35 && !s.empty(); shift += 7) {
    uint8_t b = uint8_t(s[0]);
    s.remove_prefix(1);
    value |= uint32_t(b & 0x7f) << shift;
    if (b < 0x80)
      return true;
  }
  return false;
}

bool decodePcTable(std::string_view data, unsigned quantum, std::vector<PcRow> &rows) {
  uint32_t pc = 0, value = uint32_t(-1);
  for (bool first = true; !data.empty(); first = false) {
    uint32_t change, length;
    if (!uvarint(data, change))
      return false;
    if (change == 0 && !first)
      return true;
    value += change & 1 ? ~(change >> 1) : change >> 1;
    if (!uvarint(data, length))
      return false;
    rows.push_back({pc, int32_t(value)});
    pc += length * quantum;
  }
  return true;
}

void appendUleb(std::string &out, uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    out += char(value | 0x80);
  out += char(value);
}

void appendSleb(std::string &out, int64_t value) {
  for (;; value >>= 7) {
    bool last = (value >> 6) == 0 || (value >> 6) == -1;
    out += char((value & 0x7f) | (last ? 0 : 0x80));
    if (last)
      return;
  }
}

} // namespace golem::link::goobj
