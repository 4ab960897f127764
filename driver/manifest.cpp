// See manifest.h. Changes build on each other: a line sees the files as earlier lines left them.
#include "driver/manifest.h"

#include "driver/constraint.h"
#include "driver/files.h"

#include <fnmatch.h>

namespace golem::driver {

namespace {

class Planner {
public:
  Planner(const std::string &golib, const std::string &src) : golib(golib), src(src) {}

  Changes run() {
    std::string path = golib + "/manifest";
    std::string text = mustRead(path);
    size_t at = 0;
    for (int number = 1; at < text.size(); number++) {
      size_t eol = text.find('\n', at);
      eol = eol == text.npos ? text.size() : eol;
      place = path + ":" + std::to_string(number);
      line(std::string_view(text).substr(at, eol - at));
      at = eol + 1;
    }
    return std::move(changes);
  }

private:
  const std::string &golib, &src;
  Changes changes;
  std::string place, reason;

  [[noreturn]] void mistake(const std::string &what) { fail(place + ": " + what); }

  std::string unquote(std::string_view s) {
    std::string out;
    for (size_t i = 1; i + 1 < s.size(); i++) {
      if (s[i] != '\\') {
        out += s[i];
        continue;
      }
      switch (s[++i]) {
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case '\\': case '"': out += s[i]; break;
      default: mistake("unknown escape in string");
      }
    }
    return out;
  }

  void line(std::string_view text) {
    std::vector<std::string> words;
    reason.clear();
    size_t i = 0;
    while (i < text.size()) {
      if (text[i] == ' ' || text[i] == '\t') {
        i++;
      } else if (text[i] == '#') {
        reason = text.substr(i + 1);
        reason.erase(0, reason.find_first_not_of(" \t"));
        break;
      } else if (text[i] == '"') {
        size_t end = i + 1;
        while (end < text.size() && text[end] != '"')
          end += text[end] == '\\' ? 2 : 1;
        if (end >= text.size())
          mistake("string not terminated");
        words.push_back(unquote(text.substr(i, end + 1 - i)));
        i = end + 1;
      } else {
        size_t end = text.find_first_of(" \t", i);
        words.emplace_back(text.substr(i, end == text.npos ? end : end - i));
        i = end == text.npos ? text.size() : end;
      }
    }
    if (words.empty())
      return;
    if (reason.empty())
      mistake("no reason given (verb arguments # reason)");
    const std::string &verb = words[0];
    auto want = [&](bool ok) {
      if (!ok)
        mistake("wrong number of arguments for " + verb);
    };
    if (verb == "add") {
      want(words.size() == 2);
      add(words[1]);
    } else if (verb == "drop" || verb == "exclude" || verb == "force") {
      want(words.size() >= 2);
      for (size_t w = 1; w < words.size(); w++)
        for (const std::string &file : match(words[w], verb == "drop"))
          if (verb == "drop")
            changes[file] = {true, {}, reason};
          else
            change(file, verb == "force" ? withoutConstraint(current(file)) : neverBuilt(current(file)));
    } else if (verb == "tag") {
      want(words.size() >= 3);
      for (size_t w = 2; w < words.size(); w++)
        tag(words[1], words[w]);
    } else if (verb == "edit") {
      want(words.size() == 4);
      edit(words[1], words[2], words[3]);
    } else {
      mistake("unknown verb " + verb);
    }
  }

  /// The contents that a file has after the changes so far.
  std::string current(const std::string &file) {
    auto it = changes.find(file);
    if (it != changes.end())
      return it->second.contents;
    return mustRead(src + "/" + file);
  }

  void change(const std::string &file, std::string contents) { changes[file] = {false, std::move(contents), reason}; }

  void add(const std::string &path) {
    std::string from = golib + "/" + path;
    if (!isDirectory(from))
      return change(path, mustRead(from));
    for (const std::string &file : listTree(from))
      change(path + "/" + file, mustRead(from + "/" + file));
  }

  /// Files that a path or pattern names, among the SDK's and the changed ones. A folder stands for its files if `folders`.
  std::vector<std::string> match(std::string path, bool folders) {
    if (folders && isDirectory(src + "/" + path))
      path += "/*";
    if (path.find('*') == path.npos) {
      auto it = changes.find(path);
      if (it != changes.end() ? it->second.drop : !exists(src + "/" + path))
        mistake("no such file: " + path);
      return {path};
    }
    size_t slash = path.rfind('/');
    std::string folder = path.substr(0, slash == path.npos ? 0 : slash), pattern = path.substr(slash + 1);
    std::vector<std::string> found;
    for (const std::string &file : listFiles(src + "/" + folder)) {
      auto it = changes.find(folder + "/" + file);
      if (fnmatch(pattern.c_str(), file.c_str(), 0) == 0 && (it == changes.end() || !it->second.drop))
        found.push_back(folder + "/" + file);
    }
    if (found.empty())
      mistake("nothing matches " + path);
    return found;
  }

  void tag(const std::string &name, const std::string &folder) {
    if (!isDirectory(src + "/" + folder))
      mistake("no such folder: " + folder);
    for (const std::string &below : listTree(src + "/" + folder)) {
      std::string file = folder + "/" + below;
      if (!file.ends_with(".go") && !file.ends_with(".s"))
        continue;
      if (auto it = changes.find(file); it != changes.end() && it->second.drop)
        continue;
      std::string old = current(file), now = withTagSet(old, name);
      if (now != old)
        change(file, std::move(now));
    }
  }

  void edit(const std::string &file, const std::string &from, const std::string &to) {
    std::string text = current(match(file, false)[0]);
    size_t at = text.find(from);
    if (from.empty() || at == text.npos || text.find(from, at + 1) != text.npos)
      mistake("the text to change does not occur exactly once in " + file);
    change(file, text.replace(at, from.size(), to));
  }
};

} // namespace

Changes planOverlay(const std::string &golib, const std::string &sdkSrc) { return Planner(golib, sdkSrc).run(); }

} // namespace golem::driver
