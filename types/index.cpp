// Index and slice expressions.
#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

// True if e instantiates a generic function, which x then is, still without its type arguments.
bool Checker::indexExpr(Operand* x, syntax::IndexExpr* e) {
  exprOrType(x, e->x, true);
  switch (x->mode) {
    case OperandMode::Invalid: use(e->index); return false;

    case OperandMode::TypExpr:  // instance of a generic type
      x->mode = OperandMode::Invalid;
      x->typ = varType(e);
      if (isValid(x->typ)) x->mode = OperandMode::TypExpr;
      return false;

    case OperandMode::Value:
      if (auto* sig = underAs<Signature>(x->typ); sig != nullptr && !sig->typeParams().empty()) return true;
      break;

    default: break;
  }

  nonGeneric(nullptr, x);
  if (x->mode == OperandMode::Invalid) return false;

  // m[key]: the element type is known whatever becomes of the key.
  auto mapIndex = [&](Type* key, Type* elem) {
    syntax::Expr* index = singleIndex(e);
    if (index == nullptr) {
      x->mode = OperandMode::Invalid;
      return;
    }
    Operand k;
    expr(nullptr, &k, index);
    assignment(&k, key, "map index");
    x->mode = OperandMode::MapIndex;
    x->typ = elem;
    x->expr = e;
  };

  bool valid = false;
  int64_t length = -1;
  Type* u = x->typ->underlying();
  switch (u->kind()) {
    case TypeKind::Basic:
      if (isString(u)) {
        valid = true;
        if (x->mode == OperandMode::Constant) length = int64_t(constant::stringVal(x->val).size());
        // A byte value, never a constant.
        x->mode = OperandMode::Value;
        x->typ = universe().byteType;
      }
      break;

    case TypeKind::Array: {
      auto* a = cast<Array>(u);
      valid = true;
      length = a->len_;
      if (x->mode != OperandMode::Variable) x->mode = OperandMode::Value;
      x->typ = a->elem_;
      break;
    }
    case TypeKind::Pointer:
      if (auto* a = underAs<Array>(cast<Pointer>(u)->base_)) {
        valid = true;
        length = a->len_;
        x->mode = OperandMode::Variable;
        x->typ = a->elem_;
      }
      break;

    case TypeKind::Slice:
      valid = true;
      x->mode = OperandMode::Variable;
      x->typ = cast<Slice>(u)->elem_;
      break;

    case TypeKind::Map: mapIndex(cast<Map>(u)->key_, cast<Map>(u)->elem_); return false;

    case TypeKind::Interface: {
      if (!isTypeParam(x->typ)) break;
      // All types of the type set must agree: all maps with one key type, or no maps; one element type.
      Type* key = nullptr;
      Type* elem = nullptr;
      OperandMode mode = OperandMode::Variable;
      bool ok = underIs(x->typ, [&](Type* t) {
        int64_t l = -1;
        Type* k = nullptr;
        Type* el = nullptr;
        if (auto* b = as<Basic>(t)) {
          if (isString(b)) {
            el = universe().byteType;
            mode = OperandMode::Value;
          }
        } else if (auto* a = as<Array>(t)) {
          l = a->len_;
          el = a->elem_;
          if (x->mode != OperandMode::Variable) mode = OperandMode::Value;
        } else if (auto* p = as<Pointer>(t)) {
          if (auto* pa = underAs<Array>(p->base_)) {
            l = pa->len_;
            el = pa->elem_;
          }
        } else if (auto* s = as<Slice>(t)) {
          el = s->elem_;
        } else if (auto* m = as<Map>(t)) {
          k = m->key_;
          el = m->elem_;
        }
        if (el == nullptr) return false;
        if (elem == nullptr) {
          length = l;
          key = k;
          elem = el;
          return true;
        }
        if ((key == nullptr) != (k == nullptr) || (key != nullptr && !identical(key, k))) return false;
        if (!identical(elem, el)) return false;
        if (l >= 0 && l < length) length = l;
        return true;
      });
      if (ok) {
        if (key != nullptr) {
          mapIndex(key, elem);
          return false;
        }
        valid = true;
        x->mode = mode;
        x->typ = elem;
      }
      break;
    }
    default: break;
  }

  if (!valid) {
    errorf(e->pos, Code::NonSliceableOperand, "cannot index %s", x);
    use(e->index);
    x->mode = OperandMode::Invalid;
    return false;
  }
  syntax::Expr* index = singleIndex(e);
  if (index == nullptr) {
    x->mode = OperandMode::Invalid;
    return false;
  }
  // In invalid programs the element type may not be set yet.
  if (x->typ == nullptr) x->typ = invalidType();
  int64_t val;
  this->index(index, length, &val);
  return false;
}

void Checker::sliceExpr(Operand* x, syntax::SliceExpr* e) {
  expr(nullptr, x, e->x);
  if (x->mode == OperandMode::Invalid) {
    for (syntax::Expr* i : e->index) {
      if (i != nullptr) use(i);
    }
    return;
  }

  // The common underlying type; strings count as byte slices in the comparison.
  Type* ct = nullptr;
  Type* cu = nullptr;
  bool hasString = false;
  typeset(x->typ, [&](Type* t, Type* u) {
    if (u == nullptr) {
      errorf(x, Code::NonSliceableOperand, "cannot slice %s: no specific type in %s", x, x->typ);
      cu = nullptr;
      return false;
    }
    if (isString(u)) {
      u = new Slice(universe().byteType);
      hasString = true;
    }
    if (cu == nullptr) {
      ct = t;
      cu = u;
      return true;
    }
    if (!identical(cu, u)) {
      errorf(x, Code::NonSliceableOperand, "cannot slice %s: %s and %s have different underlying types", x,
             ct, t);
      cu = nullptr;
      return false;
    }
    return true;
  });
  if (hasString) {
    cu = basicType(BasicKind::String);
    if (!isTypeParam(x->typ)) cu = x->typ->underlying();  // untyped strings stay so for now
  }

  bool valid = false;
  int64_t length = -1;
  if (cu == nullptr) {
    x->mode = OperandMode::Invalid;
    return;
  }
  if (auto* b = as<Basic>(cu)) {
    if (isString(b)) {
      if (e->full) {
        syntax::Expr* at = e->index[2] != nullptr ? e->index[2] : e;
        error(at, Code::InvalidSliceExpr, "invalid operation: 3-index slice of string");
        x->mode = OperandMode::Invalid;
        return;
      }
      valid = true;
      if (x->mode == OperandMode::Constant) length = int64_t(constant::stringVal(x->val).size());
      // The slice of an untyped string is a string.
      if (isUntyped(x->typ)) x->typ = basicType(BasicKind::String);
    }
  } else if (auto* a = as<Array>(cu)) {
    valid = true;
    length = a->len_;
    if (x->mode != OperandMode::Variable) {
      errorf(x, Code::NonSliceableOperand, "cannot slice unaddressable value %s", x);
      x->mode = OperandMode::Invalid;
      return;
    }
    x->typ = new Slice(a->elem_);
  } else if (auto* p = as<Pointer>(cu)) {
    if (auto* pa = underAs<Array>(p->base_)) {
      valid = true;
      length = pa->len_;
      x->typ = new Slice(pa->elem_);
    }
  } else if (isa<Slice>(cu)) {
    valid = true;
  }
  if (!valid) {
    errorf(x, Code::NonSliceableOperand, "cannot slice %s", x);
    x->mode = OperandMode::Invalid;
    return;
  }
  x->mode = OperandMode::Value;

  if (e->full && (e->index[1] == nullptr || e->index[2] == nullptr)) {
    error(e, Code::InvalidSyntaxTree, "2nd and 3rd index required in 3-index slice");
    x->mode = OperandMode::Invalid;
    return;
  }

  int64_t ind[3];
  for (int i = 0; i < 3; i++) {
    ind[i] = -1;
    if (e->index[i] != nullptr) {
      // Where the capacity is known it equals the length, and an index may equal it.
      int64_t v = -1;
      index(e->index[i], length >= 0 ? length + 1 : -1, &v);
      if (v >= 0) ind[i] = v;
    } else if (i == 0) {
      ind[i] = 0;
    } else if (length >= 0) {
      ind[i] = length;
    }
  }
  // Constant indices must not decrease; one error is enough.
  for (int i = 0; i < 2; i++) {
    if (ind[i] <= 0) continue;
    for (int j = i + 1; j < 3; j++) {
      if (ind[j] >= 0 && ind[j] < ind[i]) {
        errorf(e->index[j], Code::SwappedSliceIndices, "invalid slice indices: %d < %d", ind[j], ind[i]);
        return;
      }
    }
  }
}

// The only index of e; nullptr after an error.
syntax::Expr* Checker::singleIndex(syntax::IndexExpr* e) {
  syntax::Expr* index = e->index;
  if (index == nullptr) {
    errorf(e, Code::InvalidSyntaxTree, "missing index for %s", e->x);
    return nullptr;
  }
  if (auto* l = dyn_cast<syntax::ListExpr>(index)) {
    if (l->elemList.size() <= 1) {
      errorf(e, Code::InvalidSyntaxTree, "invalid use of ListExpr for index expression %v with %d indices", e,
             l->elemList.size());
      return nullptr;
    }
    error(l->elemList[1], Code::InvalidIndex, "invalid operation: more than one index");
    index = l->elemList[0];
  }
  return index;
}

// Checks an index against max (if >= 0). The index's integer type, or the invalid type; *val is its value if
// it is a constant, else -1.
Type* Checker::index(syntax::Expr* index, int64_t max, int64_t* val) {
  *val = -1;
  Operand x;
  expr(nullptr, &x, index);
  if (!isValidIndex(&x, Code::InvalidIndex, "index", false)) return invalidType();
  if (x.mode != OperandMode::Constant) return x.typ;
  if (constant::isUnknown(x.val)) return invalidType();
  int64_t v = constant::int64Val(x.val);
  if (max >= 0 && v >= max) {
    errorf(&x, Code::InvalidIndex, "invalid argument: index %s out of bounds [0:%d]", x.val, max);
    return invalidType();
  }
  *val = v;
  return x.typ;
}

bool Checker::isValidIndex(Operand* x, Code code, std::string_view what, bool allowNegative) {
  if (x->mode == OperandMode::Invalid) return false;
  convertUntyped(x, basicType(BasicKind::Int));
  if (x->mode == OperandMode::Invalid) return false;
  if (!allInteger(x->typ)) {
    errorf(x, code, "invalid argument: %s %s must be integer", what, x);
    return false;
  }
  if (x->mode == OperandMode::Constant) {
    if (!allowNegative && constant::sign(x->val) < 0) {
      errorf(x, code, "invalid argument: %s %s must not be negative", what, x);
      return false;
    }
    if (!representableConst(x->val, basicType(BasicKind::Int), &x->val)) {
      errorf(x, code, "invalid argument: %s %s overflows int", what, x);
      return false;
    }
  }
  return true;
}

}  // namespace golem::types
