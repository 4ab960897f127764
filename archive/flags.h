// Command lines in the style of Go's flag package, with response files (@file: one escaped argument a line).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace golem::archive {

/// Replaces each @file by the lines of that file. False: a file cannot be read.
bool expandResponseFiles(std::vector<std::string> &args, std::string &error);

class FlagSet {
public:
  void boolean(const std::string &name, bool *value);
  void counter(const std::string &name, int *value); ///< -x adds one, -x=N sets
  void integer(const std::string &name, int *value);
  void text(const std::string &name, std::string *value);
  void function(const std::string &name, std::function<bool(std::string_view value, std::string &error)> set);
  /// Accepted and ignored.
  void ignoreBooleans(std::initializer_list<const char *> names);
  void ignoreValues(std::initializer_list<const char *> names);

  /// Parses up to the first word that is no flag; the rest becomes `rest`. False: `error` is Go's message.
  bool parse(const std::vector<std::string> &args, std::vector<std::string> &rest, std::string &error);

  std::vector<std::string> names() const; ///< sorted, for usage texts

private:
  struct Flag {
    bool isBool = false;
    std::function<bool(std::string_view value, std::string &error)> set;
  };
  std::unordered_map<std::string, Flag> flags;
};

} // namespace golem::archive
