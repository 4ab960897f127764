// Collects messages about the program being compiled, sorts and deduplicates them and prints them as gc does:
// "file:line:col: message", ten errors at most unless told otherwise. Files (and stretches under a //line directive)
// come in the order in which a message first mentioned them, messages within by line and column.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "source/manager.h"

namespace golem::diag {

struct Options {
  bool showColumn = true;     // off: -C
  bool showOriginal = false;  // -L: also the position before //line directives
  bool unlimited = false;     // -e: no limit on the number of errors
  bool keepAll = false;       // for tests: every error as it is reported, no filters and no limit
};

struct Message {
  source::Pos pos;
  std::string text;    // first line after the position; continuation lines follow "\n\t"
  int code = 0;        // types::Code, 0: none
  bool error = true;   // false: a warning or remark (-m, -d=...)
};

class Reporter {
public:
  explicit Reporter(const source::Manager& sources, Options options = {}) : sources(sources), options(options) {}
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;

  // Applies gc's filters: one syntax error per line; equal messages on a line once. After the tenth error (without
  // -e) everything further is dropped: long-running callers ask stopped() and return early.
  void error(source::Pos pos, std::string text, int code = 0);
  void warn(source::Pos pos, std::string text);

  int errorCount() const { return errors; }
  int syntaxErrorCount() const { return syntaxErrors; }
  bool hasErrors() const { return errors != 0; }
  bool stopped() const { return tooMany; }

  // Everything so far in print order, then forgotten (the counts stay). Ends with "too many errors" when stopped.
  std::string take();
  void flush(std::FILE* out);  // take() to a stream
  const std::vector<Message>& pending() const { return messages; }

private:
  const source::Manager& sources;
  Options options;
  std::vector<Message> messages;
  int errors = 0;
  int syntaxErrors = 0;
  bool tooMany = false, saidTooMany = false;
  source::Pos tooManyAt;
  bool haveSyntax = false, haveOther = false;
  source::Pos lastSyntax, lastOther;
  std::string lastText;
  std::vector<const void*> bases;  // files and //line directives in the order in which messages first named them

  size_t rank(source::Pos pos);
};

}  // namespace golem::diag
