// Operands: their description in messages and what they can be assigned to.
#include "types/operand.h"

#include "syntax/printer.h"
#include "types/checker.h"

namespace golem::types {

std::string_view operandModeString(OperandMode m) {
  switch (m) {
    case OperandMode::Invalid: return "invalid operand";
    case OperandMode::NoValue: return "no value";
    case OperandMode::Builtin: return "built-in";
    case OperandMode::TypExpr: return "type";
    case OperandMode::Constant: return "constant";
    case OperandMode::Variable: return "variable";
    case OperandMode::MapIndex: return "map index expression";
    case OperandMode::Value: return "value";
    case OperandMode::NilValue: return "nil";
    case OperandMode::CommaOk: return "comma, ok expression";
    case OperandMode::CommaErr: return "comma, error expression";
    case OperandMode::CgoFunc: return "cgo function";
  }
  return "";
}

std::string_view compositeKind(Type* t) {
  switch (t->underlying()->kind()) {
    case TypeKind::Array: return "array";
    case TypeKind::Slice: return "slice";
    case TypeKind::Struct: return "struct";
    case TypeKind::Pointer: return "pointer";
    case TypeKind::Signature: return "func";
    case TypeKind::Interface: return "interface";
    case TypeKind::Map: return "map";
    case TypeKind::Chan: return "chan";
    case TypeKind::Tuple: return "tuple";
    case TypeKind::Union: return "union";
    default: return "";
  }
}

Pos Operand::pos() const { return expr == nullptr ? Pos{} : expr->pos; }

bool Operand::isNil() const { return mode == OperandMode::NilValue; }

// The form is "expression (untyped kind mode value of type T)", parts that do not apply left out.
std::string operandString(const Operand* x, const Qualifier& qf) {
  if (x->mode == OperandMode::NilValue) {
    if (x->typ == nullptr || x->typ == invalidType()) return "nil (with invalid type)";
    if (x->typ == basicType(BasicKind::UntypedNil)) return "nil";
    return "nil (of type " + typeString(x->typ, qf) + ")";
  }
  std::string expr;
  if (x->expr != nullptr) {
    expr = syntax::toString(x->expr);
  } else if (x->mode == OperandMode::Builtin) {
    expr = predeclaredFunc(x->id).name;
  } else if (x->mode == OperandMode::TypExpr) {
    expr = typeString(x->typ, qf);
  } else if (x->mode == OperandMode::Constant) {
    expr = constant::toString(x->val);
  }
  std::string buf;
  if (!expr.empty()) buf = expr + " (";

  bool hasType = false;
  switch (x->mode) {
    case OperandMode::Invalid:
    case OperandMode::NoValue:
    case OperandMode::Builtin:
    case OperandMode::TypExpr: break;
    default:
      if (x->typ == nullptr) break;
      if (isUntyped(x->typ)) {
        buf += as<Basic>(unalias(x->typ))->name_;
        buf += ' ';
      } else {
        hasType = true;
      }
  }
  buf += operandModeString(x->mode);
  if (x->mode == OperandMode::Constant) {
    std::string s = constant::toString(x->val);
    if (s != expr) buf += " " + s;
  }
  if (hasType) {
    if (isValid(x->typ)) {
      std::string desc;
      if (isGeneric(x->typ)) desc = "generic ";
      // For a type with a name say what it is made of; for a type parameter its constraint follows.
      auto* tpar = unaliasAs<TypeParam>(x->typ);
      if (tpar == nullptr && (isa<Alias>(x->typ) || isa<Named>(x->typ))) {
        std::string_view what = compositeKind(x->typ);
        if (what.empty()) {
          if (auto* b = underAs<Basic>(x->typ)) what = b->name_;
        }
        desc += what;
        desc += ' ';
      }
      buf += " of " + desc + "type " + typeString(x->typ, qf);
      if (tpar != nullptr) {
        buf += " constrained by " + typeString(tpar->bound_, qf);
        if (hasEmptyTypeset(tpar)) buf += " with empty type set";
      }
    } else {
      buf += " with invalid type";
    }
  }
  if (!expr.empty()) buf += ')';
  return buf;
}

void Operand::setConst(constant::LitKind k, std::string_view lit) {
  BasicKind kind = BasicKind::UntypedString;
  switch (k) {
    case constant::LitKind::Int: kind = BasicKind::UntypedInt; break;
    case constant::LitKind::Float: kind = BasicKind::UntypedFloat; break;
    case constant::LitKind::Imag: kind = BasicKind::UntypedComplex; break;
    case constant::LitKind::Rune: kind = BasicKind::UntypedRune; break;
    case constant::LitKind::String: break;
  }
  Val v = constant::makeFromLiteral(lit, k);
  if (constant::isUnknown(v)) {
    mode = OperandMode::Invalid;
    typ = invalidType();
    return;
  }
  mode = OperandMode::Constant;
  typ = basicType(kind);
  val = v;
}

bool Operand::assignableTo(Checker* check, Type* T, std::string* cause, Code* code) {
  auto result = [&](bool ok, Code c) {
    if (code != nullptr) *code = ok ? Code::NoCode : c;
    return ok;
  };
  if (mode == OperandMode::Invalid || !isValid(T)) return result(true, Code::NoCode);  // no follow-up errors

  Type* origT = T;
  Type* V = unalias(typ);
  T = unalias(T);
  if (types::identical(V, T)) return result(true, Code::NoCode);

  Type* Vu = V->underlying();
  Type* Tu = T->underlying();
  auto* Vp = as<TypeParam>(V);
  auto* Tp = as<TypeParam>(T);

  // An untyped value must be representable in T, or in each specific type of T's type set.
  if (isUntyped(Vu)) {
    Val v = nullptr;
    Code c{};
    if (Tp != nullptr) {
      return result(Tp->is([&](const Term* t) {
        return t != nullptr && types::implicitTypeAndValue(check, this, t->typ_, &v, &c) != nullptr;
      }),
                    Code::IncompatibleAssign);
    }
    return result(types::implicitTypeAndValue(check, this, T, &v, &c) != nullptr, Code::IncompatibleAssign);
  }

  // Identical underlying types, and one of the types has no name.
  if (types::identical(Vu, Tu) && (!hasName(V) || !hasName(T)) && Vp == nullptr && Tp == nullptr) {
    return result(true, Code::NoCode);
  }

  // T is an interface that V implements. A pointer to an interface goes the same way for the sake of its
  // cause.
  if ((isa<Interface>(Tu) && Tp == nullptr) || isInterfacePtr(Tu)) {
    if (types::implements(check, V, T, false, cause)) return result(true, Code::NoCode);
    if (Vp == nullptr) return result(false, Code::InvalidIfaceAssign);
    if (cause != nullptr) cause->clear();  // V may be assignable by way of its type set
  }

  // If V is an interface that T implements, a type assertion is missing.
  if (isa<Interface>(Vu) && Vp == nullptr && types::implements(check, T, V, false, nullptr)) {
    if (cause != nullptr) *cause = "need type assertion";
    return result(false, Code::IncompatibleAssign);
  }

  // A bidirectional channel goes into a directed one.
  if (auto* Vc = as<Chan>(Vu); Vc != nullptr && Vc->dir_ == ChanDir::SendRecv) {
    if (auto* Tc = as<Chan>(Tu); Tc != nullptr && types::identical(Vc->elem_, Tc->elem_)) {
      return result(!hasName(V) || !hasName(T), Code::InvalidChanAssign);
    }
  }

  if (Vp == nullptr && Tp == nullptr) return result(false, Code::IncompatibleAssign);

  auto addCause = [&](std::string msg) {
    if (check == nullptr || cause == nullptr) return;
    if (!cause->empty()) msg += "\n\t" + *cause;
    *cause = std::move(msg);
  };

  // An unnamed V must be assignable to each specific type of T.
  if (!hasName(V) && Tp != nullptr) {
    bool ok = false;
    Code c = Code::IncompatibleAssign;
    Tp->is([&](const Term* t) {
      if (t == nullptr) return false;
      ok = assignableTo(check, t->typ_, cause, &c);
      if (!ok && check != nullptr) {
        addCause(check->sprintf("cannot assign %s to %s (in %s)", typ, t->typ_, static_cast<Type*>(Tp)));
      }
      return ok;
    });
    return result(ok, c);
  }

  // Each specific type of V must be assignable to an unnamed T.
  if (Vp != nullptr && !hasName(T)) {
    Operand x = *this;
    bool ok = false;
    Code c = Code::IncompatibleAssign;
    Vp->is([&](const Term* v) {
      if (v == nullptr) return false;
      x.typ = v->typ_;
      ok = x.assignableTo(check, T, cause, &c);
      if (!ok && check != nullptr) {
        addCause(check->sprintf("cannot assign %s (in %s) to %s", v->typ_, static_cast<Type*>(Vp), origT));
      }
      return ok;
    });
    return result(ok, c);
  }
  return result(false, Code::IncompatibleAssign);
}

}  // namespace golem::types
