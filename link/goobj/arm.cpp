// Relocations of arm assembly (studied: cmd/link/internal/arm, cmd/internal/obj/arm). g is in a register, so that nothing here
// knows its place.
#include "link/goobj/arch.h"

#include "llvm/BinaryFormat/ELF.h"

namespace golem::link::goobj {

using namespace llvm::ELF;

namespace {

// cmd/internal/objabi.RelocType
enum : uint16_t {
  Addr = 1, CallArm = 8, CallInd = 10, UseField = 21, UseIfaceMethod = 24, UseNamedMethod = 25, Keep = 27
};

// The addend is the instruction: what it does in the highest byte, and a distance in instructions.
bool call(const Reloc &r, std::string &code, std::vector<ElfReloc> &out) {
  constexpr uint32_t always = 0xeb;
  uint32_t instruction = uint32_t(r.addend);
  int32_t distance = int32_t(instruction << 8) >> 6;
  out.push_back({r.offset, uint32_t(instruction >> 24 == always ? R_ARM_CALL : R_ARM_JUMP24), distance});
  return putInt32(r, code, instruction & 0xff000000);
}

bool translate(const Reloc &r, std::string &code, std::vector<ElfReloc> &out) {
  switch (r.type) {
  case Addr:
    out.push_back({r.offset, R_ARM_ABS32, r.addend});
    return r.size == 4;
  case CallArm: return call(r, code, out);
  case CallInd: case UseField: case UseIfaceMethod: case UseNamedMethod: // notes, no bytes
    return true;
  case Keep:
    out.push_back({r.offset, R_ARM_NONE, 0});
    return true;
  default:
    return false;
  }
}

bool isCall(const Reloc &r) { return r.type == CallArm; }
bool isIndirectCall(const Reloc &r) { return r.type == CallInd; }

} // namespace

const Arch arm{"arm", 4, 16, R_ARM_REL32, translate, isCall, isIndirectCall, 0, 0};

} // namespace golem::link::goobj
