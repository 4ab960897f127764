// See generated.h. What the sections hold is fixed by docs/abi.md section 6 and by the readers of Go executables
// (debug/buildinfo, cmd/internal/buildid).
#include "link/generated.h"

#include "link/elf/object.h"
#include "link/initorder.h"
#include "link/inputs.h"
#include "link/options.h"
#include "target/version.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

#include <map>
#include <unordered_map>
#include <unordered_set>

namespace golem::link {

using namespace llvm::ELF;

namespace {

constexpr uint64_t retain = SHF_GNU_RETAIN; ///< kept though nothing refers to it

void appendVarintString(std::string &out, std::string_view s) {
  uint64_t n = s.size();
  for (; n >= 0x80; n >>= 7)
    out += char(n | 0x80);
  out += char(n);
  out += s;
}

/// -X names by link name: the package path may stand as the user wrote it or escaped as in symbols.
std::map<std::string, std::string> stringValues(const Options &options, const Program &program) {
  std::unordered_set<std::string_view> strings;
  std::unordered_map<std::string_view, std::string_view> others; // their types
  for (const Package &p : program.packages) {
    strings.insert(p.meta.stringVars.begin(), p.meta.stringVars.end());
    others.insert(p.meta.otherVars.begin(), p.meta.otherVars.end());
  }
  std::map<std::string, std::string> values;
  std::string wrong;
  for (auto &[name, value] : options.stringDefs) {
    size_t dot = name.rfind('.');
    std::string escaped;
    size_t slash = name.rfind('/', dot);
    for (size_t i = 0; i < name.size(); i++) {
      unsigned char c = (unsigned char)name[i];
      bool escape = i < dot && (c <= ' ' || c == '"' || c == '%' || c >= 0x7f || (c == '.' && (slash == name.npos || i > slash)));
      escaped += escape ? "%" + llvm::toHex(llvm::StringRef(name).substr(i, 1), true) : name.substr(i, 1);
    }
    for (const std::string &link : {name, escaped}) {
      if (auto other = others.find(link); other != others.end()) {
        wrong += name + ": cannot set with -X: not a var of type string (type:" + std::string(other->second) + ")\n";
        break;
      }
      if (strings.count(link)) {
        values[link] = value;
        break;
      }
    }
  }
  if (!wrong.empty()) {
    std::fputs(wrong.c_str(), stderr);
    std::exit(2);
  }
  return values;
}

void addStrings(const Options &options, const Program &program, elf::ObjectWriter &object) {
  std::map<std::string, std::string> values = stringValues(options, program);
  values["runtime.buildVersion"] = target::goVersion;
  values["runtime.modinfo"] = options.imports.modinfo;
  values["runtime.defaultGOROOT"] = options.goroot;
  unsigned number = 0, word = object.format.wordSize;
  for (auto &[name, value] : values) {
    // Each in sections of its own: unreachable ones are dropped. -X variables can be written to, so all are data.
    std::string suffix = std::to_string(number++);
    unsigned bytes = object.addSection(".rodata.go.string." + suffix, SHT_PROGBITS, SHF_ALLOC, 1);
    unsigned header = object.addSection(".data.go.string." + suffix, SHT_PROGBITS,
                                        SHF_ALLOC | SHF_WRITE, word);
    object.contents(bytes) = value;
    object.format.appendWord(object.contents(header), 0);
    object.format.appendWord(object.contents(header), value.size());
    if (!value.empty())
      object.address(header, 0, object.sectionSymbol(bytes));
    object.define(name, header, 0, 2 * word);
  }
}

void addInitTasks(const Program &program, elf::ObjectWriter &object) {
  std::vector<size_t> order = initOrder(program);
  const unsigned word = object.format.wordSize;
  unsigned list =
      object.addSection(".data.rel.ro.go.inittasks", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, word);
  unsigned count = object.addSection(".rodata.go.inittasks", SHT_PROGBITS, SHF_ALLOC, word);
  for (size_t i = 0; i < order.size(); i++) {
    object.format.appendWord(object.contents(list), 0);
    object.address(list, i * word, object.undefined(program.packages[order[i]].meta.initTask()));
  }
  object.define("go:main.inittasks", list, 0, order.size() * word);
  object.format.appendWord(object.contents(count), order.size());
  object.define("go:main.inittasks.len", count, 0, word);
}

void addBuildInfo(const Options &options, elf::ObjectWriter &object) {
  unsigned section = object.addSection(".go.buildinfo", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE | retain, 16);
  std::string &data = object.contents(section);
  data = "\xff Go buildinf:";
  data += char(object.format.wordSize);
  data += char(object.format.bigEndian ? 3 : 2); // the strings follow
  data.resize(32);
  appendVarintString(data, target::goVersion);
  appendVarintString(data, options.imports.modinfo);
  data.resize((data.size() + 15) & ~size_t(15));
}

void addBuildId(const Options &options, elf::ObjectWriter &object) {
  if (options.buildId.empty())
    return;
  unsigned section = object.addSection(".note.go.buildid", SHT_NOTE, SHF_ALLOC | retain, 4);
  std::string &data = object.contents(section);
  object.format.append<uint32_t>(data, 4);
  object.format.append<uint32_t>(data, uint32_t(options.buildId.size()));
  object.format.append<uint32_t>(data, 4);
  data.append("Go\0\0", 4);
  data += options.buildId;
  data.resize((data.size() + 3) & ~size_t(3));
}

} // namespace

std::string generateObject(const Options &options, const Program &program) {
  elf::ObjectWriter object(*options.target);
  addInitTasks(program, object);
  addStrings(options, program, object);
  addBuildInfo(options, object);
  addBuildId(options, object);
  return object.finish();
}

std::string gnuBuildId(const Options &options) {
  if (options.gnuBuildId != "gobuildid")
    return options.gnuBuildId;
  if (options.buildId.empty())
    return {};
  std::array<uint8_t, 32> hash = llvm::SHA256::hash(llvm::arrayRefFromStringRef(options.buildId));
  return "0x" + llvm::toHex(llvm::ArrayRef<uint8_t>(hash).take_front(20), true);
}

} // namespace golem::link
