// See importcfg.h.
#include "archive/importcfg.h"

namespace golem::archive {

static void appendUtf8(std::string &out, unsigned c) {
  if (c < 0x80) {
    out += char(c);
  } else if (c < 0x800) {
    out += char(0xc0 | c >> 6);
    out += char(0x80 | (c & 63));
  } else if (c < 0x10000) {
    out += char(0xe0 | c >> 12);
    out += char(0x80 | (c >> 6 & 63));
    out += char(0x80 | (c & 63));
  } else {
    out += char(0xf0 | c >> 18);
    out += char(0x80 | (c >> 12 & 63));
    out += char(0x80 | (c >> 6 & 63));
    out += char(0x80 | (c & 63));
  }
}

bool unquoteGo(std::string_view s, std::string &out) {
  out.clear();
  if (s.size() >= 2 && s.front() == '`' && s.back() == '`') {
    out = s.substr(1, s.size() - 2);
    return true;
  }
  if (s.size() < 2 || s.front() != '"' || s.back() != '"')
    return false;
  s = s.substr(1, s.size() - 2);
  for (size_t i = 0; i < s.size(); i++) {
    if (s[i] == '"')
      return false;
    if (s[i] != '\\') {
      out += s[i];
      continue;
    }
    if (++i == s.size())
      return false;
    auto number = [&](size_t digits, unsigned base, bool bytes) {
      unsigned value = 0;
      for (size_t d = 0; d < digits; d++, i++) {
        char c = i < s.size() ? s[i] : 0;
        unsigned v = c >= '0' && c <= '9' ? unsigned(c - '0') : c >= 'a' && c <= 'f' ? unsigned(c - 'a' + 10)
                     : c >= 'A' && c <= 'F' ? unsigned(c - 'A' + 10) : 99;
        if (v >= base)
          return false;
        value = value * base + v;
      }
      i--;
      if (bytes)
        out += char(value);
      else
        appendUtf8(out, value);
      return true;
    };
    switch (s[i]) {
    case 'a': out += '\a'; break;
    case 'b': out += '\b'; break;
    case 'f': out += '\f'; break;
    case 'n': out += '\n'; break;
    case 'r': out += '\r'; break;
    case 't': out += '\t'; break;
    case 'v': out += '\v'; break;
    case '\\': out += '\\'; break;
    case '"': out += '"'; break;
    case '\'': out += '\''; break;
    case 'x': i++; if (!number(2, 16, true)) return false; break;
    case 'u': i++; if (!number(4, 16, false)) return false; break;
    case 'U': i++; if (!number(8, 16, false)) return false; break;
    default:
      if (s[i] < '0' || s[i] > '7' || !number(3, 8, true))
        return false;
    }
  }
  return true;
}

bool parseImportConfig(const std::string &file, std::string_view text, bool forLink, ImportConfig &config, std::string &error) {
  config.used = true;
  for (int number = 1; !text.empty(); number++) {
    size_t eol = text.find('\n');
    std::string_view line = text.substr(0, eol);
    text.remove_prefix(eol == text.npos ? text.size() : eol + 1);
    auto trim = [](std::string_view &s) {
      while (!s.empty() && (s.front() == ' ' || s.front() == '\t' || s.front() == '\r'))
        s.remove_prefix(1);
      while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r'))
        s.remove_suffix(1);
    };
    trim(line);
    if (line.empty() || line[0] == '#')
      continue;
    size_t blank = line.find(' ');
    std::string_view verb = line.substr(0, blank), args = blank == line.npos ? "" : line.substr(blank + 1);
    trim(args);
    size_t equals = args.find('=');
    std::string before(args.substr(0, equals)), after(equals == args.npos ? "" : args.substr(equals + 1));
    std::string place = file + ":" + std::to_string(number) + ": ";
    auto need = [&](const char *form) {
      if (!before.empty() && !after.empty())
        return true;
      error = place + "invalid " + std::string(verb) + ": syntax is \"" + form + "\"";
      return false;
    };
    if (verb == "packagefile") {
      if (!need("packagefile path=filename"))
        return false;
      if (config.packageFile.emplace(before, after).second)
        config.order.push_back(before);
    } else if (verb == "importmap" && !forLink) {
      if (!need("importmap path=path"))
        return false;
      config.importMap[before] = after;
    } else if (verb == "modinfo" && forLink) {
      if (!unquoteGo(args, config.modinfo)) {
        error = place + "invalid modinfo: invalid syntax";
        return false;
      }
    } else if (verb == "packageshlib" && forLink) {
      error = place + "not yet supported: linking with shared packages";
      return false;
    } else {
      error = place + "unknown directive \"" + std::string(verb) + "\"";
      return false;
    }
  }
  return true;
}

} // namespace golem::archive
