// See stackcheck.h. How deep a function goes is found bottom up, once for each; only when one goes too deep, all ways down from
// there are walked for the report.
#include "link/goobj/stackcheck.h"

#include "link/goobj/arch.h"
#include "link/goobj/pctable.h"

#include <algorithm>
#include <unordered_map>

namespace golem::link::goobj {

namespace {

constexpr int noSplitBytes = 800; // internal/abi.StackNosplitBase
constexpr int endless = 1 << 20;

/// A place where a function has grown the stack by `bytes`, and whom it calls there.
struct Edge {
  int bytes;
  int callee; ///< of Checker::functions, or one of those below
};
enum : int { nobody = -1, more = -2, indirect = -3 };

struct Function {
  const Object *object;
  const Symbol *symbol;
  std::string name; ///< "pkg.F<0>"
  std::vector<Edge> edges;
  int ownBytes = 0; ///< that it grows the stack by
  int depth = -1;
};

class Checker {
public:
  explicit Checker(const std::vector<const Object *> &objects) {
    for (const Object *o : objects)
      for (size_t i = 0; i < o->defined; i++)
        if (o->symbols[i].kind == Kind::Text)
          add(*o, o->symbols[i]);
    if (objects.empty())
      return;
    arch = archOf(objects[0]->arch);
    if (arch)
      for (Function &f : functions)
        collectEdges(f);
  }

  StackReport run() {
    StackReport report;
    if (!arch)
      return report; // refused elsewhere
    int limit = noSplitBytes - arch->callBytes - arch->frameBytes;
    std::vector<int> deep;
    for (size_t i = 0; i < functions.size(); i++)
      if (depthOf(int(i)) > limit)
        deep.push_back(int(i));
    for (int root : rootsOf(deep)) {
      report.errors.push_back(std::string(functions[size_t(root)].symbol->name) + ": nosplit stack over " + std::to_string(limit) +
                              " byte limit");
      text.clear();
      path.clear();
      path.push_back({functions[size_t(root)].name + "\n", false});
      walk(root, limit);
      report.chains += text;
    }
    return report;
  }

private:
  const Arch *arch = nullptr;
  std::vector<Function> functions;
  std::unordered_map<const Symbol *, int> bySymbol;
  std::unordered_map<std::string_view, int> byName; ///< callable from other objects
  struct Line {
    std::string text;
    bool printed;
  };
  std::vector<Line> path;
  std::string text;

  void add(const Object &o, const Symbol &s) {
    int index = int(functions.size());
    functions.push_back({&o, &s, std::string(s.name) + "<" + std::to_string(s.isStatic() ? 0 : s.abi) + ">", {}});
    bySymbol.emplace(&s, index);
    if (!s.isStatic())
      byName.emplace(s.name, index);
  }

  int calleeOf(const Function &f, SymRef target) {
    size_t i = f.object->find(target);
    if (i == Object::npos)
      return more; // one of the runtime's functions
    const Symbol &s = f.object->symbols[i];
    if (auto it = bySymbol.find(&s); it != bySymbol.end())
      return it->second;
    auto it = byName.find(s.name);
    return it == byName.end() ? indirect : it->second;
  }

  void collectEdges(Function &f) {
    if (!f.symbol->noSplit) {
      f.edges.push_back({arch->callBytes, more});
      return;
    }
    std::vector<PcRow> rows;
    for (const Aux &a : f.symbol->aux)
      if (size_t i = a.kind == AuxPcsp ? f.object->find(a.symbol) : Object::npos; i < f.object->defined)
        decodePcTable(f.object->symbols[i].data, arch->pcQuantum, rows);
    size_t row = 0;
    for (const PcRow &r : rows)
      f.ownBytes = std::max(f.ownBytes, r.value);
    for (const Reloc &r : f.symbol->relocs) {
      if (!arch->isCall(r) && !arch->isIndirectCall(r))
        continue;
      while (row + 1 < rows.size() && rows[row + 1].pc <= r.offset)
        row++;
      int bytes = (row < rows.size() ? std::max(rows[row].value, 0) : 0) + arch->callBytes;
      f.edges.push_back({bytes, arch->isCall(r) ? calleeOf(f, r.target) : int(indirect)});
    }
  }

  int depthOf(int index) {
    if (index < 0)
      return index == indirect ? arch->callBytes : 0;
    Function &f = functions[size_t(index)];
    if (f.depth >= 0)
      return f.depth;
    f.depth = endless; // when it is reached again from below
    int depth = 0;
    for (const Edge &e : f.edges)
      depth = std::max(depth, std::min(endless, e.bytes + depthOf(e.callee)));
    if (f.ownBytes > depth)
      f.edges.push_back({depth = f.ownBytes, nobody});
    return f.depth = depth;
  }

  /// Those of `deep` that no other one calls; of a circle that nobody calls, the first.
  std::vector<int> rootsOf(const std::vector<int> &deep) {
    std::vector<int> roots;
    std::vector<bool> covered(functions.size());
    auto cover = [&](auto &self, int from) -> void {
      for (const Edge &e : functions[size_t(from)].edges)
        if (e.callee >= 0 && !covered[size_t(e.callee)]) {
          covered[size_t(e.callee)] = true;
          self(self, e.callee);
        }
    };
    std::vector<bool> called(functions.size());
    for (int i : deep)
      for (const Edge &e : functions[size_t(i)].edges)
        if (e.callee >= 0 && e.callee != i)
          called[size_t(e.callee)] = true;
    for (bool circles : {false, true})
      for (int i : deep)
        if (!covered[size_t(i)] && (circles || !called[size_t(i)])) {
          roots.push_back(i);
          covered[size_t(i)] = true;
          cover(cover, i);
        }
    return roots;
  }

  static std::string nameOf(const Checker &c, int callee) {
    return callee == more ? "runtime.morestack<0>" : callee == indirect ? "indirect" : c.functions[size_t(callee)].name;
  }

  /// Prints what of the path is not printed yet, and how it ends.
  void print(const std::string &end) {
    for (Line &line : path)
      if (!line.printed) {
        text += line.text;
        line.printed = true;
      }
    text += std::string(4 * (path.size() - 1), ' ') + end + "\n";
  }

  /// All ways down from `callee`, when `left` bytes are free: those that need more, or come back to where they were, are printed.
  void walk(int callee, int left) {
    std::vector<Edge> edges;
    bool again = false;
    if (callee == indirect) {
      edges.push_back({arch->callBytes, more});
    } else if (callee >= 0) {
      edges.swap(functions[size_t(callee)].edges); // gone while it is on the path
      again = edges.empty();
    }
    for (const Edge &e : edges) {
      std::string line = std::string(4 * path.size(), ' ') + "grows " + std::to_string(e.bytes) + " bytes";
      if (e.callee != nobody)
        line += ", calls " + nameOf(*this, e.callee);
      path.push_back({line + "\n", false});
      walk(e.callee, left - e.bytes);
      path.pop_back();
    }
    if (again)
      print("infinite cycle");
    else if (edges.empty() && left < 0)
      print(std::to_string(-left) + " bytes over limit");
    if (callee >= 0)
      functions[size_t(callee)].edges.swap(edges);
  }
};

} // namespace

StackReport checkStacks(const std::vector<const Object *> &objects) { return Checker(objects).run(); }

} // namespace golem::link::goobj
