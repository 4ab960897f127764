// Tokens, operators and kinds of literals.
#pragma once

#include <cstdint>
#include <string_view>

namespace golem::syntax {

enum class Token : uint8_t {
  None,
  Eof,
  Name,
  Literal,
  Operator,  // binary operators except *
  AssignOp,  // op=
  IncOp,     // ++ and --
  Assign,    // =
  Define,    // :=
  Arrow,     // <-
  Star,
  Lparen, Lbrack, Lbrace, Rparen, Rbrack, Rbrace,
  Comma, Semi, Colon, Dot, DotDotDot,
  Break, Case, Chan, Const, Continue, Default, Defer, Else, Fallthrough, For, Func, Go, Goto, If, Import, Interface,
  Map, Package, Range, Return, Select, Struct, Switch, Type, Var,
};

enum class Operator : uint8_t {
  None,
  Def,    // the : of :=
  Not,
  Recv,   // <-
  Tilde,
  OrOr,
  AndAnd,
  Eql, Neq, Lss, Leq, Gtr, Geq,
  Add, Sub, Or, Xor,
  Mul, Div, Rem, And, AndNot, Shl, Shr,
};

enum class LitKind : uint8_t { Int, Float, Imag, Rune, String };

enum class ChanDir : uint8_t { None, SendOnly, RecvOnly };

// Binary precedences; 0: not a binary operator.
enum Precedence : int { precNone, precOrOr, precAndAnd, precCmp, precAdd, precMul };

std::string_view spelling(Token t);
std::string_view spelling(Operator op);
int precedence(Operator op);
inline bool isComparison(Operator op) { return op >= Operator::Eql && op <= Operator::Geq; }
inline bool isShift(Operator op) { return op == Operator::Shl || op == Operator::Shr; }

}  // namespace golem::syntax
