// Types as text, for messages and for finding identical instances.
#include <algorithm>

#include "types/typewriter.h"

#include "types/context.h"
#include "types/checker.h"

namespace golem::types {

namespace {

void appendSubscript(std::string& s, uint64_t x) {
  for (char c : std::to_string(x)) {
    s += "\xE2\x82";
    s += char(0x80 + (c - '0'));
  }
}

}  // namespace

std::string_view goTypeName(Type* t) {
  switch (t->kind()) {
    case TypeKind::Basic: return "Basic";
    case TypeKind::Array: return "Array";
    case TypeKind::Slice: return "Slice";
    case TypeKind::Struct: return "Struct";
    case TypeKind::Pointer: return "Pointer";
    case TypeKind::Tuple: return "Tuple";
    case TypeKind::Signature: return "Func";
    case TypeKind::Union: return "Union";
    case TypeKind::Interface: return "Interface";
    case TypeKind::Map: return "Map";
    case TypeKind::Chan: return "Chan";
    case TypeKind::Named: return "Named";
    case TypeKind::TypeParam: return "TypeParam";
    case TypeKind::Alias: return "Alias";
  }
  return "";
}

void TypeWriter::byte(char b) {
  if (ctxt != nullptr) {
    buf += b == ' ' ? '#' : b;
    return;
  }
  buf += b;
  if (b == ',' || b == ';') buf += ' ';
}

void TypeWriter::error(std::string_view msg) {
  buf += '<';
  buf += msg;
  buf += '>';
}

void TypeWriter::typ(Type* t) {
  if (t == nullptr) {
    error("nil");
    return;
  }
  if (std::find(seen.begin(), seen.end(), t) != seen.end()) {
    error(std::string("cycle to ") + std::string(goTypeName(t)));
    return;
  }
  seen.push_back(t);
  write(t);
  seen.pop_back();
}

void TypeWriter::structType(Struct* t) {
  buf += "struct{";
  for (int i = 0; i < t->numFields(); i++) {
    Var* f = t->fields_[i];
    if (i > 0) byte(';');
    // Without qualification two structs with unexported fields may look the same: say the package once.
    bool annotate = !qf && pkgInfo && !isExported(f->name_);
    if (annotate) pkgInfo = false;
    if (!f->embedded_) {
      buf += f->name_;
      byte(' ');
    }
    typ(f->typ_);
    if (annotate) {
      buf += " /* package ";
      buf += f->pkg_->path_;
      buf += " */ ";
    }
    if (std::string_view tag = t->tag(i); !tag.empty()) {
      byte(' ');
      buf += constant::quote(tag);
    }
  }
  byte('}');
}

void TypeWriter::interfaceType(Interface* t) {
  if (ctxt == nullptr) {
    if (t == universe().any->typ_->underlying()) {
      buf += "any";
      return;
    }
    if (t == universe().comparable->typ_->underlying()) {
      buf += "interface{comparable}";
      return;
    }
  }
  if (t->implicit_) {
    if (t->methods_.empty() && t->embeddeds_.size() == 1) {
      typ(t->embeddeds_[0]);
      return;
    }
    buf += "/* implicit */ ";
  }
  buf += "interface{";
  if (ctxt != nullptr) {
    typeSet(t->typeSet());
  } else {
    bool first = true;
    for (Func* m : t->methods_) {
      if (!first) byte(';');
      first = false;
      buf += m->name_;
      signature(cast<Signature>(m->typ_));
    }
    for (Type* e : t->embeddeds_) {
      if (!first) byte(';');
      first = false;
      typ(e);
    }
  }
  byte('}');
}

void TypeWriter::typeParam(TypeParam* t) {
  if (t->obj_ == nullptr) {
    error("unnamed type parameter");
    return;
  }
  auto it = std::find(tparams.begin(), tparams.end(), t);
  if (it != tparams.end()) {
    buf += "$" + std::to_string(it - tparams.begin());
    return;
  }
  buf += t->obj_->name_;
  if (ctxt != nullptr) {
    appendSubscript(buf, t->id_);
    return;
  }
  // A type parameter that is called like a predeclared type would confuse.
  if (universe().scope->lookup(t->obj_->name_) != nullptr) {
    buf += " /* with ";
    buf += t->obj_->name_;
    buf += " declared at \x01" + std::to_string(t->obj_->pos_.index) + "\x02 */";
  }
}

void TypeWriter::write(Type* type) {
  switch (type->kind()) {
    case TypeKind::Basic: {
      auto* t = static_cast<Basic*>(type);
      if (t->basicKind_ == BasicKind::UnsafePointer) buf += packagePrefix(universe().unsafe, qf);
      buf += t->name_;
      break;
    }
    case TypeKind::Array: {
      auto* t = static_cast<Array*>(type);
      byte('[');
      buf += std::to_string(t->len_);
      byte(']');
      typ(t->elem_);
      break;
    }
    case TypeKind::Slice:
      buf += "[]";
      typ(static_cast<Slice*>(type)->elem_);
      break;
    case TypeKind::Struct: structType(static_cast<Struct*>(type)); break;
    case TypeKind::Pointer:
      byte('*');
      typ(static_cast<Pointer*>(type)->base_);
      break;
    case TypeKind::Tuple: tuple(static_cast<Tuple*>(type), false); break;
    case TypeKind::Signature:
      buf += "func";
      signature(static_cast<Signature*>(type));
      break;
    case TypeKind::Union: {
      auto* t = static_cast<Union*>(type);
      if (t->terms_.empty()) error("empty union");
      for (size_t i = 0; i < t->terms_.size(); i++) {
        if (i > 0) buf += " | ";
        if (t->terms_[i]->tilde_) byte('~');
        typ(t->terms_[i]->typ_);
      }
      break;
    }
    case TypeKind::Interface: interfaceType(static_cast<Interface*>(type)); break;
    case TypeKind::Map: {
      auto* t = static_cast<Map*>(type);
      buf += "map[";
      typ(t->key_);
      byte(']');
      typ(t->elem_);
      break;
    }
    case TypeKind::Chan: {
      auto* t = static_cast<Chan*>(type);
      bool parens = false;
      switch (t->dir_) {
        case ChanDir::SendRecv: {
          buf += "chan ";
          auto* c = as<Chan>(t->elem_);  // chan (<-chan T)
          parens = c != nullptr && c->dir_ == ChanDir::RecvOnly;
          break;
        }
        case ChanDir::SendOnly: buf += "chan<- "; break;
        case ChanDir::RecvOnly: buf += "<-chan "; break;
      }
      if (parens) byte('(');
      typ(t->elem_);
      if (parens) byte(')');
      break;
    }
    case TypeKind::Named: {
      auto* t = static_cast<Named*>(type);
      if (ctxt != nullptr) buf += std::to_string(ctxt->getID(t));
      typeName(t->obj_);
      if (t->inst_ != nullptr) {
        typeList(t->typeArgs());
      } else if (ctxt == nullptr && !t->typeParams().empty()) {
        tParamList(t->typeParams());
      }
      break;
    }
    case TypeKind::TypeParam: typeParam(static_cast<TypeParam*>(type)); break;
    case TypeKind::Alias: {
      auto* t = static_cast<Alias*>(type);
      typeName(t->obj_);
      if (auto l = t->typeArgs(); !l.empty()) {
        typeList(l);
      } else if (ctxt == nullptr && !t->typeParams().empty()) {
        tParamList(t->typeParams());
      }
      if (ctxt != nullptr) typ(unalias(t->obj_->typ_));
      break;
    }
  }
}

void TypeWriter::typeSet(TypeSet* s) {
  bool first = true;
  for (Func* m : s->methods) {
    if (!first) byte(';');
    first = false;
    buf += m->name_;
    signature(cast<Signature>(m->typ_));
  }
  if (isAll(s->terms)) return;
  if (isEmpty(s->terms)) {
    buf += termListString(s->terms);
    return;
  }
  std::vector<std::string> hashes;
  for (TermP t : s->terms) {
    std::string h;
    if (t->tilde_) h += '~';
    writeTypeHash(h, t->typ_, ctxt);
    hashes.push_back(std::move(h));
  }
  std::sort(hashes.begin(), hashes.end());
  if (!first) byte(';');
  for (size_t i = 0; i < hashes.size(); i++) {
    if (i > 0) buf += '|';
    buf += hashes[i];
  }
}

void TypeWriter::typeList(std::span<Type* const> list) {
  byte('[');
  for (size_t i = 0; i < list.size(); i++) {
    if (i > 0) byte(',');
    typ(list[i]);
  }
  byte(']');
}

void TypeWriter::tParamList(std::span<TypeParam* const> list) {
  byte('[');
  Type* prev = nullptr;
  for (size_t i = 0; i < list.size(); i++) {
    TypeParam* p = list[i];
    if (p == nullptr) {
      error("nil type parameter");
      continue;
    }
    if (i > 0) {
      if (p->bound_ != prev) {  // the bound of the ones before
        byte(' ');
        typ(prev);
      }
      byte(',');
    }
    prev = p->bound_;
    typ(p);
  }
  if (prev != nullptr) {
    byte(' ');
    typ(prev);
  }
  byte(']');
}

void TypeWriter::typeName(TypeName* obj) {
  buf += packagePrefix(obj->pkg_, qf);
  buf += obj->name_;
}

void TypeWriter::tuple(Tuple* tup, bool variadic) {
  byte('(');
  auto vars = tupleVars(tup);
  for (size_t i = 0; i < vars.size(); i++) {
    Var* v = vars[i];
    if (i > 0) byte(',');
    if (ctxt == nullptr && !v->name_.empty() && paramNames) {
      buf += v->name_;
      byte(' ');
    }
    if (variadic && i + 1 == vars.size()) {
      if (auto* s = as<Slice>(v->typ_)) {
        buf += "...";
        typ(s->elem_);
      } else {  // append([]byte, string...)
        typ(v->typ_);
        buf += "...";
      }
    } else {
      typ(v->typ_);
    }
  }
  byte(')');
}

void TypeWriter::signature(Signature* sig) {
  bool scoped = false;
  if (!sig->typeParams().empty()) {
    if (ctxt != nullptr) {
      tparams.assign(sig->typeParams().begin(), sig->typeParams().end());
      scoped = true;
    }
    tParamList(sig->typeParams());
  }
  tuple(sig->params_, sig->variadic_);
  int n = sig->numResults();
  if (n == 1 && (ctxt != nullptr || sig->results_->vars_[0]->name_.empty())) {
    byte(' ');
    typ(sig->results_->vars_[0]->typ_);
  } else if (n > 0) {
    byte(' ');
    tuple(sig->results_, false);
  }
  if (scoped) tparams.clear();
}

// ---- API

std::string typeString(Type* t, const Qualifier& qf) {
  std::string buf;
  TypeWriter{buf, qf}.typ(t);
  return buf;
}
void writeType(std::string& buf, Type* t, const Qualifier& qf) { TypeWriter{buf, qf}.typ(t); }
void writeSignature(std::string& buf, Signature* sig, const Qualifier& qf) { TypeWriter{buf, qf}.signature(sig); }
void writeTParamList(std::string& buf, std::span<TypeParam* const> l, const Qualifier& qf) {
  TypeWriter{buf, qf}.tParamList(l);
}

void writeTypeHash(std::string& buf, Type* t, Context* ctxt) {
  const Qualifier none;
  TypeWriter w{buf, none};
  w.ctxt = ctxt;
  w.paramNames = false;
  w.typ(t);
}

Qualifier relativeTo(const Package* pkg) {
  if (pkg == nullptr) return {};
  return [pkg](const Package* other) { return pkg == other ? std::string() : std::string(other->path_); };
}

std::string typeParamsString(std::span<TypeParam* const> list) {
  size_t n = list.size();
  std::string s;
  for (size_t i = 0; i < n; i++) {
    if (i > 0) s += n == 2 ? " and " : i + 1 == n ? ", and " : ", ";
    s += list[i]->obj_->name_;
  }
  return s;
}

// ---- context

Context* newContext() { return new Context; }

std::string Context::instanceHash(Type* orig, std::span<Type* const> targs) {
  std::string buf = std::to_string(getID(orig));
  const Qualifier none;
  TypeWriter w{buf, none};
  w.ctxt = this;
  w.paramNames = false;
  w.typ(orig);
  if (!targs.empty()) w.typeList(targs);
  return buf;
}

Type* Context::lookup(const std::string& h, Type* orig, std::span<Type* const> targs) {
  auto it = typeMap.find(h);
  if (it == typeMap.end()) return nullptr;
  for (const Entry& e : it->second) {
    if (identicalInstance(orig, targs, e.orig, e.targs)) return e.instance;
  }
  return nullptr;
}

Type* Context::update(const std::string& h, Type* orig, std::span<Type* const> targs, Type* inst) {
  auto& entries = typeMap[h];
  for (const Entry& e : entries) {
    if (identical(inst, e.instance)) return e.instance;
  }
  entries.push_back({orig, TypeList(targs.begin(), targs.end()), inst});
  return inst;
}

int Context::getID(Type* t) { return originIDs.try_emplace(t, int(originIDs.size())).first->second; }

}  // namespace golem::types
