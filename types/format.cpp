// Formatting of messages. Verbs mean what they mean to Go's fmt; types, objects and operands are written with
// the names that the package being checked would use for them.
#include "types/format.h"

#include "base/unicode.h"
#include "constant/value.h"
#include "syntax/printer.h"
#include "types/checker.h"

namespace golem::types {

namespace {

template <class F>
std::string bracketed(const std::vector<const void*>& items, F f) {
  std::string s = "[";
  for (size_t i = 0; i < items.size(); i++) {
    if (i > 0) s += ", ";
    s += f(items[i]);
  }
  return s + "]";
}

std::string textOf(const Qualifier& qf, const Arg& a) {
  using K = Arg::Kind;
  auto type = [&](const void* p) {
    return p == nullptr ? std::string("<nil>") : typeString(static_cast<Type*>(const_cast<void*>(p)), qf);
  };
  switch (a.kind) {
    case K::Nil: return "<nil>";
    case K::Str: return a.str;
    case K::Int: return std::to_string(a.num);
    case K::Uint: return std::to_string(uint64_t(a.num));
    case K::Bool: return a.num != 0 ? "true" : "false";
    case K::Type: return type(a.ptr);
    case K::Object:
      return a.ptr == nullptr ? "<nil>" : objectString(static_cast<Object*>(const_cast<void*>(a.ptr)), qf);
    case K::Operand:
      return a.ptr == nullptr ? "<nil>" : operandString(static_cast<const Operand*>(a.ptr), qf);
    case K::Node:
      return a.ptr == nullptr ? "<nil>" : syntax::toString(static_cast<const syntax::Node*>(a.ptr));
    case K::Pos: return a.str;  // made text by Checker::sprintfv, which knows how
    case K::Value: return a.ptr == nullptr ? "<nil>" : constant::toString(static_cast<Val>(a.ptr));
    case K::Types:
    case K::TypeParams: return bracketed(a.items, type);
    case K::Operands:
      return bracketed(a.items,
                       [&](const void* p) { return operandString(static_cast<const Operand*>(p), qf); });
    case K::Exprs:
      return bracketed(a.items,
                       [&](const void* p) { return syntax::toString(static_cast<const syntax::Node*>(p)); });
    case K::Package: {
      auto* p = static_cast<const Package*>(a.ptr);
      if (p == nullptr) return "<nil>";
      std::string s = "package ";
      s += p->name_;
      s += " (\"";
      s += p->path_;
      return s + "\")";
    }
    case K::Scope: return "scope";
    case K::Selection: return selectionString(static_cast<const Selection*>(a.ptr), qf);
  }
  return "";
}

std::string hex(uint64_t n) {
  std::string s;
  do {
    s.insert(s.begin(), "0123456789abcdef"[n & 15]);
    n >>= 4;
  } while (n != 0);
  return s;
}

}  // namespace

std::string sprintfArgs(const Qualifier& qf, bool, std::string_view format, std::span<const Arg> args) {
  std::string out;
  out.reserve(format.size() + 32);
  size_t next = 0;
  for (size_t i = 0; i < format.size(); i++) {
    if (format[i] != '%' || i + 1 == format.size()) {
      out += format[i];
      continue;
    }
    i++;
    bool sharp = false, plus = false;
    while (i + 1 < format.size() && (format[i] == '#' || format[i] == '+')) {
      (format[i] == '#' ? sharp : plus) = true;
      i++;
    }
    char verb = format[i];
    if (verb == '%') {
      out += '%';
      continue;
    }
    if (next >= args.size()) {
      out += "%!";
      out += verb;
      out += "(MISSING)";
      continue;
    }
    const Arg& a = args[next++];
    switch (verb) {
      case 'q':
        if (a.kind == Arg::Kind::Int || a.kind == Arg::Kind::Uint) {
          out += base::quoteChar(int32_t(a.num));
        } else {
          out += base::quote(textOf(qf, a));
        }
        break;
      case 'c': base::appendUtf8(out, int32_t(a.num)); break;
      case 'x':
        if (sharp) out += "0x";
        out += hex(uint64_t(a.num));
        break;
      case 'U': out += base::unicodeName(uint32_t(a.num)); break;  // as %#U
      case 'T':
        out += a.kind == Arg::Kind::Type
                   ? std::string(goTypeName(static_cast<Type*>(const_cast<void*>(a.ptr))))
                   : textOf(qf, a);
        break;
      default: out += textOf(qf, a);
    }
  }
  return out;
}

std::string Checker::sprintfv(std::string_view format, std::span<const Arg> args) {
  std::vector<Arg> resolved;
  for (size_t i = 0; i < args.size(); i++) {
    if (args[i].kind != Arg::Kind::Pos) continue;
    if (resolved.empty()) resolved.assign(args.begin(), args.end());
    resolved[i].str = conf->posString ? conf->posString(args[i].pos) : "?";
  }
  return sprintfArgs(qualifierFunc(), false, format,
                     resolved.empty() ? args : std::span<const Arg>(resolved));
}

// Packages are written by name, by quoted path if several packages of that name take part, and not at all if
// they are the one being checked.
std::string Checker::qualifier(const Package* p) {
  if (p == pkg) return "";
  if (!pkgPathMapMade) {
    pkgPathMapMade = true;
    markImports(pkg);
  }
  auto it = pkgPathMap.find(p->name_);
  if (it != pkgPathMap.end() && it->second.size() > 1) return base::quote(p->path_);
  return std::string(p->name_);
}

void Checker::markImports(const Package* p) {
  if (!seenPkgMap.insert(p).second) return;
  pkgPathMap[p->name_].insert(p->path_);
  for (const Package* imp : p->imports_) markImports(imp);
}

std::string stripAnnotations(std::string_view s) {
  // The subscript digits U+2080..U+2089 are E2 82 80..89.
  std::string out;
  out.reserve(s.size());
  for (size_t i = 0; i < s.size(); i++) {
    if (i + 2 < s.size() && uint8_t(s[i]) == 0xE2 && uint8_t(s[i + 1]) == 0x82 && uint8_t(s[i + 2]) >= 0x80 &&
        uint8_t(s[i + 2]) <= 0x89) {
      i += 2;
      continue;
    }
    out += s[i];
  }
  return out;
}

}  // namespace golem::types
