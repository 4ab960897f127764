// See linkname.h.
#include "gir/linkname.h"

#include "types/api.h"

namespace golem::gir {

using namespace types;

std::string symbolPath(std::string_view path) {
  std::string out;
  size_t slash = path.rfind('/');
  for (size_t i = 0; i < path.size(); i++) {
    unsigned char c = path[i];
    bool dotInLast = c == '.' && (slash == std::string_view::npos || i > slash);
    if (c <= ' ' || c == '%' || c == '"' || c >= 0x7f || dotInLast) {
      constexpr char hex[] = "0123456789abcdef";
      out += '%';
      out += hex[c >> 4];
      out += hex[c & 15];
    } else {
      out += char(c);
    }
  }
  return out;
}

namespace {

struct Writer {
  std::string &out;
  bool reflect; // package names instead of paths, no numbers of local types
  int nested = 0; // inside type arguments reflection, too, shows full paths

  void qualifier(const types::Package *p) {
    if (p == nullptr)
      return;
    if (reflect && nested == 0)
      out += p->name();
    else
      out += symbolPath(p->path());
    out += '.';
  }

  void member(const Object *o) {
    if (!o->exported() && !reflect)
      qualifier(o->pkg());
    out += o->name();
  }

  /// implicit: how many come from the enclosing function; what follows them is set off, as gc does.
  void list(std::span<Type *const> ts, size_t implicit = 0) {
    nested++;
    for (size_t i = 0; i < ts.size(); i++) {
      if (i)
        out += i == implicit ? ';' : ',';
      type(ts[i]);
    }
    nested--;
  }

  void signature(Signature *s) {
    out += '(';
    for (int i = 0; i < s->numParams(); i++) {
      if (i)
        out += ", ";
      Type *t = s->param(i)->type();
      if (s->variadic() && i + 1 == s->numParams()) {
        out += "...";
        if (auto *sl = underAs<Slice>(t))
          t = sl->elem();
      }
      type(t);
    }
    out += ')';
    if (s->numResults() == 1) {
      out += ' ';
      type(s->result(0)->type());
    } else if (s->numResults() > 1) {
      out += " (";
      for (int i = 0; i < s->numResults(); i++) {
        if (i)
          out += ", ";
        type(s->result(i)->type());
      }
      out += ')';
    }
  }

  void structure(Struct *s) {
    if (s->numFields() == 0) {
      out += "struct {}";
      return;
    }
    out += "struct { ";
    for (int i = 0; i < s->numFields(); i++) {
      if (i)
        out += "; ";
      Var *f = s->field(i);
      if (!f->embedded()) {
        member(f);
        out += ' ';
      } else if (!reflect) {
        // An alias gives the field another name than its type's.
        Type *e = unalias(f->type());
        if (auto *p = as<Pointer>(e))
          e = unalias(p->elem());
        std::string_view own = e->kind() == TypeKind::Named   ? static_cast<Named *>(e)->obj()->name()
                               : e->kind() == TypeKind::Basic ? static_cast<Basic *>(e)->name()
                                                              : std::string_view();
        // A predeclared type's name is not exported: the field belongs to its package.
        if (own != f->name() || (e->kind() == TypeKind::Basic && f->pkg() != nullptr)) {
          out += '=';
          member(f);
          out += ' ';
        }
      }
      type(f->type());
      if (!s->tag(i).empty()) {
        out += ' ';
        out += constant::quote(s->tag(i));
      }
    }
    out += " }";
  }

  void interface(Interface *it) {
    int n = it->numMethods();
    if (n == 0) {
      out += it->isComparable() && !it->isMethodSet() ? "comparable" : "interface {}";
      return;
    }
    out += "interface { ";
    for (int i = 0; i < n; i++) {
      if (i)
        out += "; ";
      Func *m = it->method(i);
      if (!m->exported())
        qualifier(m->pkg());
      out += m->name();
      signature(m->signature());
    }
    out += " }";
  }

  void named(Named *n) {
    TypeName *o = n->obj();
    if (o->pkg() != nullptr)
      qualifier(o->pkg());
    out += o->name();
    auto number = [&] {
      out += "\u00b7";
      out += std::to_string(o->order());
    };
    if (o->isLocal() && !reflect)
      number();
    if (auto args = n->typeArgs(); !args.empty()) {
      out += '[';
      list(args, reflect && o->enclosing_ ? o->enclosing_->size() : 0);
      out += ']';
    }
    if (o->isLocal() && reflect && nested != 0)
      number();
  }

  void type(Type *t) {
    t = unalias(t);
    switch (t->kind()) {
    case TypeKind::Basic: {
      auto *b = static_cast<Basic *>(t);
      switch (b->basicKind()) {
      case BasicKind::Uint8: out += "uint8"; break;
      case BasicKind::Int32: out += "int32"; break;
      case BasicKind::UnsafePointer: out += "unsafe.Pointer"; break;
      default: out += b->name();
      }
      break;
    }
    case TypeKind::Array:
      out += '[';
      out += std::to_string(static_cast<Array *>(t)->len());
      out += ']';
      type(static_cast<Array *>(t)->elem());
      break;
    case TypeKind::Slice:
      out += "[]";
      type(static_cast<Slice *>(t)->elem());
      break;
    case TypeKind::Pointer:
      out += '*';
      type(static_cast<Pointer *>(t)->elem());
      break;
    case TypeKind::Struct: structure(static_cast<Struct *>(t)); break;
    case TypeKind::Interface: interface(static_cast<Interface *>(t)); break;
    case TypeKind::Signature:
      out += "func";
      signature(static_cast<Signature *>(t));
      break;
    case TypeKind::Map:
      out += "map[";
      type(static_cast<Map *>(t)->key());
      out += ']';
      type(static_cast<Map *>(t)->elem());
      break;
    case TypeKind::Chan: {
      auto *c = static_cast<Chan *>(t);
      Type *e = unalias(c->elem());
      out += c->dir() == ChanDir::RecvOnly ? "<-chan " : c->dir() == ChanDir::SendOnly ? "chan<- " : "chan ";
      bool paren = c->dir() != ChanDir::SendOnly && e->kind() == TypeKind::Chan &&
                   static_cast<Chan *>(e)->dir() == ChanDir::RecvOnly && c->dir() == ChanDir::SendRecv;
      if (paren)
        out += '(';
      type(e);
      if (paren)
        out += ')';
      break;
    }
    case TypeKind::Named: named(static_cast<Named *>(t)); break;
    case TypeKind::TypeParam:
      out += '$';
      out += std::to_string(static_cast<TypeParam *>(t)->id_);
      break;
    case TypeKind::Tuple: {
      out += '(';
      bool first = true;
      for (Var *v : static_cast<Tuple *>(t)->vars_) {
        if (!first)
          out += ", ";
        first = false;
        type(v->type());
      }
      out += ')';
      break;
    }
    default: out += "?"; break;
    }
  }
};

} // namespace

void appendLinkString(std::string &out, Type *t) { Writer{out, false}.type(t); }
std::string linkString(Type *t) {
  std::string s;
  appendLinkString(s, t);
  return s;
}
std::string reflectString(Type *t) {
  std::string s;
  Writer{s, true}.type(t);
  return s;
}

bool isShared(const FuncRef &f) { return f.kind != FuncRef::Plain || !f.typeArgs.empty(); }

// Where the type arguments belong in path.F, path.T.M, path.(*T).M and the names of literals in them: behind F or T.
static size_t genericEnd(std::string_view name) {
  size_t path = name.rfind('/');
  size_t first = name.find('.', path == std::string_view::npos ? 0 : path);
  if (first == std::string_view::npos)
    return name.size();
  return std::min(name.find_first_of(".-)", first + 1), name.size());
}

std::string symbolName(const FuncRef &f) {
  if (f.kind == FuncRef::Plain) {
    std::string name(f.linkName);
    if (f.typeArgs.empty())
      return name;
    std::string args = "[";
    for (size_t i = 0; i < f.typeArgs.size(); i++) {
      if (i)
        args += ',';
      appendLinkString(args, f.typeArgs[i]);
    }
    args += ']';
    return name.insert(genericEnd(name), args);
  }
  std::string name;
  Type *r = unalias(f.recv);
  bool pointer = r->kind() == TypeKind::Pointer;
  if (pointer) {
    name = "(";
    std::string inner = linkString(r);
    // gc puts the package in front: pkg.(*T).M.
    Type *e = unalias(static_cast<Pointer *>(r)->elem());
    if (auto *n = as<Named>(e); n != nullptr && n->obj()->pkg() != nullptr) {
      std::string pkg = symbolPath(n->obj()->pkg()->path()) + ".";
      name = pkg + "(*" + inner.substr(1 + pkg.size()) + ")";
    } else {
      name = "go:(" + inner + ")";
    }
  } else if (auto *n = as<Named>(r); n != nullptr && n->obj()->pkg() != nullptr) {
    name = linkString(r);
  } else {
    name = "go:" + linkString(r);
  }
  name += '.';
  if (!f.method->exported() && f.method->pkg() != nullptr) {
    Named *n = as<Named>(pointer ? unalias(static_cast<Pointer *>(r)->elem()) : r);
    if (n == nullptr || n->obj()->pkg() != f.method->pkg())
      name += symbolPath(f.method->pkg()->path()) + ".";
  }
  name += f.method->name();
  switch (f.kind) {
  case FuncRef::Bound: name += "-fm"; break;
  case FuncRef::MethodExpr: name += "-expr"; break;
  case FuncRef::IfaceEntry: name += "-iface"; break;
  case FuncRef::Promoted:
  case FuncRef::Plain: break;
  }
  return name;
}

} // namespace golem::gir
