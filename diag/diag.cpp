// Filtering, ordering and printing of messages.
#include "diag/diag.h"

#include <algorithm>

namespace golem::diag {

namespace {
constexpr int errorLimit = 10;
}

void Reporter::error(source::Pos pos, std::string text, int code) {
  if (tooMany)
    return;
  if (text.starts_with("syntax error")) {
    ++syntaxErrors;
    if (haveSyntax && sources.sameLine(lastSyntax, pos))
      return;
    haveSyntax = true;
    lastSyntax = pos;
  } else {
    if (haveOther && sources.sameLine(lastOther, pos) && lastText == text)
      return;
    haveOther = true;
    lastOther = pos;
    lastText = text;
  }
  messages.push_back({pos, std::move(text), code, true});
  if (++errors >= errorLimit && !options.unlimited) {
    tooMany = true;
    tooManyAt = pos;
  }
}

void Reporter::warn(source::Pos pos, std::string text) {
  if (!tooMany)
    messages.push_back({pos, std::move(text), 0, false});
}

std::string Reporter::take() {
  std::stable_sort(messages.begin(), messages.end(),
                   [this](const Message& a, const Message& b) { return sources.before(a.pos, b.pos); });
  std::string out, previous;
  for (const Message& m : messages) {
    std::string line;
    if (m.pos.isKnown())
      line = sources.format(m.pos, options.showColumn, options.showOriginal) + ": ";
    line += m.text;
    line += '\n';
    if (line != previous)
      out += line;
    previous = std::move(line);
  }
  messages.clear();
  if (tooMany && !saidTooMany) {
    saidTooMany = true;
    out += sources.format(tooManyAt, options.showColumn, options.showOriginal) + ": too many errors\n";
  }
  return out;
}

void Reporter::flush(std::FILE* out) {
  std::string text = take();
  std::fwrite(text.data(), 1, text.size(), out);
  std::fflush(out);
}

}  // namespace golem::diag
