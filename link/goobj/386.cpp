// Relocations of 386 assembly (studied: cmd/link/internal/x86, cmd/internal/obj/x86). To find g it
// loads the thread pointer from gs:0, and g from a place that is relative to that.
#include "link/goobj/arch.h"

#include "abi/layout.h"

#include "llvm/BinaryFormat/ELF.h"

namespace golem::link::goobj {

using namespace llvm::ELF;

namespace {

// cmd/internal/objabi.RelocType
enum : uint16_t {
  Addr = 1, Call = 7, CallInd = 10, PcRel = 14, TlsLe = 15,
  UseField = 21, UseIfaceMethod = 24, UseNamedMethod = 25, Keep = 27
};

// Assembly finds g in the word at this distance from the thread pointer: M::asmG.
constexpr int32_t threadG = int32_t(abi::offsetOf(abi::M::asmG, {4, 4}));

bool translate(const Reloc &r, std::string &code, std::vector<ElfReloc> &out) {
  switch (r.type) {
  case Addr:
    out.push_back({r.offset, R_386_32, r.addend});
    return r.size == 4;
  case Call: case PcRel: // gc counts from the end of the field, ELF from its start
    out.push_back({r.offset, uint32_t(r.type == Call ? R_386_PLT32 : R_386_PC32), r.addend - 4});
    return r.size == 4;
  case TlsLe:
    return putInt32(r, code, uint32_t(threadG + r.addend));
  case CallInd: case UseField: case UseIfaceMethod: case UseNamedMethod: // notes, no bytes
    return true;
  case Keep:
    out.push_back({r.offset, R_386_NONE, 0});
    return true;
  default:
    return false;
  }
}

bool isCall(const Reloc &r) { return r.type == Call; }
bool isIndirectCall(const Reloc &r) { return r.type == CallInd; }

} // namespace

const Arch i386{"386", 1, 16, R_386_PC32, translate, isCall, isIndirectCall, 4, 0};

} // namespace golem::link::goobj
