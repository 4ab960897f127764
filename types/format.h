// Formatting of messages: Go's verbs over types, objects, operands and syntax, as in go/types.
#pragma once

#include <type_traits>

#include "types/fwd.h"
#include "types/version.h"

namespace golem::types {

struct Arg {
  enum class Kind : uint8_t {
    Nil, Str, Int, Uint, Bool, Type, Object, Operand, Node, Pos, Value, Types, TypeParams, Operands, Exprs, Package,
    Scope, Selection,
  };
  Kind kind = Kind::Nil;
  const void* ptr = nullptr;
  int64_t num = 0;
  std::string str;
  Pos pos{};
  std::vector<const void*> items;  // of the list kinds

  Arg() = default;
  Arg(const char* s) : kind(Kind::Str), str(s) {}
  Arg(std::string_view s) : kind(Kind::Str), str(s) {}
  Arg(const std::string& s) : kind(Kind::Str), str(s) {}
  Arg(const GoVersion& v) : kind(Kind::Str), str(v.text) {}
  template <class T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
  Arg(T n) : kind(std::is_signed_v<T> ? Kind::Int : Kind::Uint), num(int64_t(n)) {}
  template <class T>
    requires std::is_same_v<T, bool>
  Arg(T b) : kind(Kind::Bool), num(b) {}
  Arg(const Type* t) : kind(Kind::Type), ptr(t) {}
  Arg(const Object* o) : kind(Kind::Object), ptr(o) {}
  Arg(const Operand* x) : kind(Kind::Operand), ptr(x) {}
  Arg(const syntax::Node* n) : kind(Kind::Node), ptr(n) {}
  Arg(const Package* p) : kind(Kind::Package), ptr(p) {}
  Arg(const Selection* s) : kind(Kind::Selection), ptr(s) {}
  Arg(Pos p) : kind(Kind::Pos), pos(p) {}
  Arg(Val v) : kind(Kind::Value), ptr(v) {}
  Arg(std::span<Type* const> l) : kind(Kind::Types), items(l.begin(), l.end()) {}
  Arg(const TypeList& l) : kind(Kind::Types), items(l.begin(), l.end()) {}
  Arg(std::span<TypeParam* const> l) : kind(Kind::TypeParams), items(l.begin(), l.end()) {}
  Arg(const TypeParamList& l) : kind(Kind::TypeParams), items(l.begin(), l.end()) {}
  Arg(std::span<Operand* const> l) : kind(Kind::Operands), items(l.begin(), l.end()) {}
  Arg(const std::vector<Operand*>& l) : kind(Kind::Operands), items(l.begin(), l.end()) {}
  Arg(std::span<syntax::Expr* const> l) : kind(Kind::Exprs), items(l.begin(), l.end()) {}
};

// Verbs: %s %v %d %q %t %c %#x %T (kind of type) and %%. tpSubscripts writes ids behind type parameters' names.
std::string sprintfArgs(const Qualifier& qf, bool tpSubscripts, std::string_view format, std::span<const Arg> args);

template <class... A>
std::string sprintf(const Qualifier& qf, bool tpSubscripts, std::string_view format, const A&... a) {
  const Arg args[] = {Arg(a)..., Arg()};
  return sprintfArgs(qf, tpSubscripts, format, std::span<const Arg>(args, sizeof...(A)));
}

// Where an error is: a node's leftmost position, an operand's expression, an object's name, or a plain position.
struct Poser {
  enum class Kind : uint8_t { None, Pos, Operand, Object, Node };
  Kind kind = Kind::None;
  const void* ptr = nullptr;
  Pos position{};
  Poser() = default;
  Poser(Pos p) : kind(Kind::Pos), position(p) {}
  Poser(const Operand* x) : kind(Kind::Operand), ptr(x) {}
  Poser(const Object* o) : kind(Kind::Object), ptr(o) {}
  Poser(const syntax::Node* n) : kind(Kind::Node), ptr(n) {}
  Pos pos() const;    // the node's own position
  Pos atPos() const;  // where errors are reported: start of the node
};

std::string stripAnnotations(std::string_view s);  // removes the subscripts of type parameters

}  // namespace golem::types
