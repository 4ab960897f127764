// The instructions of stack checks on amd64. r11 is neither an argument nor kept by who is called.
#include "codegen/entrycheck.h"

#include "abi/layout.h"
#include "target/target.h"

#include <llvm/CodeGen/MachineFunction.h>
#include <llvm/CodeGen/MachineInstrBuilder.h>
#include <llvm/CodeGen/TargetInstrInfo.h>
#include <llvm/CodeGen/TargetRegisterInfo.h>
#include <llvm/CodeGen/TargetSubtargetInfo.h>

using namespace llvm;

namespace golem::codegen {

namespace {

// LLVM's numbers of conditions.
constexpr int64_t ifBelow = 2, ifNotBelow = 3;

class Amd64 : public EntryCheckWriter {
public:
  explicit Amd64(const target::Target &target) : target(target) {}

  void prepare(const MachineFunction &f) override {
    info = f.getSubtarget().getInstrInfo();
    const TargetRegisterInfo &registers = *f.getSubtarget().getRegisterInfo();
    sp = registerNamed(registers, "RSP"), scratch = registerNamed(registers, "R11"), pc = registerNamed(registers, "RIP");
    g = registerNamed(registers, "R" + std::to_string(target.gRegister));
    compare = opcodeNamed(*info, "CMP64rm"), address = opcodeNamed(*info, "LEA64r"), store = opcodeNamed(*info, "MOV64mi32");
    branch = opcodeNamed(*info, "JCC_1"), jump = opcodeNamed(*info, "JMP_1");
  }

  void write(const EntryCheck &check) override {
    Register compared = sp;
    if (check.compared) {
      add(check.entry, address).addReg(scratch, RegState::Define).addReg(sp).addImm(1).addReg(0).addImm(-int64_t(check.compared)).addReg(0);
      compared = scratch;
    }
    inG(add(check.entry, compare).addReg(compared), abi::G::limit);
    add(check.entry, branch).addMBB(check.slowNext ? &check.body : &check.slow).addImm(check.slowNext ? ifNotBelow : ifBelow);
    add(check.slow, address).addReg(scratch, RegState::Define).addReg(pc).addImm(1).addReg(0)
        .addGlobalAddress(&check.function.getFunction()).addReg(0);
    if (check.need)
      inG(add(check.slow, store), abi::G::need).addImm(int64_t(check.need));
    if (check.stackArguments)
      inG(add(check.slow, store), abi::G::stackArgs).addImm(int64_t(check.stackArguments));
    add(check.slow, jump).addExternalSymbol("golem_more");
  }

private:
  const target::Target &target;
  const TargetInstrInfo *info = nullptr;
  Register sp, scratch, pc, g;
  unsigned compare = 0, address = 0, store = 0, branch = 0, jump = 0;

  MachineInstrBuilder add(MachineBasicBlock &block, unsigned opcode) { return BuildMI(&block, DebugLoc(), info->get(opcode)); }
  // The operands of a place in memory: base, scale, index, displacement, segment.
  MachineInstrBuilder inG(MachineInstrBuilder i, abi::G::Field field) {
    return i.addReg(g).addImm(1).addReg(0).addImm(int64_t(abi::offsetOf(field, {target.wordSize, target.int64Alignment}))).addReg(0);
  }
};

} // namespace

std::unique_ptr<EntryCheckWriter> createEntryCheckWriterAmd64(const target::Target &target) { return std::make_unique<Amd64>(target); }

} // namespace golem::codegen
