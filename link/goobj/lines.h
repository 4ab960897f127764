// Entries of assembly functions in the function table: golem_functab and .golem_lines (docs/abi.md 6).
#pragma once

#include "link/goobj/reader.h"

#include <map>
#include <string>

namespace golem::link::elf {
class ObjectWriter;
}

namespace golem::link::goobj {

struct Arch;

class LineWriter {
public:
  LineWriter(const Object &in, const Arch &arch, elf::ObjectWriter &out) : in(in), arch(arch), out(out) {}

  /// The records of function `s`, whose code is `section`. False: its tables are damaged; `error` says how.
  bool write(const Symbol &s, unsigned section, std::string &error);

private:
  const Object &in;
  const Arch &arch;
  elf::ObjectWriter &out;
  unsigned strings = ~0u;
  std::map<std::string, uint64_t, std::less<>> known;

  void relativeString(unsigned section, std::string_view text);
};

} // namespace golem::link::goobj
