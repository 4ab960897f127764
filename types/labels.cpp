// Labels and the branches to them (when the parser has not checked them already).
#include <algorithm>

#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

using syntax::NodeKind;
using syntax::Token;

// A block with the labels declared in it.
struct Block {
  Block* parent = nullptr;
  syntax::LabeledStmt* lstmt = nullptr;  // the labeled statement that the block belongs to
  std::unordered_map<std::string_view, syntax::LabeledStmt*> labels;

  syntax::LabeledStmt* gotoTarget(std::string_view name) {
    for (Block* b = this; b != nullptr; b = b->parent) {
      auto it = b->labels.find(name);
      if (it != b->labels.end()) return it->second;
    }
    return nullptr;
  }
  syntax::LabeledStmt* enclosingTarget(std::string_view name) {
    for (Block* b = this; b != nullptr; b = b->parent) {
      if (b->lstmt != nullptr && b->lstmt->label->value == name) return b->lstmt;
    }
    return nullptr;
  }
};

void Checker::labels(syntax::BlockStmt* body) {
  auto* all = new Scope(nullptr, body->pos, syntax::endPos(body), "label");
  // What is left of the forward jumps has no label, or one inside a block that the jump cannot reach.
  for (syntax::BranchStmt* jmp : blockBranches(all, nullptr, nullptr, body->list)) {
    std::string_view name = jmp->label->value;
    if (auto* alt = as<Label>(all->lookup(name))) {
      alt->used_ = true;
      errorf(jmp->label, Code::JumpIntoBlock, "goto %s jumps into block", name);
    } else {
      errorf(jmp->label, Code::UndeclaredLabel, "label %s not declared", name);
    }
  }
  all->forEach([&](std::string_view, Object* obj) {
    auto* l = as<Label>(obj);
    if (l != nullptr && !l->used_) {
      softErrorf(l->pos_, Code::UnusedLabel, "label %s declared and not used", l->name_);
    }
  });
}

namespace {

struct BranchWalker {
  Checker* check;
  Scope* all;
  Block* b;
  Pos varDeclPos{};
  std::vector<syntax::BranchStmt*> fwdJumps, badJumps;

  // Forward jumps over a declaration may be bad; they can still leave the block.
  void recordVarDecl(Pos pos) {
    varDeclPos = pos;
    badJumps = fwdJumps;
  }
  void append(std::vector<syntax::BranchStmt*> jumps) {
    fwdJumps.insert(fwdJumps.end(), jumps.begin(), jumps.end());
  }

  void labeled(syntax::LabeledStmt* s, syntax::LabeledStmt* lstmt) {
    std::string_view name = s->label->value;
    if (name != "_") {
      auto* lbl = new Label(s->label->pos, check->pkg, name);
      if (Object* alt = all->insert(lbl)) {
        ErrorBuilder err = check->newError(Code::DuplicateLabel);
        err.soft = true;
        err.addf(lbl->pos_, "label %s already declared", name);
        err.addAltDecl(alt);
        err.report();
      } else {
        b->labels[name] = s;
        check->recordDef(s->label, lbl);
      }
      // Resolve the jumps that waited for this label.
      std::vector<syntax::BranchStmt*> rest;
      for (syntax::BranchStmt* jmp : fwdJumps) {
        if (jmp->label->value != name) {
          rest.push_back(jmp);
          continue;
        }
        lbl->used_ = true;
        check->recordUse(jmp->label, lbl);
        if (varDeclPos.isKnown() && std::find(badJumps.begin(), badJumps.end(), jmp) != badJumps.end()) {
          std::string line = check->conf->posString ? check->conf->posString(varDeclPos) : "";
          check->softErrorf(jmp->label, Code::JumpOverDecl,
                            "goto %s jumps over variable declaration at line %s", name, lineOf(line));
        }
      }
      fwdJumps = std::move(rest);
      lstmt = s;
    }
    stmt(lstmt, s->stmt);
  }

  // The line in "file:line:col".
  static std::string lineOf(const std::string& pos) {
    size_t end = pos.rfind(':');
    if (end == std::string::npos) return pos;
    size_t start = pos.rfind(':', end - 1);
    return start == std::string::npos ? pos : pos.substr(start + 1, end - start - 1);
  }

  void branch(syntax::BranchStmt* s) {
    if (s->label == nullptr) return;  // checked with the statement
    std::string_view name = s->label->value;
    syntax::LabeledStmt* t = b->enclosingTarget(name);
    switch (s->tok) {
      case Token::Break:
        if (t == nullptr || !(isa<syntax::SwitchStmt>(t->stmt) || isa<syntax::SelectStmt>(t->stmt) ||
                              isa<syntax::ForStmt>(t->stmt))) {
          check->errorf(s->label, Code::MisplacedLabel, "invalid break label %s", name);
          return;
        }
        break;
      case Token::Continue:
        if (t == nullptr || !isa<syntax::ForStmt>(t->stmt)) {
          check->errorf(s->label, Code::MisplacedLabel, "invalid continue label %s", name);
          return;
        }
        break;
      case Token::Goto:
        if (b->gotoTarget(name) == nullptr) {
          fwdJumps.push_back(s);
          return;
        }
        break;
      default:
        check->errorf(s, Code::InvalidSyntaxTree, "branch statement: %s %s", syntax::spelling(s->tok), name);
        return;
    }
    auto* obj = as<Label>(all->lookup(name));
    obj->used_ = true;
    check->recordUse(s->label, obj);
  }

  void stmt(syntax::LabeledStmt* lstmt, syntax::Stmt* s) {
    switch (s->kind) {
      case NodeKind::DeclStmt:
        for (syntax::Decl* d : cast<syntax::DeclStmt>(s)->declList) {
          if (isa<syntax::VarDecl>(d)) recordVarDecl(d->pos);
        }
        break;
      case NodeKind::LabeledStmt: labeled(cast<syntax::LabeledStmt>(s), lstmt); break;
      case NodeKind::BranchStmt: branch(cast<syntax::BranchStmt>(s)); break;
      case NodeKind::AssignStmt:
        if (cast<syntax::AssignStmt>(s)->op == syntax::Operator::Def) recordVarDecl(s->pos);
        break;
      case NodeKind::BlockStmt:
        append(check->blockBranches(all, b, lstmt, cast<syntax::BlockStmt>(s)->list));
        break;
      case NodeKind::IfStmt: {
        auto* i = cast<syntax::IfStmt>(s);
        stmt(lstmt, i->then);
        if (i->els != nullptr) stmt(lstmt, i->els);
        break;
      }
      case NodeKind::SwitchStmt: {
        Block inner{b, lstmt, {}};
        for (auto* c : cast<syntax::SwitchStmt>(s)->body)
          append(check->blockBranches(all, &inner, nullptr, c->body));
        break;
      }
      case NodeKind::SelectStmt: {
        Block inner{b, lstmt, {}};
        for (auto* c : cast<syntax::SelectStmt>(s)->body)
          append(check->blockBranches(all, &inner, nullptr, c->body));
        break;
      }
      case NodeKind::ForStmt: stmt(lstmt, cast<syntax::ForStmt>(s)->body); break;
      default: break;
    }
  }
};

}  // namespace

// The forward jumps that leave the statement list. all holds every label of the function.
std::vector<syntax::BranchStmt*> Checker::blockBranches(Scope* all, Block* parent, syntax::LabeledStmt* lstmt,
                                                        std::span<syntax::Stmt* const> list) {
  Block b{parent, lstmt, {}};
  BranchWalker w{this, all, &b, {}, {}, {}};
  for (syntax::Stmt* s : list) w.stmt(nullptr, s);
  return std::move(w.fwdJumps);
}

}  // namespace golem::types
