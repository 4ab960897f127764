// See meta.h.
#include "archive/meta.h"

#include <charconv>

namespace golem::archive {

static constexpr std::string_view head = "golem.meta 1";

std::string printMeta(const Meta &meta) {
  std::string out(head);
  auto line = [&](std::string_view key, std::string_view value) { out.append("\n").append(key).append(" ").append(value); };
  line("path", meta.path);
  line("name", meta.name);
  if (meta.hasMain)
    line("main", "yes");
  if (meta.inits)
    line("inits", std::to_string(meta.inits));
  if (!meta.task.empty())
    line("task", meta.task);
  for (const std::string &path : meta.imports)
    line("import", path);
  for (const std::string &name : meta.stringVars)
    line("stringvar", name);
  for (const auto &[name, type] : meta.otherVars)
    line("othervar", name + " " + type);
  for (const std::string &name : meta.abi0)
    line("abi0", name);
  if (!meta.cgo.empty())
    line("cgo", meta.cgo);
  return out + "\n";
}

bool parseMeta(std::string_view text, Meta &meta, std::string &error) {
  bool first = true;
  while (!text.empty()) {
    size_t eol = text.find('\n');
    std::string_view line = text.substr(0, eol);
    text.remove_prefix(eol == text.npos ? text.size() : eol + 1);
    if (first) {
      if (line != head)
        break;
      first = false;
      continue;
    }
    size_t blank = line.find(' ');
    std::string_view key = line.substr(0, blank), value = blank == line.npos ? "" : line.substr(blank + 1);
    if (key == "path")
      meta.path = value;
    else if (key == "name")
      meta.name = value;
    else if (key == "main")
      meta.hasMain = true;
    else if (key == "inits")
      std::from_chars(value.data(), value.data() + value.size(), meta.inits);
    else if (key == "task")
      meta.task = value;
    else if (key == "import")
      meta.imports.emplace_back(value);
    else if (key == "stringvar")
      meta.stringVars.emplace_back(value);
    else if (key == "abi0")
      meta.abi0.emplace_back(value);
    else if (key == "othervar")
      meta.otherVars.emplace_back(value.substr(0, value.find(' ')), value.substr(std::min(value.find(' '), value.size() - 1) + 1));
    else if (key == "cgo")
      meta.cgo = value;
  }
  if (first)
    error = "made by another version of Golem";
  return !first;
}

} // namespace golem::archive
