// Basic, function and composite literals.
#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

// Reports forms of numbers that the language version lacks.
void Checker::langCompat(syntax::BasicLit* lit) {
  std::string_view s = lit->value;
  if (s.size() <= 2) return;
  GoVersion go113 = goVersion1(13);
  if (allowVersion(go113)) return;
  if (s.find('_') != std::string_view::npos) {
    versionErrorf(lit, go113, "underscore in numeric literal");
    return;
  }
  if (s[0] != '0') return;
  char radix = s[1];
  if (radix == 'b' || radix == 'B') {
    versionErrorf(lit, go113, "binary literal");
  } else if (radix == 'o' || radix == 'O') {
    versionErrorf(lit, go113, "0o/0O-style octal literal");
  } else if (lit->litKind != syntax::LitKind::Int && (radix == 'x' || radix == 'X')) {
    versionErrorf(lit, go113, "hexadecimal floating-point literal");
  }
}

static constant::LitKind constKind(syntax::LitKind k) {
  switch (k) {
    case syntax::LitKind::Int: return constant::LitKind::Int;
    case syntax::LitKind::Float: return constant::LitKind::Float;
    case syntax::LitKind::Imag: return constant::LitKind::Imag;
    case syntax::LitKind::Rune: return constant::LitKind::Rune;
    case syntax::LitKind::String: break;
  }
  return constant::LitKind::String;
}

void Checker::basicLit(Operand* x, syntax::BasicLit* e) {
  using K = syntax::LitKind;
  if (e->litKind == K::Int || e->litKind == K::Float || e->litKind == K::Imag) {
    langCompat(e);
    // Far more digits than the precision kept: would only cost time.
    constexpr size_t limit = 10000;
    if (e->value.size() > limit) {
      errorf(e, Code::InvalidConstVal, "excessively long constant: %s... (%d chars)", e->value.substr(0, 10),
             e->value.size());
      x->mode = OperandMode::Invalid;
      return;
    }
  }
  x->setConst(constKind(e->litKind), e->value);
  if (x->mode == OperandMode::Invalid) {
    errorf(e, Code::InvalidConstVal, "malformed constant: %s", e->value);  // number too large or small
    return;
  }
  x->expr = e;
  overflow(x, syntax::startPos(e));
}

void Checker::funcLit(Operand* x, syntax::FuncLit* e) {
  auto* sig = as<Signature>(typ(e->type));
  if (sig == nullptr) {
    errorf(e, Code::InvalidSyntaxTree, "invalid function literal %v", e);
    x->mode = OperandMode::Invalid;
    return;
  }
  sig->scope_->pos_ = e->pos;
  sig->scope_->end_ = syntax::endPos(e);
  if (!conf->ignoreFuncBodies && e->body != nullptr) {
    // The body belongs to the enclosing package-level declaration. It is checked later because it may use a
    // type whose declaration holds the literal, but before the enclosing scope changes.
    DeclInfo* d = decl;
    Val i = iota;
    later([this, d, sig, e, i] { funcBody(d, "<function literal>", sig, e->body, i); });
  }
  x->mode = OperandMode::Value;
  x->typ = sig;
}

namespace {

// Constants of different kinds but equal value have equal keys: 1, 1.0 and 1+0i.
std::string keyVal(Val x) {
  if (constant::kind(x) == constant::Kind::Complex) {
    Val f = constant::toFloat(x);
    if (constant::kind(f) != constant::Kind::Float) {
      return "c" + constant::hashKey(constant::makeFloat64(constant::float64Val(constant::real(x)))) + "," +
             constant::hashKey(constant::makeFloat64(constant::float64Val(constant::imag(x))));
    }
    x = f;
  }
  if (constant::kind(x) == constant::Kind::Float) {
    Val i = constant::toInt(x);
    if (constant::kind(i) != constant::Kind::Int)
      return "f" + constant::hashKey(constant::makeFloat64(constant::float64Val(x)));
    x = i;
  }
  return constant::hashKey(x);
}

}  // namespace

void Checker::compositeLit(Operand* x, syntax::CompositeLit* e, Type* hint) {
  Type* typ = nullptr;
  Type* base = nullptr;
  bool isElem = false;  // element of an enclosing literal, without a type of its own

  if (e->type != nullptr) {
    auto* atyp = dyn_cast<syntax::ArrayType>(e->type);
    if (atyp != nullptr && atyp->len == nullptr) {
      // [...]T: the length is known at the end.
      typ = new Array(varType(atyp->elem), -1);
    } else {
      typ = this->typ(e->type);
    }
    base = typ;
  } else if (hint != nullptr) {
    typ = hint;
    base = typ;
    // *T stands for &T{}
    const TypeError* err;
    Type* u = commonUnder(base, {}, &err);
    if (u != nullptr) {
      bool isPtr = false;
      Type* b = deref(u, &isPtr);
      if (isPtr) base = b;
    }
    isElem = true;
  } else {
    error(e, Code::UntypedLit, "missing type in composite literal");
    typ = invalidType();  // go on so that the elements are used
    base = typ;
  }

  const TypeError* err = nullptr;
  Type* utyp = commonUnder(base, {}, &err);
  if (auto* s = as<Struct>(utyp)) {
    if (!e->elemList.empty()) structLit(x, e, s, base);
  } else if (auto* a = as<Array>(utyp)) {
    int64_t n = indexedElts(e->elemList, a->elem_, a->len_);
    // Also for [n]T with an invalid n: the elements are the best guess.
    if (a->len_ < 0) {
      a->len_ = n;
      if (e->type != nullptr) recordTypeAndValue(e->type, OperandMode::TypExpr, a, nullptr);
    }
  } else if (auto* s = as<Slice>(utyp)) {
    indexedElts(e->elemList, s->elem_, -1);
  } else if (auto* m = as<Map>(utyp)) {
    mapLit(x, e, m);
  } else {
    for (syntax::Expr* el : e->elemList) {
      // The key may be the name of a field: only the value can be used.
      if (auto* kv = dyn_cast<syntax::KeyValueExpr>(el)) el = kv->value;
      use(el);
    }
    if (utyp == nullptr || isValid(utyp)) {
      errorf(e, Code::InvalidLit, "invalid composite literal%s type %s%s", isElem ? " element" : "", typ,
             utyp == nullptr ? " (no common underlying type)" : "");
      x->mode = OperandMode::Invalid;
      return;
    }
  }
  x->mode = OperandMode::Value;
  x->typ = typ;
}

void Checker::structLit(Operand* x, syntax::CompositeLit* e, Struct* s, Type* base) {
  const auto& fields = s->fields_;
  if (isa<syntax::KeyValueExpr>(e->elemList[0])) {
    std::vector<bool> visited(fields.size());
    for (syntax::Expr* el : e->elemList) {
      auto* kv = dyn_cast<syntax::KeyValueExpr>(el);
      if (kv == nullptr) {
        error(el, Code::MixedStructLit, "mixture of field:value and value elements in struct literal");
        continue;
      }
      auto* key = dyn_cast<syntax::Name>(kv->key);
      // Do the checks that are possible before giving up on an element. The field's type is a target for
      // inference only in assignments, not here.
      expr(nullptr, x, kv->value);
      if (key == nullptr) {
        errorf(kv, Code::InvalidLitField, "invalid field name %s in struct literal", kv->key);
        continue;
      }
      int i = fieldIndex(fields, pkg, key->value, false);
      if (i < 0) {
        Object* alt = nullptr;
        if (int j = fieldIndex(fields, pkg, key->value, true); j >= 0) alt = fields[j];
        error(kv->key, Code::MissingLitField, lookupError(base, key->value, alt, true));
        continue;
      }
      Var* fld = fields[i];
      recordUse(key, fld);
      assignment(x, fld->typ_, "struct literal");
      if (visited[i]) {
        errorf(kv, Code::DuplicateLitField, "duplicate field name %s in struct literal", key->value);
        continue;
      }
      visited[i] = true;
    }
    return;
  }
  for (size_t i = 0; i < e->elemList.size(); i++) {
    syntax::Expr* el = e->elemList[i];
    if (isa<syntax::KeyValueExpr>(el)) {
      error(el, Code::MixedStructLit, "mixture of field:value and value elements in struct literal");
      continue;
    }
    expr(nullptr, x, el);
    if (i >= fields.size()) {
      errorf(x, Code::InvalidStructLit, "too many values in struct literal of type %s", base);
      break;
    }
    Var* fld = fields[i];
    if (!fld->exported() && fld->pkg_ != pkg) {
      errorf(x, Code::UnexportedLitField,
             "implicit assignment to unexported field %s in struct literal of type %s", fld->name_, base);
      continue;
    }
    assignment(x, fld->typ_, "struct literal");
  }
  if (e->elemList.size() < fields.size()) {
    errorf(e->rbrace, Code::InvalidStructLit, "too few values in struct literal of type %s", base);
  }
}

void Checker::mapLit(Operand* x, syntax::CompositeLit* e, Map* m) {
  // With an interface as key type, constants of different types are different keys.
  bool keyIsInterface = isNonTypeParamInterface(m->key_);
  std::unordered_map<std::string, std::vector<Type*>> visited;
  for (syntax::Expr* el : e->elemList) {
    auto* kv = dyn_cast<syntax::KeyValueExpr>(el);
    if (kv == nullptr) {
      error(el, Code::MissingLitKey, "missing key in map literal");
      continue;
    }
    exprWithHint(x, kv->key, m->key_);
    assignment(x, m->key_, "map literal");
    if (x->mode == OperandMode::Invalid) continue;
    if (x->mode == OperandMode::Constant) {
      bool duplicate = false;
      auto [it, fresh] = visited.try_emplace(keyVal(x->val));
      if (keyIsInterface) {
        for (Type* t : it->second) duplicate = duplicate || identical(t, x->typ);
        it->second.push_back(x->typ);
      } else {
        duplicate = !fresh;
      }
      if (duplicate) {
        errorf(x, Code::DuplicateLitKey, "duplicate key %s in map literal", x->val);
        continue;
      }
    }
    exprWithHint(x, kv->value, m->elem_);
    assignment(x, m->elem_, "map literal");
  }
}

// Checks the elements of an array or slice literal; length < 0 is unknown. Gives the largest index + 1.
int64_t Checker::indexedElts(ExprList elts, Type* typ, int64_t length) {
  std::unordered_set<int64_t> visited;
  bool anyKey = false;  // without keys there are no duplicates
  for (syntax::Expr* e : elts) anyKey = anyKey || isa<syntax::KeyValueExpr>(e);
  int64_t index = 0, max = 0;
  for (syntax::Expr* e : elts) {
    bool validIndex = false;
    syntax::Expr* eval = e;
    if (auto* kv = dyn_cast<syntax::KeyValueExpr>(e)) {
      int64_t i = -1;
      if (isValid(this->index(kv->key, length, &i))) {
        if (i >= 0) {
          index = i;
          validIndex = true;
        } else {
          errorf(e, Code::InvalidLitIndex, "index %s must be integer constant", kv->key);
        }
      }
      eval = kv->value;
    } else if (length >= 0 && index >= length) {
      errorf(e, Code::OversizeArrayLit, "index %d is out of bounds (>= %d)", index, length);
    } else {
      validIndex = true;
    }
    if (validIndex && anyKey && !visited.insert(index).second) {
      errorf(e, Code::DuplicateLitKey, "duplicate index %d in array or slice literal", index);
    }
    index++;
    if (index > max) max = index;

    Operand x;
    exprWithHint(&x, eval, typ);
    assignment(&x, typ, "array or slice literal");
  }
  return max;
}

}  // namespace golem::types
