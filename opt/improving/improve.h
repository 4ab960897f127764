// The improving passes over a package and the instances that it makes, in the order in which they help each other.
#pragma once

#include "gir/gir.h"
#include "opt/improving/escape.h"
#include "opt/improving/inline.h"
#include "types/api.h"

#include <unordered_map>
#include <unordered_set>

namespace golem::opt {

class Provider;

struct ImproveOptions {
  bool inlining = true;
  /// The body of an inlinable function of another package, or null.
  std::function<gir::Function *(std::string_view linkName)> importedBody;
  /// What is known of the parameters of a function of another package; null: nothing.
  std::function<const gir::Leaks *(std::string_view linkName)> importedLeaks;
  /// Functions that lower replaces by instructions.
  std::function<bool(std::string_view linkName)> isIntrinsic;
  /// Told each function when it is finished; may be null.
  std::function<void(const gir::Function &)> finished;
};

class Improver {
public:
  Improver(gir::Package &p, Provider &v, types::Sizes s, ImproveOptions o);

  /// All functions of the package that are not generic; marks literals that nothing refers to any more.
  void package();
  /// One function, and what it calls first. Nothing happens the second time.
  void function(gir::Function &f);
  /// What is known of a callee's parameters; null: everything may reach the heap.
  const gir::Leaks *leaks(const gir::FuncRef &r);

private:
  struct Node {
    uint32_t index = 0, low = 0;
    bool onStack = false, done = false;
  };

  gir::Function *resolve(const gir::FuncRef &r);
  void visit(gir::Function &f);
  void visitCallees(gir::Function &f);
  void component(std::vector<gir::Function *> members);
  void markDead();

  gir::Package &pkg;
  Provider &provider;
  ImproveOptions options;
  EscapeAnalysis escape;
  InlineEnv env;
  std::unordered_map<const gir::Function *, Node> nodes;
  std::vector<gir::Function *> stack;
  std::unordered_set<const gir::Function *> current; ///< the cycle whose summaries are being computed
  uint32_t counter = 0;
  gir::Leaks nothingLeaks;
};

} // namespace golem::opt
