// Line tables and //line directives: from a 32-bit position to file, line and column.
#include "source/manager.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/stat.h>

namespace golem::source {

namespace {

// gc keeps columns in 8 bits and prints none for what does not fit.
constexpr uint32_t columnLimit = 255;
constexpr uint32_t maxLine = (1u << 20) - 1;

// Beyond these limits gc saturates the line and drops or saturates the column; its messages show it.
void saturate(Position& p) {
  if (p.line >= maxLine) {
    p.line = maxLine;
    p.col = 0;
  }
  p.col = std::min(p.col, columnLimit);
}

std::string formatOne(const Position& p, bool showCol) {
  std::string s(p.filename);
  s += ':';
  s += std::to_string(p.line);
  if (showCol && p.col > 0 && p.col < columnLimit) {
    s += ':';
    s += std::to_string(p.col);
  }
  return s;
}

// Go's wording of the errors that opening a file meets, where it differs from C's.
std::string reason(int err) {
  std::string s = std::strerror(err);
  if (!s.empty() && s[0] >= 'A' && s[0] <= 'Z' && !(s.size() > 1 && s[1] >= 'A' && s[1] <= 'Z'))
    s[0] = char(s[0] - 'A' + 'a');
  return s;
}

}  // namespace

uint32_t File::lineOf(uint32_t offset) const {
  return uint32_t(std::upper_bound(lines.begin(), lines.end(), offset) - lines.begin());
}

File* Manager::add(std::string name, std::string text) {
  if (text.size() + 2 > Pos::foreignBit - nextStart)
    return nullptr;
  File& f = fileList.emplace_back();
  f.name = std::move(name);
  f.text = std::move(text);
  f.id = uint32_t(fileList.size());
  f.start = nextStart;
  nextStart += uint32_t(f.text.size()) + 2;  // one for end of file, one for the line behind it
  f.lines.push_back(0);
  const char* begin = f.text.data();
  const char* end = begin + f.text.size();
  for (const char* p = begin; (p = static_cast<const char*>(std::memchr(p, '\n', size_t(end - p)))) != nullptr;)
    f.lines.push_back(uint32_t(++p - begin));
  return &f;
}

File* Manager::load(const std::string& path, std::string* error) {
  std::FILE* in = std::fopen(path.c_str(), "rb");
  if (in == nullptr) {
    *error = "open " + path + ": " + reason(errno);
    return nullptr;
  }
  std::string text;
  struct stat st;
  if (fstat(fileno(in), &st) == 0 && st.st_size > 0)
    text.reserve(size_t(st.st_size) + 1);
  char buffer[1 << 16];
  for (size_t n; (n = std::fread(buffer, 1, sizeof buffer, in)) > 0;)
    text.append(buffer, n);
  bool failed = std::ferror(in) != 0;
  int err = errno;
  std::fclose(in);
  if (failed) {
    *error = "read " + path + ": " + reason(err);
    return nullptr;
  }
  File* f = add(path, std::move(text));
  if (f == nullptr)
    *error = "read " + path + ": more than 2 GB of source";
  return f;
}

std::string_view Manager::internName(std::string_view name) {
  auto it = names.find(name);
  if (it != names.end())
    return it->second;
  std::string_view stored = nameStorage.emplace_back(name);
  names.emplace(stored, stored);
  return stored;
}

Pos Manager::foreign(std::string_view filename, uint32_t line, uint32_t col) {
  std::string key = std::string(filename) + ':' + std::to_string(line) + ':' + std::to_string(col);
  auto [it, isNew] = foreignIndex.emplace(std::move(key), uint32_t(foreigns.size()));
  if (isNew)
    foreigns.push_back({internName(filename), line, col});
  return Pos{Pos::foreignBit | it->second};
}

const File* Manager::fileOf(Pos p) const {
  if (!p.isKnown() || p.isForeign())
    return nullptr;
  auto it = std::upper_bound(fileList.begin(), fileList.end(), p.index,
                             [](uint32_t index, const File& f) { return index < f.start; });
  return it == fileList.begin() ? nullptr : &*std::prev(it);
}

Position Manager::absolute(Pos p) const {
  if (p.isForeign()) {
    const Foreign& f = foreigns[p.index & ~Pos::foreignBit];
    return {f.filename, f.line, f.col};
  }
  const File* f = fileOf(p);
  if (f == nullptr)
    return {};
  uint32_t offset = f->offset(p);
  if (offset > f->text.size())  // the line behind an unterminated last line
    return {f->name, uint32_t(f->lines.size()) + 1, 1};
  uint32_t line = f->lineOf(offset);
  return {f->name, line, offset - f->lines[line - 1] + 1};
}

const LineDirective* Manager::directiveAt(Pos p) const {
  const File* f = fileOf(p);
  if (f == nullptr || f->directives.empty())
    return nullptr;
  uint32_t offset = f->offset(p);
  auto it = std::upper_bound(f->directives.begin(), f->directives.end(), offset,
                             [](uint32_t off, const LineDirective& d) { return off < d.offset; });
  return it == f->directives.begin() ? nullptr : &*std::prev(it);
}

Position Manager::relative(Pos p) const {
  Position abs = absolute(p);
  const LineDirective* d = directiveAt(p);
  if (d == nullptr)
    return abs;
  Position rel{d->filename, d->line + (abs.line - d->absLine), 0};
  if (d->col != 0)
    rel.col = abs.line == d->absLine ? d->col + (abs.col - d->absCol) : abs.col;
  return rel;
}

void Manager::addLineDirective(File& file, uint32_t offset, std::string_view filename, uint32_t line, uint32_t col) {
  Position at = absolute(file.pos(offset));
  file.directives.push_back({offset, at.line, at.col, internName(filename), line, col});
}

std::string Manager::format(Pos p, bool showCol, bool showOrig) const {
  if (!p.isKnown())
    return "<unknown line number>";
  Position abs = absolute(p);
  const LineDirective* d = directiveAt(p);
  if (d == nullptr) {
    saturate(abs);
    return formatOne(abs, showCol);
  }
  Position rel = relative(p);
  std::string s = formatOne(rel, showCol);
  if (showOrig) {
    saturate(abs);
    s += '[' + formatOne(abs, showCol) + ']';
  }
  return s;
}

std::string Manager::describe(Pos p) const {
  auto one = [](const Position& at) {
    std::string s(at.filename);
    if (at.line == 0)
      return s.empty() ? std::string("<unknown position>") : s;
    s += ':' + std::to_string(at.line);
    if (at.col != 0)
      s += ':' + std::to_string(at.col);
    return s;
  };
  Position rel = relative(p), abs = absolute(p);
  std::string s = one(rel);
  if (rel.filename != abs.filename || rel.line != abs.line || rel.col != abs.col)
    s += '[' + one(abs) + ']';
  return s;
}

bool Manager::sameLine(Pos a, Pos b) const {
  if (a == b)
    return true;
  if (a.isForeign() || b.isForeign()) {
    Position x = absolute(a), y = absolute(b);
    return x.filename == y.filename && x.line == y.line;
  }
  const File* f = fileOf(a);
  if (f == nullptr || f != fileOf(b))
    return false;
  return f->lineOf(f->offset(a)) == f->lineOf(f->offset(b)) && directiveAt(a) == directiveAt(b);
}

}  // namespace golem::source
