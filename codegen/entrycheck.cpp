// The pass that puts stack checks in front of finished machine functions, and what is the same for all processors.
#include "codegen/entrycheck.h"

#include "codegen/stackcheck.h"
#include "target/target.h"

#include <llvm/CodeGen/MachineFrameInfo.h>
#include <llvm/CodeGen/MachineFunction.h>
#include <llvm/CodeGen/MachineFunctionPass.h>
#include <llvm/CodeGen/TargetFrameLowering.h>
#include <llvm/CodeGen/TargetInstrInfo.h>
#include <llvm/CodeGen/TargetSubtargetInfo.h>

using namespace llvm;

namespace golem::codegen {

namespace {

// So much of a frame may lie below the limit without a subtraction in the check; and a leaf function with a frame no larger has
// no check. Both are taken from the guard (docs/abi.md section 4).
constexpr uint64_t smallFrame = 128;
// A frame from here on tells its size: what the next segment is sure to have is for smaller ones.
constexpr uint64_t largeFrame = 512;
// Conditional branches of some processors do not reach the end of a function that is longer.
constexpr unsigned longFunction = 50000; // instructions

uint64_t attribute(const Function &f, const char *name) {
  uint64_t value = 0;
  f.getFnAttribute(name).getValueAsString().getAsInteger(10, value);
  return value;
}

// All that the function may put below the stack pointer with which it was entered.
uint64_t frameBytes(const MachineFunction &f) {
  const MachineFrameInfo &frame = f.getFrameInfo();
  uint64_t bytes = frame.getStackSize() + attribute(f.getFunction(), stackAttr);
  if (frame.isMaxCallFrameSizeComputed() && !f.getSubtarget().getFrameLowering()->hasReservedCallFrame(f))
    bytes += frame.getMaxCallFrameSize();
  if (f.getSubtarget().getRegisterInfo()->hasStackRealignment(f))
    bytes += frame.getMaxAlign().value();
  return bytes;
}

class EntryChecks : public MachineFunctionPass {
public:
  static char ID;
  explicit EntryChecks(std::unique_ptr<EntryCheckWriter> writer) : MachineFunctionPass(ID), writer(std::move(writer)) {}

  StringRef getPassName() const override { return "Golem stack checks"; }

  bool runOnMachineFunction(MachineFunction &f) override {
    Attribute wanted = f.getFunction().getFnAttribute(entryCheckAttr);
    if (!wanted.isValid())
      return false;
    const uint64_t frame = frameBytes(f);
    if (wanted.getValueAsString() == leafFunction && frame <= smallFrame)
      return false;
    if (!prepared)
      writer->prepare(f);
    prepared = true;

    MachineBasicBlock &body = f.front();
    MachineBasicBlock *entry = f.CreateMachineBasicBlock(), *slow = f.CreateMachineBasicBlock();
    const bool slowNext = f.getInstructionCount() > longFunction;
    f.push_front(entry);
    f.insert(slowNext ? body.getIterator() : f.end(), slow);
    entry->addSuccessor(&body);
    entry->addSuccessor(slow);
    writer->write({f, *entry, body, *slow, slowNext, frame <= smallFrame ? 0 : frame - smallFrame, frame < largeFrame ? 0 : frame,
                   attribute(f.getFunction(), stackArgumentsAttr)});
    return true;
  }

private:
  std::unique_ptr<EntryCheckWriter> writer;
  bool prepared = false;
};

char EntryChecks::ID;

} // namespace

unsigned opcodeNamed(const TargetInstrInfo &info, const char *name) {
  for (unsigned i = 0; i < info.getNumOpcodes(); i++)
    if (info.getName(i) == name)
      return i;
  report_fatal_error(Twine("LLVM has no instruction ") + name);
}

Register registerNamed(const TargetRegisterInfo &info, const std::string &name) {
  for (unsigned i = 1; i < info.getNumRegs(); i++)
    if (info.getName(i) == name)
      return i;
  report_fatal_error(Twine("LLVM has no register ") + name);
}

std::unique_ptr<EntryCheckWriter> createEntryCheckWriter(const target::Target &target) {
  if (target.goarch == "amd64")
    return createEntryCheckWriterAmd64(target);
  if (target.goarch == "arm64")
    return createEntryCheckWriterArm64(target);
  return nullptr;
}

Pass *createEntryChecks(std::unique_ptr<EntryCheckWriter> writer) { return new EntryChecks(std::move(writer)); }

} // namespace golem::codegen
