// Relocations of arm64 assembly (studied: cmd/link/internal/arm64, cmd/internal/obj/arm64). Addresses are pairs of instructions: the
// page, then the offset in it as an addition or in a load or store. g is in a register, so that nothing here knows its place.
#include "link/goobj/arch.h"

#include "llvm/BinaryFormat/ELF.h"

namespace golem::link::goobj {

using namespace llvm::ELF;

namespace {

// cmd/internal/objabi.RelocType
enum : uint16_t { Addr = 1, AddrPair = 3, CallArm64 = 9, CallInd = 10, PcRel = 14, UseField = 21, UseIfaceMethod = 24,
                  UseNamedMethod = 25, Keep = 27, Pair8 = 37, Pair16 = 38, Pair32 = 39, Pair64 = 40 };

bool translate(const Reloc &r, std::string &, std::vector<ElfReloc> &out) {
  auto pair = [&](uint32_t second) {
    out.push_back({r.offset, R_AARCH64_ADR_PREL_PG_HI21, r.addend});
    out.push_back({uint64_t(r.offset) + 4, second, r.addend});
    return r.size == 8;
  };
  switch (r.type) {
  case Addr:
    out.push_back({r.offset, uint32_t(r.size == 8 ? R_AARCH64_ABS64 : R_AARCH64_ABS32), r.addend});
    return r.size == 8 || r.size == 4;
  case PcRel: // gc counts from the end of the field, ELF from its start
    out.push_back({r.offset, R_AARCH64_PREL32, r.addend - 4});
    return r.size == 4;
  case CallArm64: // a call or a jump
    out.push_back({r.offset, R_AARCH64_CALL26, r.addend});
    return r.size == 4;
  case AddrPair: return pair(R_AARCH64_ADD_ABS_LO12_NC);
  case Pair8: return pair(R_AARCH64_LDST8_ABS_LO12_NC);
  case Pair16: return pair(R_AARCH64_LDST16_ABS_LO12_NC);
  case Pair32: return pair(R_AARCH64_LDST32_ABS_LO12_NC);
  case Pair64: return pair(R_AARCH64_LDST64_ABS_LO12_NC);
  case CallInd: case UseField: case UseIfaceMethod: case UseNamedMethod: // notes without effect on the bytes
    return true;
  case Keep:
    out.push_back({r.offset, R_AARCH64_NONE, 0});
    return true;
  default:
    return false;
  }
}

bool isCall(const Reloc &r) { return r.type == CallArm64; }
bool isIndirectCall(const Reloc &r) { return r.type == CallInd; }

} // namespace

const Arch arm64{"arm64", 4, 16, R_AARCH64_PREL32, translate, isCall, isIndirectCall, 0, 8};

} // namespace golem::link::goobj
