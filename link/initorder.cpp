// See initorder.h. As in gc, a package without initialisation of its own takes part only when an import of it has some:
// otherwise it would delay its importers for nothing and change the order that users see.
#include "link/initorder.h"

#include "link/inputs.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace golem::link {

namespace {

class Orderer {
public:
  explicit Orderer(const Program &p) : program(p), state(p.packages.size(), Unknown), done(p.packages.size()) {}

  std::vector<size_t> run() {
    if (auto it = program.byPath.find("runtime"); it != program.byPath.end())
      schedule(it->second);
    schedule(0);
    return std::move(order);
  }

private:
  enum State : char { Unknown, Working, Has, HasNot };
  const Program &program;
  std::vector<State> state;
  std::vector<bool> done;
  std::vector<size_t> order;

  std::vector<size_t> imports(size_t package) {
    std::vector<size_t> result;
    for (const std::string &path : program.packages[package].meta.imports)
      if (auto it = program.byPath.find(path); it != program.byPath.end())
        result.push_back(it->second);
    return result;
  }

  bool hasWork(size_t package) {
    if (state[package] == Unknown) {
      state[package] = Working;
      bool has = program.packages[package].meta.inits > 0;
      for (size_t import : imports(package))
        has |= hasWork(import);
      state[package] = has ? Has : HasNot;
    }
    return state[package] == Has;
  }

  /// Appends all packages with work that `root` reaches and that are not scheduled yet.
  void schedule(size_t root) {
    std::vector<size_t> reached;
    std::vector<bool> seen(program.packages.size());
    std::function<void(size_t)> reach = [&](size_t package) {
      if (seen[package] || done[package] || !hasWork(package))
        return;
      seen[package] = true;
      for (size_t import : imports(package))
        reach(import);
      reached.push_back(package);
    };
    reach(root);
    std::vector<std::vector<size_t>> importers(program.packages.size());
    std::vector<unsigned> waitsFor(program.packages.size());
    auto later = [&](size_t a, size_t b) { return program.packages[a].meta.path > program.packages[b].meta.path; };
    std::priority_queue<size_t, std::vector<size_t>, decltype(later)> ready(later);
    for (size_t package : reached) {
      for (size_t import : imports(package))
        if (seen[import]) {
          importers[import].push_back(package);
          waitsFor[package]++;
        }
      if (!waitsFor[package])
        ready.push(package);
    }
    while (!ready.empty()) {
      size_t package = ready.top();
      ready.pop();
      done[package] = true;
      if (program.packages[package].meta.inits)
        order.push_back(package);
      for (size_t importer : importers[package])
        if (--waitsFor[importer] == 0)
          ready.push(importer);
    }
  }
};

} // namespace

std::vector<size_t> initOrder(const Program &program) { return Orderer(program).run(); }

} // namespace golem::link
