// Correct use of labels and of break, continue, goto and fallthrough in one function body: misplaced and undefined
// targets, unused and repeated labels, gotos into blocks and over variable declarations.
#include <algorithm>
#include <unordered_map>

#include "syntax/parser_impl.h"
#include "syntax/printer.h"

namespace golem::syntax {

namespace {

using base::dyn_cast;
using base::isa;

struct Block {
  Block* parent;
  Pos start;
  LabeledStmt* label;  // of the statement whose block this is, or null
};

struct LabelInfo {
  Block* block;
  LabeledStmt* stmt;
  bool used = false;
};

// The statements to which break and continue without label belong.
struct Targets {
  Stmt* breaks = nullptr;
  ForStmt* continues = nullptr;
  int caseIndex = -1;  // within the immediately enclosing switch
};

class BranchChecker {
public:
  BranchChecker(const source::Manager& sources, diag::Reporter& reporter, base::Arena& blocks)
      : sources(sources), reporter(reporter), blocks(blocks) {}
  void check(BlockStmt* body);

private:
  using Gotos = std::vector<BranchStmt*>;

  // What is known while going through one block's statements.
  struct State {
    Block* block;
    Gotos forward;     // gotos whose label has not been met
    Gotos overVar;     // those that stood before the last variable declaration
    Pos varPos;
    Expr* varName = nullptr;
  };

  Gotos blockBranches(Block* parent, const Targets& targets, LabeledStmt* label, Pos start, std::span<Stmt*> body);
  void inner(State& s, const Targets& targets, LabeledStmt* label, Pos start, std::span<Stmt*> body);
  void statement(State& s, Stmt* stmt, const Targets& targets, LabeledStmt* label, bool last);
  LabelInfo* declare(Block* b, LabeledStmt* s);
  void label(State& s, LabeledStmt* l);
  void unlabeledBranch(BranchStmt* s, const Targets& targets, bool last);
  void labeledBranch(State& s, BranchStmt* b);
  LabeledStmt* gotoTarget(Block* b, std::string_view name);
  bool enclosingTarget(Block* b, std::string_view name, LabeledStmt** target);
  void recordVar(State& s, Pos pos, Expr* name);
  void error(Pos p, std::string message) { reporter.error(p, std::move(message)); }

  const source::Manager& sources;
  diag::Reporter& reporter;
  base::Arena& blocks;
  std::unordered_map<std::string_view, LabelInfo> labels;
};

// A fallthrough counts as last even with empty statements behind it.
std::span<Stmt*> withoutTrailingEmpty(std::span<Stmt*> list) {
  while (!list.empty() && isa<EmptyStmt>(list.back()))
    list = list.first(list.size() - 1);
  return list;
}

void BranchChecker::check(BlockStmt* body) {
  for (BranchStmt* b : blockBranches(nullptr, {}, nullptr, body->pos, body->list)) {
    std::string name(b->label->value);
    auto it = labels.find(b->label->value);
    if (it != labels.end()) {
      it->second.used = true;
      error(b->label->pos,
            "goto " + name + " jumps into block starting at " + sources.describe(it->second.block->start));
    } else {
      error(b->label->pos, "label " + name + " not defined");
    }
  }
  std::vector<Name*> unused;
  for (auto& [name, info] : labels)
    if (!info.used)
      unused.push_back(info.stmt->label);
  std::sort(unused.begin(), unused.end(), [](Name* a, Name* b) { return a->pos < b->pos; });
  for (Name* n : unused)
    error(n->pos, "label " + std::string(n->value) + " defined and not used");
}

LabelInfo* BranchChecker::declare(Block* b, LabeledStmt* s) {
  auto [it, isNew] = labels.try_emplace(s->label->value, LabelInfo{b, s});
  if (!isNew)
    error(s->label->pos, "label " + std::string(s->label->value) + " already defined at " +
                             sources.describe(it->second.stmt->label->pos));
  return &it->second;
}

LabeledStmt* BranchChecker::gotoTarget(Block* b, std::string_view name) {
  auto it = labels.find(name);
  if (it == labels.end())
    return nullptr;
  it->second.used = true;
  for (; b != nullptr; b = b->parent)
    if (it->second.block == b)
      return it->second.stmt;
  return nullptr;
}

// Whether the label is defined; *target is its statement if that encloses b, else null.
bool BranchChecker::enclosingTarget(Block* b, std::string_view name, LabeledStmt** target) {
  *target = nullptr;
  auto it = labels.find(name);
  if (it == labels.end())
    return false;
  it->second.used = true;
  for (; b != nullptr && *target == nullptr; b = b->parent)
    if (it->second.stmt == b->label)
      *target = b->label;
  return true;
}

// A goto that stands before this declaration must not jump behind it within the block; it may yet leave the block.
void BranchChecker::recordVar(State& s, Pos pos, Expr* name) {
  s.varPos = pos;
  s.varName = name;
  s.overVar = s.forward;
}

BranchChecker::Gotos BranchChecker::blockBranches(Block* parent, const Targets& targets, LabeledStmt* label, Pos start,
                                                  std::span<Stmt*> body) {
  State s{blocks.make<Block>(Block{parent, start, label}), {}, {}, {}, nullptr};
  std::span<Stmt*> list = withoutTrailingEmpty(body);
  for (size_t i = 0; i < list.size(); ++i)
    statement(s, list[i], targets, nullptr, i + 1 == list.size());
  return std::move(s.forward);
}

void BranchChecker::inner(State& s, const Targets& targets, LabeledStmt* label, Pos start, std::span<Stmt*> body) {
  Gotos open = blockBranches(s.block, targets, label, start, body);
  s.forward.insert(s.forward.end(), open.begin(), open.end());
}

void BranchChecker::label(State& s, LabeledStmt* l) {
  std::string_view name = l->label->value;
  LabelInfo* info = declare(s.block, l);
  Gotos open;
  for (BranchStmt* b : s.forward) {
    if (b->label->value != name) {
      open.push_back(b);
      continue;
    }
    b->target = l;
    info->used = true;
    if (s.varPos.isKnown() && std::find(s.overVar.begin(), s.overVar.end(), b) != s.overVar.end())
      error(b->label->pos, "goto " + std::string(name) + " jumps over declaration of " + toString(s.varName) + " at " +
                               sources.describe(s.varPos));
  }
  s.forward = std::move(open);
}

// label: the label right before the statement. last: the last of its list.
void BranchChecker::statement(State& s, Stmt* stmt, const Targets& targets, LabeledStmt* theLabel, bool last) {
  while (auto* l = dyn_cast<LabeledStmt>(stmt)) {
    if (l->label->value != "_") {
      label(s, l);
      theLabel = l;
    }
    stmt = l->stmt;
  }
  Targets in{targets.breaks, targets.continues, -1};
  switch (stmt->kind) {
  case NodeKind::DeclStmt:
    for (Decl* d : base::cast<DeclStmt>(stmt)->declList) {
      if (auto* v = dyn_cast<VarDecl>(d)) {
        recordVar(s, v->pos, v->nameList[0]);
        break;
      }
    }
    break;
  case NodeKind::AssignStmt: {
    auto* a = base::cast<AssignStmt>(stmt);
    if (a->op == Operator::Def)
      recordVar(s, a->pos, a->lhs);
    break;
  }
  case NodeKind::BranchStmt: {
    auto* b = base::cast<BranchStmt>(stmt);
    if (b->label == nullptr)
      unlabeledBranch(b, targets, last);
    else
      labeledBranch(s, b);
    break;
  }
  case NodeKind::BlockStmt: {
    auto* b = base::cast<BlockStmt>(stmt);
    inner(s, in, theLabel, b->pos, b->list);
    break;
  }
  case NodeKind::IfStmt: {
    auto* i = base::cast<IfStmt>(stmt);
    inner(s, in, theLabel, i->then->pos, i->then->list);
    if (i->els != nullptr)
      inner(s, in, theLabel, i->els->pos, {&i->els, 1});
    break;
  }
  case NodeKind::ForStmt: {
    auto* f = base::cast<ForStmt>(stmt);
    inner(s, {f, f, -1}, theLabel, f->body->pos, f->body->list);
    break;
  }
  case NodeKind::SwitchStmt: {
    auto* sw = base::cast<SwitchStmt>(stmt);
    in.breaks = sw;
    for (size_t i = 0; i < sw->body.size(); ++i) {
      in.caseIndex = int(i);
      inner(s, in, theLabel, sw->body[i]->pos, sw->body[i]->body);
    }
    break;
  }
  case NodeKind::SelectStmt: {
    auto* sel = base::cast<SelectStmt>(stmt);
    in.breaks = sel;
    for (CommClause* c : sel->body)
      inner(s, in, theLabel, c->pos, c->body);
    break;
  }
  default:
    break;
  }
}

void BranchChecker::unlabeledBranch(BranchStmt* s, const Targets& targets, bool last) {
  if (s->tok == Token::Break) {
    s->target = targets.breaks;
    if (s->target == nullptr)
      error(s->pos, "break is not in a loop, switch, or select");
    return;
  }
  if (s->tok == Token::Continue) {
    s->target = targets.continues;
    if (s->target == nullptr)
      error(s->pos, "continue is not in a loop");
    return;
  }
  auto* sw = dyn_cast<SwitchStmt>(targets.breaks);
  const char* message = "fallthrough statement out of place";
  if (sw != nullptr && isTypeSwitch(sw)) {
    message = "cannot fallthrough in type switch";
  } else if (sw != nullptr && targets.caseIndex >= 0 && last) {
    if (size_t(targets.caseIndex) + 1 != sw->body.size())
      return;
    message = "cannot fallthrough final case in switch";
  }
  error(s->pos, message);
}

void BranchChecker::labeledBranch(State& s, BranchStmt* b) {
  std::string name(b->label->value);
  if (b->tok == Token::Goto) {
    b->target = gotoTarget(s.block, name);
    if (b->target == nullptr)
      s.forward.push_back(b);  // the label may follow
    return;
  }
  const char* verb = b->tok == Token::Break ? "break" : "continue";
  LabeledStmt* l;
  if (!enclosingTarget(s.block, name, &l))
    return error(b->label->pos, std::string(verb) + " label not defined: " + name);
  Stmt* t = l == nullptr ? nullptr : l->stmt;
  bool ok = isa<ForStmt>(t) || (b->tok == Token::Break && (isa<SwitchStmt>(t) || isa<SelectStmt>(t)));
  if (ok)
    b->target = t;
  else
    error(b->label->pos, std::string("invalid ") + verb + " label " + name);
}

}  // namespace

void checkBranches(BlockStmt* body, const source::Manager& sources, diag::Reporter& reporter) {
  if (body == nullptr)
    return;
  base::Arena blocks;
  BranchChecker(sources, reporter, blocks).check(body);
}

}  // namespace golem::syntax
