// What the linker must know of each function to keep no more methods than can be called (link/prune.h).
#pragma once

#include <llvm/ADT/StringMap.h>

#include <string>
#include <vector>

namespace llvm {
class Module;
}

namespace golem::codegen {

/// Made before optimisation: a function that is inlined and gone leaves what it uses to those that it was inlined into.
class Uses {
public:
  explicit Uses(llvm::Module &module);

  /// Writes the section golem_uses (docs/abi.md, section 6) into the module as it is now.
  void emit(llvm::Module &module) const;

private:
  struct Before {
    std::vector<std::string> uses;
    std::vector<std::string> refers;  ///< functions that it calls, or could find in constants
  };

  llvm::StringMap<Before> functions;
};

} // namespace golem::codegen
