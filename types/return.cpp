// Terminating statements: a function with results must end in one.
#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

using syntax::NodeKind;

namespace {

bool hasBreak(syntax::Stmt* s, std::string_view label, bool implicit);

bool hasBreakList(std::span<syntax::Stmt* const> list, std::string_view label, bool implicit) {
  for (syntax::Stmt* s : list) {
    if (hasBreak(s, label, implicit)) return true;
  }
  return false;
}

// Whether s contains a break for the statement with this label or, if implicit, for the innermost breakable
// one around s.
bool hasBreak(syntax::Stmt* s, std::string_view label, bool implicit) {
  switch (s->kind) {
    case NodeKind::LabeledStmt: return hasBreak(cast<syntax::LabeledStmt>(s)->stmt, label, implicit);
    case NodeKind::BranchStmt: {
      auto* b = cast<syntax::BranchStmt>(s);
      if (b->tok != syntax::Token::Break) return false;
      return b->label == nullptr ? implicit : b->label->value == label;
    }
    case NodeKind::BlockStmt: return hasBreakList(cast<syntax::BlockStmt>(s)->list, label, implicit);
    case NodeKind::IfStmt: {
      auto* i = cast<syntax::IfStmt>(s);
      return hasBreak(i->then, label, implicit) || (i->els != nullptr && hasBreak(i->els, label, implicit));
    }
    case NodeKind::SwitchStmt:
      if (label.empty()) return false;
      for (auto* c : cast<syntax::SwitchStmt>(s)->body) {
        if (hasBreakList(c->body, label, false)) return true;
      }
      return false;
    case NodeKind::SelectStmt:
      if (label.empty()) return false;
      for (auto* c : cast<syntax::SelectStmt>(s)->body) {
        if (hasBreakList(c->body, label, false)) return true;
      }
      return false;
    case NodeKind::ForStmt: return !label.empty() && hasBreak(cast<syntax::ForStmt>(s)->body, label, false);
    default: return false;
  }
}

}  // namespace

// label is that of s, or "".
bool Checker::isTerminating(syntax::Stmt* s, std::string_view label) {
  switch (s->kind) {
    case NodeKind::LabeledStmt: {
      auto* l = cast<syntax::LabeledStmt>(s);
      return isTerminating(l->stmt, l->label->value);
    }
    case NodeKind::ExprStmt: {
      auto* call = dyn_cast<syntax::CallExpr>(syntax::unparen(cast<syntax::ExprStmt>(s)->x));
      return call != nullptr && isPanic.contains(call);
    }
    case NodeKind::ReturnStmt: return true;
    case NodeKind::BranchStmt: {
      syntax::Token tok = cast<syntax::BranchStmt>(s)->tok;
      return tok == syntax::Token::Goto || tok == syntax::Token::Fallthrough;
    }
    case NodeKind::BlockStmt: return isTerminatingList(cast<syntax::BlockStmt>(s)->list, "");
    case NodeKind::IfStmt: {
      auto* i = cast<syntax::IfStmt>(s);
      return i->els != nullptr && isTerminating(i->then, "") && isTerminating(i->els, "");
    }
    case NodeKind::SwitchStmt: return isTerminatingSwitch(cast<syntax::SwitchStmt>(s)->body, label);
    case NodeKind::SelectStmt:
      for (auto* c : cast<syntax::SelectStmt>(s)->body) {
        if (!isTerminatingList(c->body, "") || hasBreakList(c->body, label, true)) return false;
      }
      return true;
    case NodeKind::ForStmt: {
      auto* f = cast<syntax::ForStmt>(s);
      if (isa<syntax::RangeClause>(f->init)) return false;  // ranges end
      return f->cond == nullptr && !hasBreak(f->body, label, true);
    }
    default: return false;
  }
}

bool Checker::isTerminatingList(std::span<syntax::Stmt* const> list, std::string_view label) {
  for (size_t i = list.size(); i > 0; i--) {
    if (!isa<syntax::EmptyStmt>(list[i - 1])) return isTerminating(list[i - 1], label);
  }
  return false;
}

bool Checker::isTerminatingSwitch(std::span<syntax::CaseClause* const> body, std::string_view label) {
  bool hasDefault = false;
  for (auto* c : body) {
    if (c->cases == nullptr) hasDefault = true;
    if (!isTerminatingList(c->body, "") || hasBreakList(c->body, label, true)) return false;
  }
  return hasDefault;
}

}  // namespace golem::types
