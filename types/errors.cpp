// Reporting of errors.
#include "types/checker.h"

namespace golem::types {

Pos Poser::pos() const {
  switch (kind) {
    case Kind::None: return Pos{};
    case Kind::Pos: return position;
    case Kind::Operand: return static_cast<const Operand*>(ptr)->pos();
    case Kind::Object: return static_cast<const Object*>(ptr)->pos_;
    case Kind::Node: return static_cast<const syntax::Node*>(ptr)->pos;
  }
  return Pos{};
}

Pos Poser::atPos() const {
  if (kind == Kind::Operand) {
    auto* x = static_cast<const Operand*>(ptr);
    return x->expr != nullptr ? syntax::startPos(x->expr) : Pos{};
  }
  if (kind == Kind::Node) return syntax::startPos(static_cast<const syntax::Node*>(ptr));
  return pos();
}

void ErrorBuilder::addAltDecl(Object* obj) {
  if (obj->pos_.isKnown()) addf(obj, "other declaration of %s", obj->name_);
}

Pos ErrorBuilder::pos() const { return desc.empty() ? Pos{} : desc[0].pos; }

std::string ErrorBuilder::msg() const {
  if (desc.empty()) return "no error";
  std::string s;
  for (size_t i = 0; i < desc.size(); i++) {
    if (i > 0) {
      s += "\n\t";
      if (desc[i].pos.isKnown() && check->conf->posString) s += check->conf->posString(desc[i].pos) + ": ";
    }
    s += desc[i].msg;
  }
  return s;
}

void ErrorBuilder::report() {
  if (desc.empty()) return;
  if (check->hasFirstErr) {
    // Follow-up errors of what was reported already.
    auto mentions = [&](std::string_view what) {
      size_t i = desc[0].msg.find(what);
      return i != std::string::npos && i > 0;
    };
    if (mentions("invalid operand") || mentions("invalid type")) {
      desc.clear();
      return;
    }
  }
  check->handleError(pos(), code, msg(), soft);
  desc.clear();
}

void Checker::error(Poser at, Code code, std::string msg) {
  ErrorBuilder err = newError(code);
  err.addMsg(at, std::move(msg));
  err.report();
}

void Checker::softError(Poser at, Code code, std::string msg) {
  ErrorBuilder err = newError(code);
  err.addMsg(at, std::move(msg));
  err.soft = true;
  err.report();
}

// Replaces the positions that the type writer left as \x01 index \x02.
static std::string resolvePositions(const Config* conf, std::string s) {
  size_t i;
  while ((i = s.find('\x01')) != std::string::npos) {
    size_t j = s.find('\x02', i);
    if (j == std::string::npos) break;
    Pos pos{uint32_t(std::strtoul(s.c_str() + i + 1, nullptr, 10))};
    s.replace(i, j - i + 1, conf->posString ? conf->posString(pos) : std::string("?"));
  }
  return s;
}

void Checker::handleError(Pos pos, Code code, std::string msg, bool soft) {
  // A constant without an initial value of its own: the error is where it stands, not at the inherited expression.
  if (errpos.isKnown()) pos = errpos;
  msg = resolvePositions(conf, std::move(msg));
  if (code == Code::InvalidSyntaxTree) msg = "invalid syntax tree: " + msg;
  if (!conf->errorURL.empty()) {
    std::string url = types::sprintf(Qualifier{}, false, conf->errorURL, codeName(code));
    size_t nl = msg.find('\n');
    msg.insert(nl == std::string::npos ? msg.size() : nl, url);
  }
  Error e;
  e.pos = pos;
  e.msg = stripAnnotations(msg);
  e.full = std::move(msg);
  e.soft = soft;
  e.code = code;
  hasFirstErr = true;
  if (conf->error) conf->error(e);
}

namespace {

// A name without its first character.
std::string_view tail(std::string_view s) {
  size_t i = 1;
  while (i < s.size() && (static_cast<unsigned char>(s[i]) & 0xC0) == 0x80) i++;
  return i < s.size() ? s.substr(i) : std::string_view();
}

}  // namespace

std::string Checker::lookupError(Type* typ, std::string_view sel, Object* obj, bool structLit) {
  // obj is what differs from sel in capitalisation only, if there is such a thing. Whether its name is exported matters
  // if it belongs to another package.
  enum { Missing, Misspelled, Unexported, Inaccessible } e = Missing;
  std::string_view alt;
  if (obj != nullptr) {
    alt = obj->name_;
    if (obj->pkg_ == pkg) {
      e = Misspelled;
    } else if (isExported(sel)) {
      if (isExported(alt)) {
        e = Misspelled;
      } else if (tail(sel) == tail(alt)) {
        e = Unexported;
      }
    } else if (isExported(alt)) {
      if (tail(sel) == tail(alt)) e = Misspelled;
    } else if (sel == alt) {
      e = Inaccessible;
    }
  }
  if (structLit) {
    switch (e) {
      case Missing: return sprintf("unknown field %s in struct literal of type %s", sel, typ);
      case Misspelled:
        return sprintf("unknown field %s in struct literal of type %s, but does have %s", sel, typ, alt);
      case Unexported:
        return sprintf("unknown field %s in struct literal of type %s, but does have unexported %s", sel, typ, alt);
      case Inaccessible:
        return sprintf("cannot refer to unexported field %s in struct literal of type %s", alt, typ);
    }
  }
  const char* what = isa<Var>(obj) ? "field" : isa<Func>(obj) ? "method" : "object";
  switch (e) {
    case Missing: return sprintf("type %s has no field or method %s", typ, sel);
    case Misspelled: return sprintf("type %s has no field or method %s, but does have %s %s", typ, sel, what, alt);
    case Unexported:
      return sprintf("type %s has no field or method %s, but does have unexported %s %s", typ, sel, what, alt);
    case Inaccessible: return sprintf("cannot refer to unexported %s %s", what, alt);
  }
  return "";
}

}  // namespace golem::types
