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

#include <cstring>
#include <elf.h>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace golem::link {

namespace {

constexpr uint64_t retain = 0x200000; ///< SHF_GNU_RETAIN: kept though nothing refers to it

template <typename T> void append(std::string &out, T value) {
  out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

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
  unsigned number = 0;
  for (auto &[name, value] : values) {
    // Each in sections of its own: unreachable ones are dropped. -X variables can be written to, so all are data.
    unsigned bytes = object.addSection(".rodata.go.string." + std::to_string(number), SHT_PROGBITS, SHF_ALLOC, 1);
    unsigned header = object.addSection(".data.go.string." + std::to_string(number++), SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 8);
    object.contents(bytes) = value;
    append<uint64_t>(object.contents(header), 0);
    append<uint64_t>(object.contents(header), value.size());
    if (!value.empty())
      object.address(header, 0, object.sectionSymbol(bytes));
    object.define(name, header, 0, 16);
  }
}

void addInitTasks(const Program &program, elf::ObjectWriter &object) {
  std::vector<size_t> order = initOrder(program);
  unsigned list = object.addSection(".data.rel.ro.go.inittasks", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 8);
  unsigned count = object.addSection(".rodata.go.inittasks", SHT_PROGBITS, SHF_ALLOC, 8);
  for (size_t i = 0; i < order.size(); i++) {
    append<uint64_t>(object.contents(list), 0);
    object.address(list, i * 8, object.undefined(program.packages[order[i]].meta.initTask()));
  }
  object.define("go:main.inittasks", list, 0, order.size() * 8);
  append<uint64_t>(object.contents(count), order.size());
  object.define("go:main.inittasks.len", count, 0, 8);
}

void addBuildInfo(const Options &options, elf::ObjectWriter &object) {
  unsigned section = object.addSection(".go.buildinfo", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE | retain, 16);
  std::string &data = object.contents(section);
  data = "\xff Go buildinf:";
  data += char(8); // pointer size
  data += char(2); // inline strings, little endian
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
  append<uint32_t>(data, 4);
  append<uint32_t>(data, uint32_t(options.buildId.size()));
  append<uint32_t>(data, 4);
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
