// Owns the text of all source files of a compilation and turns positions into file, line and column: absolute (the
// file as it is) and relative (as //line directives want it seen). Lines and columns count from 1, columns in bytes.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "source/pos.h"

namespace golem::source {

// line == 0: unknown; col == 0: column unknown (a //line directive without a column).
struct Position {
  std::string_view filename;
  uint32_t line = 0;
  uint32_t col = 0;
};

// From `offset` on, the position is filename:line:col (line and col at that very offset).
struct LineDirective {
  uint32_t offset = 0;
  uint32_t absLine = 0;
  uint32_t absCol = 0;
  std::string_view filename;  // interned by the manager
  uint32_t line = 0;
  uint32_t col = 0;
};

struct File {
  std::string name;               // as given on the command line
  std::string text;               // whole contents
  uint32_t id = 0;                // 1, 2, ... in order of addition
  uint32_t start = 0;             // index of the position of byte 0
  std::vector<uint32_t> lines;    // offset of the first byte of every line
  std::deque<LineDirective> directives;  // ascending offsets

  Pos pos(uint32_t offset) const { return Pos{start + offset}; }
  Pos beginPos() const { return pos(0); }
  Pos endPos() const { return pos(uint32_t(text.size())); }
  uint32_t offset(Pos p) const { return p.index - start; }
  uint32_t lineOf(uint32_t offset) const;  // absolute, from 1
};

class Manager {
public:
  Manager() = default;
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  // nullptr if the positions are used up (2 GB of source).
  File* add(std::string name, std::string text);
  // Reads the file; on failure nullptr and *error is "open NAME: reason", as Go's os package words it.
  File* load(const std::string& path, std::string* error);

  // A position known by name only (of an imported object). Equal arguments give equal positions.
  Pos foreign(std::string_view filename, uint32_t line, uint32_t col);

  const File* fileOf(Pos p) const;  // nullptr: unknown or foreign
  Position absolute(Pos p) const;
  Position relative(Pos p) const;
  // The directive in force at p, or nullptr.
  const LineDirective* directiveAt(Pos p) const;
  void addLineDirective(File& file, uint32_t offset, std::string_view filename, uint32_t line, uint32_t col);

  // "file:line:col" as gc prints it: relative; no column if unknown, too large (255 and up) or !showCol; with showOrig
  // and a //line directive in force followed by "[file:line:col]".
  std::string format(Pos p, bool showCol = true, bool showOrig = false) const;
  // The position as messages quote it inside their text: "file:line:col", followed by "[file:line:col]" of the actual
  // place if a //line directive is in force.
  std::string describe(Pos p) const;
  // Same file, same directive and same absolute line.
  bool sameLine(Pos a, Pos b) const;
  const std::deque<File>& files() const { return fileList; }

private:
  struct Foreign {
    std::string_view filename;
    uint32_t line, col;
  };
  std::string_view internName(std::string_view name);

  std::deque<File> fileList;
  uint32_t nextStart = 1;
  std::vector<Foreign> foreigns;
  std::unordered_map<std::string, uint32_t> foreignIndex;
  std::deque<std::string> nameStorage;
  std::unordered_map<std::string_view, std::string_view> names;
};

}  // namespace golem::source
