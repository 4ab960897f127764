// Relocations of amd64 assembly (studied: cmd/link/internal/amd64, cmd/internal/obj/x86).
#include "link/goobj/arch.h"

#include "abi/layout.h"

#include "llvm/BinaryFormat/ELF.h"

namespace golem::link::goobj {

using namespace llvm::ELF;

namespace {

// cmd/internal/objabi.RelocType
enum : uint16_t { Addr = 1, Call = 7, CallInd = 10, PcRel = 14, TlsLe = 15, UseField = 21, UseIfaceMethod = 24, UseNamedMethod = 25,
                  Keep = 27 };

// Assembly finds g in the word at this distance from the thread pointer: M::asmG.
constexpr int32_t threadG = int32_t(abi::offsetOf(abi::M::asmG, {8, 8}));

bool translate(const Reloc &r, std::string &code, std::vector<ElfReloc> &out) {
  switch (r.type) {
  case Addr:
    if (r.size != 8 && r.size != 4)
      return false;
    out.push_back({r.offset, uint32_t(r.size == 8 ? R_X86_64_64 : R_X86_64_32), r.addend});
    return true;
  case Call: case PcRel: // gc counts from the end of the field, ELF from its start
    if (r.size != 4)
      return false;
    out.push_back({r.offset, uint32_t(r.type == Call ? R_X86_64_PLT32 : R_X86_64_PC32), r.addend - 4});
    return true;
  case TlsLe:
    return putInt32(r, code, uint32_t(threadG + r.addend));
  case CallInd: case UseField: case UseIfaceMethod: case UseNamedMethod: // notes without effect on the bytes
    return true;
  case Keep:
    out.push_back({r.offset, R_X86_64_NONE, 0});
    return true;
  default:
    return false;
  }
}

bool isCall(const Reloc &r) { return r.type == Call; }
bool isIndirectCall(const Reloc &r) { return r.type == CallInd; }

} // namespace

const Arch amd64{"amd64", 1, 32, R_X86_64_PC32, translate, isCall, isIndirectCall, 8, 0};

} // namespace golem::link::goobj
