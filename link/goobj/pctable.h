// Tables that give a value for each pc of a function, as the assembler writes them and as the runtime reads them.
#pragma once

#include "link/goobj/reader.h"

namespace golem::link::goobj {

struct PcRow {
  uint32_t pc;    ///< from here on, relative to the function
  int32_t value;
};

/// Decodes a table of the object. `quantum` is the unit of pcs (1 on amd64, 4 on arm64). False: damaged.
bool decodePcTable(std::string_view data, unsigned quantum, std::vector<PcRow> &rows);

void appendUleb(std::string &out, uint64_t value);
void appendSleb(std::string &out, int64_t value);

} // namespace golem::link::goobj
