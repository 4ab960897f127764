// Parsing and comparison of language versions, by the rules of the go command.
#include "types/version.h"

namespace golem::types {

namespace {

struct Parsed {
  std::string_view major, minor, patch, kind, pre;
  bool ok = false;
};

bool cutInt(std::string_view& x, std::string_view& n) {
  size_t i = 0;
  while (i < x.size() && x[i] >= '0' && x[i] <= '9') i++;
  if (i == 0 || (x[0] == '0' && i != 1)) return false;
  n = x.substr(0, i);
  x.remove_prefix(i);
  return true;
}

int cmpInt(std::string_view x, std::string_view y) {
  if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
  int c = x.compare(y);
  return (c > 0) - (c < 0);
}

Parsed parse(std::string_view x) {
  if (x.substr(0, 2) != "go") return {};
  x.remove_prefix(2);
  x = x.substr(0, x.find('-'));  // go1.21-custom
  Parsed v;
  if (!cutInt(x, v.major)) return {};
  v.ok = true;
  if (x.empty()) {
    v.minor = v.patch = "0";
    return v;
  }
  if (x[0] != '.') return {};
  x.remove_prefix(1);
  if (!cutInt(x, v.minor)) return {};
  if (x.empty()) {
    if (cmpInt(v.minor, "21") < 0) v.patch = "0";
    return v;
  }
  if (x[0] == '.') {
    x.remove_prefix(1);
    if (!cutInt(x, v.patch) || !x.empty()) return {};
    return v;
  }
  size_t i = 0;
  while (i < x.size() && x[i] >= 'a' && x[i] <= 'z') i++;
  if (i == 0) return {};
  v.kind = x.substr(0, i);
  x.remove_prefix(i);
  if (x.empty()) return v;
  if (!cutInt(x, v.pre) || !x.empty()) return {};
  return v;
}

}  // namespace

GoVersion asGoVersion(std::string_view s) {
  Parsed v = parse(s);
  if (!v.ok) return {};
  std::string out = "go" + std::string(v.major);
  if (!v.minor.empty() && !(v.major == "1" && v.minor == "0")) out += "." + std::string(v.minor);
  return {out};
}

int GoVersion::cmp(const GoVersion& other) const {
  if (text == other.text) return 0;
  Parsed x = parse(text), y = parse(other.text);
  if (int c = cmpInt(x.major, y.major)) return c;
  if (int c = cmpInt(x.minor, y.minor)) return c;
  if (int c = cmpInt(x.patch, y.patch)) return c;
  if (int c = x.kind.compare(y.kind)) return c < 0 ? -1 : 1;
  return cmpInt(x.pre, y.pre);
}

}  // namespace golem::types
