// See lines.h.
#include "link/goobj/lines.h"

#include "link/elf/object.h"
#include "link/goobj/arch.h"
#include "link/goobj/pctable.h"

namespace golem::link::goobj {

using namespace llvm::ELF;

namespace {

constexpr uint8_t noSplitFlag = 2, assemblyFlag = 4;
constexpr uint32_t argsUnknown = 0x80000000;

struct Tables {
  uint32_t args = argsUnknown, locals = 0, startLine = 0;
  std::vector<PcRow> files, lines, stack;
};

bool collect(const Object &in, const Symbol &s, const Arch &arch, Tables &t) {
  for (const Aux &a : s.aux) {
    if (a.kind != AuxFuncInfo && a.kind != AuxPcsp && a.kind != AuxPcfile && a.kind != AuxPcline)
      continue;
    size_t i = in.find(a.symbol);
    if (i >= in.defined)
      return a.symbol.isNil();
    std::string_view data = in.symbols[i].data;
    if (a.kind == AuxFuncInfo) {
      // args, locals, four small fields, first line
      auto word = [&](size_t at) {
        uint32_t value = 0;
        for (size_t k = 4; k-- > 0;)
          value = value << 8 | uint8_t(data[at + k]);
        return value;
      };
      if (data.size() < 16)
        return false;
      t.args = word(0);
      t.locals = word(4);
      t.startLine = word(12);
      continue;
    }
    std::vector<PcRow> &rows = a.kind == AuxPcsp ? t.stack : a.kind == AuxPcfile ? t.files : t.lines;
    if (!decodePcTable(data, arch.pcQuantum, rows))
      return false;
  }
  return true;
}

struct Row {
  uint32_t pc;
  int64_t line;
  unsigned file;
};

} // namespace

void LineWriter::relativeString(unsigned section, std::string_view text) {
  if (strings == ~0u)
    strings = out.addSection(".rodata.str", SHT_PROGBITS, SHF_ALLOC | SHF_MERGE | SHF_STRINGS, 1, 1);
  auto it = known.find(text);
  if (it == known.end()) {
    it = known.emplace(text, out.contents(strings).size()).first;
    out.contents(strings) += text;
    out.contents(strings) += '\0';
  }
  std::string &data = out.contents(section);
  out.relocate(section, data.size(), arch.relative32, out.sectionSymbol(strings), int64_t(it->second));
  data.append(4, '\0');
}

bool LineWriter::write(const Symbol &s, unsigned section, std::string &error) {
  Tables t;
  if (!collect(in, s, arch, t)) {
    error = "damaged tables";
    return false;
  }
  // One row wherever file or line changes; files are numbered within the function.
  std::vector<Row> rows;
  std::vector<uint32_t> files;
  for (size_t f = 0, l = 0; l < t.lines.size(); l++) {
    while (f + 1 < t.files.size() && t.files[f + 1].pc <= t.lines[l].pc)
      f++;
    uint32_t file = f < t.files.size() ? uint32_t(t.files[f].value) : ~0u;
    size_t index = 0;
    while (index < files.size() && files[index] != file)
      index++;
    if (index == files.size())
      files.push_back(file);
    rows.push_back({t.lines[l].pc, t.lines[l].value, unsigned(index)});
  }

  unsigned table = out.addFollower("golem_functab", section, 4);
  unsigned record = out.addSection(".golem_lines", SHT_PROGBITS, SHF_ALLOC, 1);
  std::string &entry = out.contents(table);
  out.relocate(table, 0, arch.relative32, out.sectionSymbol(section), 0);
  out.format.append<int32_t>(entry, 0);
  out.format.append<uint32_t>(entry, s.size);
  relativeString(table, s.name);
  out.relocate(table, 12, arch.relative32, out.sectionSymbol(record), 0);
  out.contents(table).append(4, '\0');

  auto data = [&]() -> std::string & { return out.contents(record); };
  data() += char(assemblyFlag | (s.noSplit ? noSplitFlag : 0));
  appendUleb(data(), t.startLine);
  appendUleb(data(), files.size());
  for (uint32_t file : files)
    relativeString(record, file < in.files.size() ? in.files[file] : "?");
  appendUleb(data(), 0); // nothing is inlined
  appendUleb(data(), rows.size());
  uint32_t pc = 0;
  int64_t line = t.startLine;
  for (const Row &row : rows) {
    appendUleb(data(), row.pc - pc);
    appendSleb(data(), row.line - line);
    appendUleb(data(), row.file);
    appendUleb(data(), 0);
    pc = row.pc;
    line = row.line;
  }
  // What only assembly has: its frame.
  appendUleb(data(), t.args == argsUnknown ? 0 : uint64_t(t.args) + 1);
  appendUleb(data(), t.locals);
  appendUleb(data(), t.stack.size());
  pc = 0;
  for (const PcRow &row : t.stack) {
    appendUleb(data(), row.pc - pc);
    appendUleb(data(), uint32_t(std::max(row.value, 0)));
    pc = row.pc;
  }
  return true;
}

} // namespace golem::link::goobj
