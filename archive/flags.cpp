// See flags.h.
#include "archive/flags.h"

#include "archive/file.h"

#include <algorithm>
#include <charconv>

namespace golem::archive {

static std::string decodeArgument(std::string_view line) {
  std::string out;
  for (size_t i = 0; i < line.size(); i++) {
    if (line[i] == '\r')
      continue;
    if (line[i] == '\\' && i + 1 < line.size()) {
      i++;
      out += line[i] == 'n' ? '\n' : line[i];
    } else {
      out += line[i];
    }
  }
  return out;
}

static bool expand(const std::vector<std::string> &in, std::vector<std::string> &out, int depth, std::string &error) {
  for (const std::string &arg : in) {
    if (arg.empty() || arg[0] != '@') {
      out.push_back(arg);
      continue;
    }
    std::string_view text;
    if (!mapFile(arg.substr(1), text, error))
      return false;
    if (depth > 20) {
      error = "response files nest too deeply";
      return false;
    }
    auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
    while (!text.empty() && blank(text.front()))
      text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
      text.remove_suffix(1);
    std::vector<std::string> lines;
    for (size_t at = 0; at <= text.size();) {
      size_t eol = std::min(text.find('\n', at), text.size());
      lines.push_back(decodeArgument(text.substr(at, eol - at)));
      at = eol + 1;
    }
    if (!expand(lines, out, depth + 1, error))
      return false;
  }
  return true;
}

bool expandResponseFiles(std::vector<std::string> &args, std::string &error) {
  std::vector<std::string> out;
  if (!expand(args, out, 0, error))
    return false;
  args = std::move(out);
  return true;
}

static bool parseBool(std::string_view s, bool &value) {
  for (std::string_view yes : {"1", "t", "T", "TRUE", "true", "True"})
    if (s == yes)
      return value = true, true;
  for (std::string_view no : {"0", "f", "F", "FALSE", "false", "False"})
    if (s == no)
      return value = false, true;
  return false;
}

static bool parseInt(std::string_view s, int &value) {
  auto [end, code] = std::from_chars(s.data(), s.data() + s.size(), value);
  return code == std::errc() && end == s.data() + s.size();
}

void FlagSet::boolean(const std::string &name, bool *value) {
  flags[name] = {true, [value](std::string_view s, std::string &error) {
                   if (!parseBool(s, *value))
                     error = "parse error";
                   return error.empty();
                 }};
}

void FlagSet::counter(const std::string &name, int *value) {
  flags[name] = {true, [value](std::string_view s, std::string &error) {
                   if (s == "true")
                     ++*value;
                   else if (s == "false")
                     *value = 0;
                   else if (!parseInt(s, *value))
                     error = "invalid count \"" + std::string(s) + "\"";
                   return error.empty();
                 }};
}

void FlagSet::integer(const std::string &name, int *value) {
  flags[name] = {false, [value](std::string_view s, std::string &error) {
                   if (!parseInt(s, *value))
                     error = "parse error";
                   return error.empty();
                 }};
}

void FlagSet::text(const std::string &name, std::string *value) {
  flags[name] = {false, [value](std::string_view s, std::string &) {
                   *value = s;
                   return true;
                 }};
}

void FlagSet::function(const std::string &name, std::function<bool(std::string_view, std::string &)> set) {
  flags[name] = {false, std::move(set)};
}

void FlagSet::ignoreBooleans(std::initializer_list<const char *> names) {
  for (const char *name : names)
    flags[name] = {true, [](std::string_view, std::string &) { return true; }};
}

void FlagSet::ignoreValues(std::initializer_list<const char *> names) {
  for (const char *name : names)
    flags[name] = {false, [](std::string_view, std::string &) { return true; }};
}

std::vector<std::string> FlagSet::names() const {
  std::vector<std::string> all;
  for (auto &[name, flag] : flags)
    all.push_back(name);
  std::sort(all.begin(), all.end());
  return all;
}

bool FlagSet::parse(const std::vector<std::string> &args, std::vector<std::string> &rest, std::string &error) {
  size_t i = 0;
  for (; i < args.size(); i++) {
    std::string_view arg = args[i];
    if (arg.size() < 2 || arg[0] != '-')
      break;
    if (arg == "--") {
      i++;
      break;
    }
    std::string_view word = arg.substr(arg[1] == '-' ? 2 : 1);
    if (word.empty() || word[0] == '-' || word[0] == '=') {
      error = "bad flag syntax: " + std::string(arg);
      return false;
    }
    size_t equals = word.find('=');
    std::string name(word.substr(0, equals));
    auto it = flags.find(name);
    if (it == flags.end()) {
      error = "flag provided but not defined: -" + name;
      return false;
    }
    std::string_view value = "true";
    if (equals != word.npos) {
      value = word.substr(equals + 1);
    } else if (!it->second.isBool) {
      if (++i == args.size()) {
        error = "flag needs an argument: -" + name;
        return false;
      }
      value = args[i];
    }
    std::string why;
    if (!it->second.set(value, why)) {
      error = std::string("invalid ") + (it->second.isBool ? "boolean " : "") + "value \"" + std::string(value) + "\" for " +
              (it->second.isBool ? "" : "flag ") + "-" + name + ": " + why;
      return false;
    }
  }
  rest.assign(args.begin() + long(std::min(i, args.size())), args.end());
  return true;
}

} // namespace golem::archive
