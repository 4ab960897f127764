// The order of code generation, and LLVM's machine pipeline assembled by hand so that line tables can be written beside it.
#include "codegen/codegen.h"

#include "base/stages.h"
#include "codegen/boundaries.h"
#include "codegen/deadlocals.h"
#include "codegen/entrycheck.h"
#include "codegen/framemap.h"
#include "codegen/keepbases.h"
#include "codegen/linetable.h"
#include "codegen/nilchecks.h"
#include "codegen/passes.h"
#include "codegen/plain.h"
#include "codegen/stackcheck.h"
#include "codegen/uses.h"

#include <llvm/Analysis/RuntimeLibcallInfo.h>
#include <llvm/Analysis/TargetLibraryInfo.h>
#include <llvm/Analysis/TargetTransformInfo.h>
#include <llvm/CodeGen/AsmPrinter.h>
#include <llvm/CodeGen/MachineModuleInfo.h>
#include <llvm/CodeGen/Passes.h>
#include <llvm/CodeGen/TargetPassConfig.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/PassTimingInfo.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/MCStreamer.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/PassInfo.h>
#include <llvm/PassRegistry.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Target/TargetOptions.h>
#include <llvm/TargetParser/Triple.h>
#include <llvm/Transforms/Utils/Cloning.h>

using namespace llvm;

// The backends that are linked (compile/CMakeLists.txt); the assembly parsers are for inline assembly.
#define BACKENDS(each) each(X86) each(AArch64) each(ARM)
#define DECLARE(name)                                                                                                   \
  void LLVMInitialize##name##TargetInfo();                                                                              \
  void LLVMInitialize##name##Target();                                                                                  \
  void LLVMInitialize##name##TargetMC();                                                                                \
  void LLVMInitialize##name##AsmPrinter();                                                                              \
  void LLVMInitialize##name##AsmParser();
extern "C" {
BACKENDS(DECLARE)
}

namespace golem::codegen {

// The collector does not look into sections without pointers (lower/data). A variable may be moved into another's section
// by LLVM only as one of its kind: local ones, which LLVM merges, have none.
static bool keepsPointersOut(const GlobalVariable &g) {
  StringRef section = g.getSection();
  if (!section.starts_with(".data.noptr.") && !section.starts_with(".bss.noptr."))
    return true;
  return !g.hasLocalLinkage() && !(g.hasInitializer() && g.getInitializer()->needsDynamicRelocation());
}

static bool verified(Module &module, const char *when, const Options &options, std::string &error) {
  if (!options.verify)
    return true;
  raw_string_ostream text(error);
  text << "invalid LLVM IR " << when << ": ";
  if (verifyModule(module, &text))
    return false;
  for (const GlobalVariable &g : module.globals())
    if (!keepsPointersOut(g)) {
      text << "a pointer in " << g.getName() << ", which is in " << g.getSection();
      return false;
    }
  error.clear();
  return true;
}

std::unique_ptr<TargetMachine> createTargetMachine(const target::Target &target, const Options &options, std::string &error) {
#define INITIALIZE(name)                                                                                                \
  LLVMInitialize##name##TargetInfo();                                                                                   \
  LLVMInitialize##name##Target();                                                                                       \
  LLVMInitialize##name##TargetMC();                                                                                     \
  LLVMInitialize##name##AsmPrinter();                                                                                   \
  LLVMInitialize##name##AsmParser();
  BACKENDS(INITIALIZE)
  Triple triple{StringRef(target.triple)};
  const Target *backend = TargetRegistry::lookupTarget(triple, error);
  if (!backend)
    return nullptr;
  if (!target.llvmOption.empty())
    static_cast<cl::opt<bool> *>(cl::getRegisteredOptions().lookup(target.llvmOption))->setValue(true);
  TargetOptions o;
  o.FunctionSections = true;
  o.DataSections = true;
  o.UniqueSectionNames = true;
  o.EmitAddrsig = true; // for the linker's --icf=safe
  auto level = options.optimize ? CodeGenOptLevel::Default : CodeGenOptLevel::None;
  std::unique_ptr<TargetMachine> machine(backend->createTargetMachine(triple, target.cpu, target.features, o, Reloc::Static,
                                                                      CodeModel::Small, level));
  if (machine->createDataLayout().getStringRepresentation() != target.dataLayout) {
    error = "the data layout of " + std::string(target.triple) + " is not LLVM's";
    return nullptr;
  }
  if (machine->getMCSubtargetInfo()->checkFeatures(std::string(target.wideVectors))) {
    error = "code with wide vectors (" + std::string(target.wideVectors) + ") could hide pointers from the collector";
    return nullptr;
  }
  return machine;
}

/// Takes out what Go code never needs: there is no debug information about variables, nobody instruments, nothing has funclets.
/// Each of these passes looks at every function all the same. And one that would take out the reload of a base that
/// keepbases asked for: the base would then only lie in memory that nothing is known to read.
/// And the one that moves the making of a frame to where it is needed: by the frame tracebacks from signals find who called.
static void leaveOutPasses(TargetPassConfig &config) {
  for (char *pass : {&LiveDebugValuesID, &RemoveRedundantDebugValuesID, &FuncletLayoutID, &StackMapLivenessID, &PatchableFunctionID,
                     &XRayInstrumentationID, &FEntryInserterID, &LocalStackSlotAllocationID, &DetectDeadLanesID,
                     &RemoveLoadsIntoFakeUsesID, &ShrinkWrapID})
    config.disablePass(pass);
}

/// LLVM's pipeline without more passes that change no Go code: all of them look at every function, and some have analyses
/// made first. These are added as objects, which disablePass does not know.
class ShorterPipeline : public legacy::PassManager {
public:
  void add(Pass *pass) override {
    if (isLeftOut(*pass))
      delete pass;
    else
      legacy::PassManager::add(pass);
  }

private:
  static bool isLeftOut(const Pass &pass) {
    static constexpr StringLiteral leftOut[] = {
        // There are no matrix tiles (AMX) and no wide vectors; the additional registers (APX) are off.
        "x86-lower-amx-intrinsics", "x86-lower-amx-type", "tilepreconfig", "x86-tile-config", "x86-lower-tile-copy",
        "x86-domain-reassignment", "x86-suppress-apx-for-relocation",
        // Nothing hardens against speculation or checks for attacks.
        "x86-slh", "x86-lvi-load", "x86-lvi-ret", "x86-seses", "x86-return-thunks", "kcfi", "indirectbr-expand", "safe-stack",
        "stack-protector",
        // Unwinding and collection go by golem's own tables.
        "cfi-instr-inserter", "dwarf-eh-prepare", "callbrprepare", "gc-lowering", "shadow-stack-gc-lowering", "gc-analysis",
        "fixup-statepoint-caller-saved",
        // Nobody instruments or asks for reports.
        "machine-sanmd", "stack-frame-layout", "pseudo-probe-inserter", "post-inline-ee-instrument", "regallocscoringpass",
        // No function of a C or vector library is recognised.
        "objc-arc-contract", "replace-with-veclib", "partially-inline-libcalls", "mergeicmps", "expand-memcmp"};
    const PassInfo *info = PassRegistry::getPassRegistry()->getPassInfo(pass.getPassID());
    return info && is_contained(leftOut, info->getPassArgument());
  }
};

static bool print(Module &module, const target::Target &target, TargetMachine &machine, const Options &options, CodeGenFileType type,
                  SmallVectorImpl<char> &out, std::string &error) {
  raw_svector_ostream stream(out);
  for (Function &f : module)
    if (canBeFolded(f))
      f.setUnnamedAddr(GlobalValue::UnnamedAddr::Global); // leaves it out of the list of addresses that must differ
  FrameLivenessTable frames;
  ShorterPipeline passes;
  TargetLibraryInfoImpl library(module.getTargetTriple());
  library.disableAllFunctions(); // nothing of libc may be recognised or invented
  passes.add(new TargetLibraryInfoWrapperPass(library));
  passes.add(new RuntimeLibraryInfoWrapper(module.getTargetTriple())); // but memmove and its like are there to be called
  passes.add(createTargetTransformInfoWrapperPass(machine.getTargetIRAnalysis()));
  auto *info = new MachineModuleInfoWrapperPass(&machine);
  TargetPassConfig *config = machine.createPassConfig(passes);
  config->setDisableVerify(true);
  leaveOutPasses(*config);
  if (options.optimize)
    config->insertPass(&PostRAMachineSinkingID, createFrameLiveness(frames));
  passes.add(config);
  passes.add(info);
  if (config->addISelPasses()) {
    error = "instruction selection is not available";
    return false;
  }
  config->addMachinePasses();
  config->setInitialized();
  passes.add(createRegisterLiveness(frames, target.gRegister));
  if (auto writer = createEntryCheckWriter(target))
    passes.add(createEntryChecks(std::move(writer)));
  auto streamer = machine.createMCStreamer(stream, nullptr, type, info->getMMI().getContext());
  if (!streamer) {
    error = toString(streamer.takeError());
    return false;
  }
  AsmPrinter *printer = machine.getTarget().createAsmPrinter(machine, std::move(*streamer));
  printer->addAsmPrinterHandler(createLineTable(*printer, frames));
  passes.add(printer);
  passes.add(createFreeMachineFunctionPass());
  passes.run(module);
  return true;
}

static void enter(const Options &options, const char *stage) {
  if (options.stages)
    options.stages->enter(stage);
}

static bool printAll(Module &module, const target::Target &target, TargetMachine &machine, const Options &options, Objects &out,
                     std::string &error) {
  if (options.assembly && !print(*CloneModule(module), target, machine, options, CodeGenFileType::AssemblyFile, *options.assembly, error))
    return false;
  return print(module, target, machine, options, CodeGenFileType::ObjectFile, out.emplace_back(), error);
}

static bool printPlain(Module &module, const target::Target &target, Options options, Objects &out, std::string &error) {
  options.optimize = false;
  auto machine = createTargetMachine(target, options, error);
  return machine && printAll(module, target, *machine, options, out, error);
}

static void dump(Module &module, const Options &options) {
  std::error_code code;
  raw_fd_ostream file(options.dumpOptimized, code, sys::fs::OF_Append);
  if (!code)
    module.print(file, nullptr);
}

bool emit(Module &module, const target::Target &target, TargetMachine &machine, const Options &options, Objects &out, std::string &error) {
  TimePassesIsEnabled = options.passTimes;
  enter(options, "verify LLVM IR");
  if (!verified(module, "before optimisation", options, error))
    return false;
  for (GlobalValue &value : module.global_values())
    value.setDSOLocal(true); // everything is linked statically
  enter(options, "LLVM passes");
  Uses uses(module);
  optimize(module, machine, options);
  if (options.optimize) {
    keepBases(module);
    noteDeadLocals(module, target.callsKeepNotes);
    foldNilChecks(module, target);
  }
  setBoundaries(module);
  insertStackChecks(module, target, options.optimize, options.frameBound);
  std::unique_ptr<Module> plain = takePlain(module);
  uses.emit(module);
  if (plain)
    uses.emit(*plain);
  for (Module *m : {&module, plain.get()})
    if (m && !verified(*m, "after stack checks", options, error))
      return false;
  for (Module *m : {&module, plain.get()})
    if (m && !options.dumpOptimized.empty())
      dump(*m, options);
  enter(options, "machine code");
  if (!printAll(module, target, machine, options, out, error) || (plain && !printPlain(*plain, target, options, out, error)))
    return false;
  if (options.passTimes)
    reportAndResetTimings();
  return true;
}

} // namespace golem::codegen
