// Slices that append builds: which of them have room for their first elements in the frame.
#pragma once

#include "gir/gir.h"
#include "types/api.h"

#include <functional>
#include <vector>

namespace golem::opt {

/// An append whose elements are of 1 to 32 bytes.
struct AppendSite {
  gir::BlockId block;
  size_t index;
  bool escapes;                          ///< whether the array it makes may outlive the frame
};

/// What becomes of an argument of a static call; null: not known.
using ArgumentFlow = std::function<const gir::Flow *(const gir::Instr &call, size_t argument)>;

/// Sets flags Stack and Refill of appends and adds move_to_heap. Sites are in any order and no longer valid afterwards.
void placeSliceBuffers(gir::Function &f, const types::Sizes &sizes, const std::vector<AppendSite> &sites, const ArgumentFlow &flow);

} // namespace golem::opt
