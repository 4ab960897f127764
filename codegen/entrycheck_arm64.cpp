// The instructions of stack checks on arm64. x9 to x14 are neither arguments nor kept by who is called; x16 and x17 are not
// taken, since what the linker puts between a jump and its target may use them.
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

// The encodings of conditions and of an operand's extension (none, of 64 bits).
constexpr int64_t ifLower = 3, ifNotLower = 2, unextended = 24;
constexpr unsigned immediateBits = 12; // of a subtraction
constexpr unsigned moveBits = 16;

class Arm64 : public EntryCheckWriter {
public:
  explicit Arm64(const target::Target &target) : target(target) {}

  void prepare(const MachineFunction &f) override {
    info = f.getSubtarget().getInstrInfo();
    const TargetRegisterInfo &registers = *f.getSubtarget().getRegisterInfo();
    function = registerNamed(registers, "X9"), scratch = registerNamed(registers, "X10"), limit = registerNamed(registers, "X11");
    sp = registerNamed(registers, "SP"), g = registerNamed(registers, "X" + std::to_string(target.gRegister));
    load = opcodeNamed(*info, "LDRXui"), store = opcodeNamed(*info, "STRXui"), subtract = opcodeNamed(*info, "SUBXri");
    subtractRegister = opcodeNamed(*info, "SUBXrx64"), compare = opcodeNamed(*info, "SUBSXrx64");
    move = opcodeNamed(*info, "MOVZXi"), moveInto = opcodeNamed(*info, "MOVKXi");
    branch = opcodeNamed(*info, "Bcc"), jump = opcodeNamed(*info, "B"), address = opcodeNamed(*info, "ADR");
  }

  void write(const EntryCheck &check) override {
    // The result of the comparison goes to limit: nobody wants it, as nobody does the register that holds zero.
    inG(add(check.entry, load).addReg(limit, RegState::Define), abi::G::limit);
    Register compared = sp;
    if (uint64_t bytes = check.compared) {
      compared = scratch;
      if (bytes >> immediateBits == 0) {
        add(check.entry, subtract).addReg(scratch, RegState::Define).addReg(sp).addImm(int64_t(bytes)).addImm(0);
      } else {
        number(check.entry, bytes);
        add(check.entry, subtractRegister).addReg(scratch, RegState::Define).addReg(sp).addReg(scratch).addImm(unextended);
      }
    }
    add(check.entry, compare).addReg(limit, RegState::Define).addReg(compared).addReg(limit).addImm(unextended);
    add(check.entry, branch).addImm(check.slowNext ? ifNotLower : ifLower).addMBB(check.slowNext ? &check.body : &check.slow);
    add(check.slow, address).addReg(function, RegState::Define).addGlobalAddress(&check.function.getFunction());
    set(check.slow, abi::G::need, check.need);
    set(check.slow, abi::G::stackArgs, check.stackArguments);
    add(check.slow, jump).addExternalSymbol("golem_more");
  }

private:
  const target::Target &target;
  const TargetInstrInfo *info = nullptr;
  Register function, scratch, limit, sp, g;
  unsigned load = 0, store = 0, subtract = 0, subtractRegister = 0, compare = 0, move = 0, moveInto = 0, branch = 0, jump = 0, address = 0;

  MachineInstrBuilder add(MachineBasicBlock &block, unsigned opcode) { return BuildMI(&block, DebugLoc(), info->get(opcode)); }
  // The operands of a word in memory: base, offset in words.
  MachineInstrBuilder inG(MachineInstrBuilder i, abi::G::Field field) {
    return i.addReg(g).addImm(int64_t(abi::offsetOf(field, {target.wordSize, target.int64Alignment}) / target.wordSize));
  }
  void number(MachineBasicBlock &block, uint64_t n) {
    add(block, move).addReg(scratch, RegState::Define).addImm(int64_t(n & 0xffff)).addImm(0);
    for (unsigned shift = moveBits; n >> shift; shift += moveBits)
      add(block, moveInto).addReg(scratch, RegState::Define).addReg(scratch).addImm(int64_t(n >> shift & 0xffff)).addImm(shift);
  }
  void set(MachineBasicBlock &block, abi::G::Field field, uint64_t n) {
    if (n == 0)
      return;
    number(block, n);
    inG(add(block, store).addReg(scratch), field);
  }
};

} // namespace

std::unique_ptr<EntryCheckWriter> createEntryCheckWriterArm64(const target::Target &target) { return std::make_unique<Arm64>(target); }

} // namespace golem::codegen
