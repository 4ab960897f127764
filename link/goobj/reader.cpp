// See reader.h. Layout: text header up to "\n!\n", magic, fingerprint (8), flags (4), the offsets of the blocks, the blocks. All
// numbers are little endian whatever the target; offsets count from the magic.
#include "link/goobj/reader.h"

#include <algorithm>

namespace golem::link::goobj {

namespace {

// Blocks in file order.
enum Block { Autolib, PackageIndex, Files, SymbolDefs, Hashed64Defs, HashedDefs, NonPackageDefs, NonPackageRefs, RefFlags,
             Hash64, Hash, RelocIndex, AuxIndex, DataIndex, Relocs, Auxes, DataBlock, RefNames, End, BlockCount };

constexpr std::string_view magic{"\0go120ld", 8};
constexpr uint32_t largestSymbol = 1u << 30;
constexpr size_t offsetsAt = 8 + 8 + 4, symbolSize = 21, relocSize = 23, auxSize = 9;
constexpr uint32_t packageNone = 0x7fffffff, packageHashed64 = packageNone - 1, packageHashed = packageNone - 2,
                   packageBuiltin = packageNone - 3, packageSelf = packageNone - 4;

template <typename T> T number(std::string_view s, size_t at) {
  T value = 0;
  if (at <= s.size() && sizeof(T) <= s.size() - at)
    for (size_t i = sizeof(T); i-- > 0;)
      value = T(value << 8 | T(uint8_t(s[at + i])));
  return value;
}
template <> uint8_t number<uint8_t>(std::string_view s, size_t at) { return at < s.size() ? uint8_t(s[at]) : 0; }

/// cmd/internal/objabi.SymKind
Kind kindOf(uint8_t n) {
  switch (n) {
  case 0: return Kind::None;
  case 1: case 2: return Kind::Text;
  case 3: case 4: return Kind::ReadOnly;
  case 5: case 6: return Kind::NoPointerData;
  case 7: case 8: return Kind::Data;
  case 9: return Kind::Bss;
  case 10: return Kind::NoPointerBss;
  case 11: return Kind::ThreadLocal;
  default: return Kind::Other;
  }
}

class Reader {
public:
  Reader(Object &object, std::string_view data, std::string &error) : object(object), data(data), error(error) {}

  bool run(size_t (&starts)[5]) {
    if (data.size() < offsetsAt + 4 * BlockCount || data.substr(0, magic.size()) != magic)
      return fail("not an object of this version of the assembler");
    for (int b = 0; b < BlockCount; b++) {
      offsets[b] = number<uint32_t>(data, offsetsAt + 4 * size_t(b));
      if (offsets[b] > data.size() || (b && offsets[b] < offsets[b - 1]))
        return fail("truncated or damaged");
    }
    for (size_t at = offsets[Files]; at + 8 <= offsets[SymbolDefs]; at += 8)
      object.files.push_back(text(at));
    for (int b = SymbolDefs; b <= NonPackageRefs; b++) {
      starts[b - SymbolDefs] = object.symbols.size();
      if ((offsets[b + 1] - offsets[b]) % symbolSize)
        return fail("damaged symbol table");
      for (size_t at = offsets[b]; at < offsets[b + 1]; at += symbolSize)
        symbol(at);
      if (b == NonPackageDefs)
        object.defined = object.symbols.size();
    }
    return contents() && !bad;
  }

private:
  Object &object;
  std::string_view data;
  std::string &error;
  size_t offsets[BlockCount] = {};
  bool bad = false;

  bool fail(const char *why) {
    error = why;
    bad = true;
    return false;
  }

  /// The string that the reference (length, offset) at `at` names.
  std::string_view text(size_t at) {
    uint32_t length = number<uint32_t>(data, at), offset = number<uint32_t>(data, at + 4);
    if (offset > data.size() || length > data.size() - offset) {
      fail("damaged string");
      return {};
    }
    return data.substr(offset, length);
  }

  void symbol(size_t at) {
    Symbol s;
    s.name = text(at);
    s.abi = number<uint16_t>(data, at + 8);
    s.kind = kindOf(uint8_t(data[at + 10]));
    uint8_t flags = uint8_t(data[at + 11]);
    s.dupOk = flags & 1;
    s.noSplit = flags & 16;
    s.size = number<uint32_t>(data, at + 13);
    s.align = number<uint32_t>(data, at + 17);
    if (s.size > largestSymbol)
      fail("symbol too large");
    if (s.align & (s.align - 1) || s.align > 1u << 20)
      fail("damaged alignment");
    object.symbols.push_back(std::move(s));
  }

  /// An index block has an entry for each defined symbol and one more: where the next one's items begin.
  bool range(Block index, size_t i, size_t limit, size_t &from, size_t &to) {
    size_t at = offsets[index] + 4 * i;
    if (at + 8 > offsets[index + 1])
      return fail("damaged index");
    from = number<uint32_t>(data, at);
    to = number<uint32_t>(data, at + 4);
    return from <= to && to <= limit ? true : fail("damaged index");
  }

  bool contents() {
    size_t relocs = (offsets[Auxes] - offsets[Relocs]) / relocSize, auxes = (offsets[DataBlock] - offsets[Auxes]) / auxSize;
    size_t bytes = offsets[RefNames] - offsets[DataBlock];
    for (size_t i = 0; i < object.defined; i++) {
      Symbol &s = object.symbols[i];
      size_t from, to;
      if (!range(DataIndex, i, bytes, from, to))
        return false;
      if (to - from > s.size)
        return fail("symbol with more contents than bytes");
      s.data = data.substr(offsets[DataBlock] + from, to - from);
      if (!range(RelocIndex, i, relocs, from, to))
        return false;
      for (size_t k = from; k < to; k++)
        if (!reloc(s, offsets[Relocs] + k * relocSize))
          return false;
      if (!range(AuxIndex, i, auxes, from, to))
        return false;
      for (size_t k = from; k < to; k++) {
        size_t at = offsets[Auxes] + k * auxSize;
        s.aux.push_back({uint8_t(data[at]), {number<uint32_t>(data, at + 1), number<uint32_t>(data, at + 5)}});
      }
    }
    return true;
  }

  bool reloc(Symbol &s, size_t at) {
    Reloc r;
    r.offset = number<uint32_t>(data, at);
    r.size = number<uint8_t>(data, at + 4);
    r.type = number<uint16_t>(data, at + 5);
    r.addend = int64_t(number<uint64_t>(data, at + 7));
    r.target = {number<uint32_t>(data, at + 15), number<uint32_t>(data, at + 19)};
    if (r.offset > s.size || r.size > s.size - r.offset)
      return fail("relocation outside its symbol");
    s.relocs.push_back(r);
    return true;
  }
};

} // namespace

bool Object::read(std::string_view bytes, std::string &error) {
  size_t end = bytes.find("\n!\n");
  std::string_view header = bytes.substr(0, end);
  if (!header.starts_with("go object ")) {
    error = "not an object of the assembler";
    return false;
  }
  if (end == bytes.npos)
    return true; // a header alone
  header.remove_prefix(10);
  header.remove_prefix(std::min(header.find(' ') + 1, header.size())); // the system
  arch = header.substr(0, header.find(' '));
  return Reader(*this, bytes.substr(end + 3), error).run(blockStart);
}

size_t Object::find(SymRef ref) const {
  size_t block;
  switch (ref.package) {
  case packageSelf: block = 0; break;
  case packageHashed64: block = 1; break;
  case packageHashed: block = 2; break;
  case packageNone: block = 3; break; // runs over into the references
  default: return npos;
  }
  size_t index = blockStart[block] + ref.index;
  size_t end = block == 3 ? symbols.size() : blockStart[block + 1];
  return ref.index < symbols.size() && index < end ? index : npos;
}

std::string_view Object::builtin(SymRef ref) {
  if (ref.package != packageBuiltin)
    return {};
  // Places in Go 1.26's list of such symbols (cmd/internal/goobj) to which the assembler itself refers, in function prologues.
  switch (ref.index) {
  case 227: return "runtime.morestack";
  case 228: return "runtime.morestackc";
  case 229: return "runtime.morestack_noctxt";
  default: return {};
  }
}

} // namespace golem::link::goobj
