// Filtering, ordering and printing of messages.
#include "diag/diag.h"

#include <algorithm>
#include <tuple>

namespace golem::diag {

namespace {
constexpr int errorLimit = 10;
}

void Reporter::error(source::Pos pos, std::string text, int code) {
  if (tooMany)
    return;
  rank(pos);
  if (options.keepAll) {
    ++errors;
    messages.push_back({pos, std::move(text), code, true});
    return;
  }
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
  if (tooMany)
    return;
  rank(pos);
  messages.push_back({pos, std::move(text), 0, false});
}

size_t Reporter::rank(source::Pos pos) {
  if (!pos.isKnown())
    return 0;
  const void* base = sources.directiveAt(pos);
  if (base == nullptr)
    base = sources.fileOf(pos);
  if (base == nullptr)
    base = sources.absolute(pos).filename.data();
  auto it = std::find(bases.begin(), bases.end(), base);
  if (it == bases.end())
    it = bases.insert(it, base);
  return size_t(it - bases.begin()) + 1;
}

std::string Reporter::take() {
  struct Key {
    size_t rank;
    uint32_t line, col;
    size_t index;  // keeps the sort stable
  };
  std::vector<Key> keys;
  for (size_t i = 0; i < messages.size(); ++i) {
    source::Position at = sources.absolute(messages[i].pos);
    keys.push_back({rank(messages[i].pos), at.line, std::min(at.col, 255u), i});  // gc keeps no larger columns
  }
  std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) {
    return std::tie(a.rank, a.line, a.col, a.index) < std::tie(b.rank, b.line, b.col, b.index);
  });
  std::string out, previous;
  for (const Key& key : keys) {
    const Message& m = messages[key.index];
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
