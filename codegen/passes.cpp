// The optimisation pipeline for Go code.
//
// LLVM's stock O2 spends most of its time in loop and interprocedural passes that few Go functions profit from. This list
// runs the cheap scalar passes everywhere, inlines bottom-up, and gives loop passes only to functions that have loops: about
// half the cost of O2 for nearly its code.
//
// Huge functions, which programs write rather than people, only get their locals into registers: what LLVM does otherwise costs
// more than in proportion to their length. Code that runs once, or calls others in turn, is counted as huge sooner than loops are,
// and gets no good machine code either (plain.h).
#include "codegen/passes.h"

#include "codegen/loopdepth.h"
#include "codegen/stackcheck.h"

#include <llvm/Analysis/CFG.h>
#include <llvm/Analysis/InlineCost.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/PassManager.h>
#include <llvm/IR/PassTimingInfo.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Transforms/IPO/GlobalDCE.h>
#include <llvm/Transforms/IPO/Inliner.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/ConstraintElimination.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/GVN.h>
#include <llvm/Transforms/Scalar/DeadStoreElimination.h>
#include <llvm/Transforms/Scalar/IndVarSimplify.h>
#include <llvm/Transforms/Scalar/JumpThreading.h>
#include <llvm/Transforms/Scalar/LICM.h>
#include <llvm/Transforms/Scalar/LoopDeletion.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/LoopRotation.h>
#include <llvm/Transforms/Scalar/LoopUnrollPass.h>
#include <llvm/Transforms/Scalar/MemCpyOptimizer.h>
#include <llvm/Transforms/Scalar/SROA.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/LoopSimplify.h>
#include <llvm/Transforms/Utils/LCSSA.h>
#include <llvm/Transforms/Vectorize/LoopVectorize.h>

using namespace llvm;

namespace golem::codegen {

namespace {

/// Whether passes would find anything in a function that those before have not seen. Small functions, of which programs have
/// most, mostly stay as the first passes left them.
class Changes {
public:
  void note(const Function &f) { sizes[&f] = sizeOf(f); }
  bool inlinedSince(const Function &f) const { return sizes.lookup(&f) != sizeOf(f); }
  void add(const Function &f) { changed.insert(&f); }
  bool any(const Function &f) const { return changed.contains(&f); }

private:
  // Instructions and calls: inlining takes a call away, and other passes have not run in between.
  static std::pair<unsigned, unsigned> sizeOf(const Function &f) {
    std::pair<unsigned, unsigned> size;
    for (const Instruction &i : instructions(f))
      size.first++, size.second += isa<CallBase>(i);
    return size;
  }
  DenseMap<const Function *, std::pair<unsigned, unsigned>> sizes; // after the first passes
  DenseSet<const Function *> changed;                              // since then
};

/// Ends the first passes.
class NoteSize : public PassInfoMixin<NoteSize> {
public:
  explicit NoteSize(Changes &changes) : changes(changes) {}
  PreservedAnalyses run(Function &f, FunctionAnalysisManager &) {
    changes.note(f);
    return PreservedAnalyses::all();
  }

private:
  Changes &changes;
};

/// Runs a list of function passes on functions of which a predicate holds, and notes that they may have changed.
template <class Predicate> class If : public PassInfoMixin<If<Predicate>> {
public:
  If(Changes &changes, Predicate predicate, FunctionPassManager passes)
      : changes(changes), predicate(predicate), passes(std::move(passes)) {}
  PreservedAnalyses run(Function &f, FunctionAnalysisManager &am) {
    if (!predicate(f, am))
      return PreservedAnalyses::all();
    PreservedAnalyses preserved = passes.run(f, am);
    if (!preserved.areAllPreserved())
      changes.add(f);
    return preserved;
  }

private:
  Changes &changes;
  Predicate predicate;
  FunctionPassManager passes;
};

bool writesMemory(const Function &f) {
  return any_of(instructions(f), [](const Instruction &i) { return isa<StoreInst>(i) || isa<AnyMemIntrinsic>(i); });
}

// Values can be known twice only on ways that meet, and where memory is read twice.
bool canRepeat(const Function &f) {
  unsigned loads = 0;
  for (const BasicBlock &block : f) {
    if (block.hasNPredecessorsOrMore(2))
      return true;
    for (const Instruction &i : block)
      loads += isa<LoadInst>(i);
  }
  return loads > 1;
}

FunctionPassManager simplification(Changes &changes) {
  FunctionPassManager f;
  f.addPass(SROAPass(SROAOptions::ModifyCFG));
  f.addPass(EarlyCSEPass(true));
  f.addPass(SimplifyCFGPass());
  f.addPass(InstCombinePass());
  f.addPass(NoteSize(changes));
  return f;
}

FunctionPassManager afterInlining(Changes &changes) {
  FunctionPassManager f;
  f.addPass(SROAPass(SROAOptions::ModifyCFG));
  f.addPass(EarlyCSEPass(true));
  f.addPass(SimplifyCFGPass());
  FunctionPassManager whole;
  whole.addPass(If(changes, [&changes](Function &f, FunctionAnalysisManager &) { return changes.inlinedSince(f); }, std::move(f)));
  return whole;
}

FunctionPassManager loops() {
  FunctionPassManager f;
  f.addPass(LoopSimplifyPass());
  f.addPass(LCSSAPass());
  LoopPassManager shape;
  shape.addPass(LoopRotatePass());
  shape.addPass(LICMPass(LICMOptions()));
  f.addPass(createFunctionToLoopPassAdaptor(std::move(shape), /*UseMemorySSA=*/true));
  f.addPass(InstCombinePass());
  f.addPass(ConstraintEliminationPass());
  LoopPassManager counted;
  counted.addPass(IndVarSimplifyPass());
  counted.addPass(LoopDeletionPass());
  f.addPass(createFunctionToLoopPassAdaptor(std::move(counted)));
  f.addPass(LoopVectorizePass());
  f.addPass(LoopUnrollPass(LoopUnrollOptions(2).setRuntime(false)));
  return f;
}

FunctionPassManager last(Changes &changes) {
  FunctionPassManager f, values, memory, combine;
  f.addPass(If(changes, [](Function &f, FunctionAnalysisManager &am) { return !am.getResult<LoopAnalysis>(f).empty(); }, loops()));
  values.addPass(GVNPass());
  f.addPass(If(changes, [](Function &f, FunctionAnalysisManager &) { return canRepeat(f); }, std::move(values)));
  memory.addPass(MemCpyOptPass()); // arrays and large structs are copied where they are passed and returned
  memory.addPass(DSEPass());
  f.addPass(If(changes, [](Function &f, FunctionAnalysisManager &) { return writesMemory(f); }, std::move(memory)));
  combine.addPass(InstCombinePass());
  f.addPass(If(changes, [&changes](Function &f, FunctionAnalysisManager &) { return changes.any(f); }, std::move(combine)));
  f.addPass(SimplifyCFGPass(SimplifyCFGOptions().convertSwitchRangeToICmp(true).convertSwitchToLookupTable(true)));
  return f;
}

ModulePassManager untilInlined(Changes &changes) {
  ModulePassManager m;
  m.addPass(createModuleToFunctionPassAdaptor(simplification(changes)));
  ModuleInlinerWrapperPass inliner(getInlineParams(/*OptLevel=*/2, /*SizeOptLevel=*/1));
  inliner.getPM().addPass(createCGSCCToFunctionPassAdaptor(afterInlining(changes)));
  m.addPass(std::move(inliner));
  return m;
}

ModulePassManager afterInliner(Changes &changes) {
  ModulePassManager m;
  m.addPass(GlobalDCEPass());
  m.addPass(createModuleToFunctionPassAdaptor(last(changes)));
  return m;
}

ModulePassManager plain() {
  ModulePassManager m;
  FunctionPassManager f;
  f.addPass(SROAPass(SROAOptions::PreserveCFG));
  m.addPass(createModuleToFunctionPassAdaptor(std::move(f)));
  return m;
}

// Instructions from which on a function is huge.
constexpr unsigned hugeInit = 1000, hugeStraight = 4000, hugeLoops = 40000;
constexpr unsigned hugeArithmetic = 16000; // straight, without calls: cryptography writes such code out, and lives on it

constexpr uint64_t hugeTangle = 1 << 22; // instructions times depth of loops, also of those that goto made

constexpr unsigned hugeDepth = 32; // of loops in loops: passes look at an inner loop once for each that is around it

constexpr unsigned manyStores = 300; // in a block: each is compared with all others, in several passes

bool hasManyStores(const Function &f) {
  return any_of(f, [](const BasicBlock &block) {
    return block.sizeWithoutDebug() > manyStores && count_if(block, [](const Instruction &i) { return isa<StoreInst>(i); }) > manyStores;
  });
}

bool calls(const Function &f) {
  return any_of(instructions(f), [](const Instruction &i) {
    auto *call = dyn_cast<CallBase>(&i);
    return call && !isa<IntrinsicInst>(call) && !call->doesNotReturn();
  });
}

enum class Care { All, FewPasses, Plain };

Care careFor(Function &f, const Options &options) {
  unsigned n = f.getInstructionCount();
  if (options.hugeFunction)
    return n >= *options.hugeFunction ? Care::Plain : Care::All;
  if (n <= hugeDepth)
    return Care::All;
  SmallVector<std::pair<const BasicBlock *, const BasicBlock *>, 1> back;
  FindFunctionBackedges(f, back);
  if (back.size() > hugeDepth) {
    LoopDepth depth = loopDepth(f);
    if (depth.natural > hugeDepth || uint64_t(depth.all) * n > hugeTangle)
      return Care::Plain;
  }
  if (n > hugeInit && f.hasFnAttribute(runsOnceAttr))
    return Care::Plain;
  if (n > hugeStraight && back.empty() && calls(f))
    return Care::Plain;
  if (n > manyStores && back.empty() && hasManyStores(f))
    return Care::FewPasses;
  return n > (back.empty() ? hugeArithmetic : hugeLoops) ? Care::FewPasses : Care::All;
}

// LLVM's word for such functions, which code generation knows as well: it selects instructions one by one then.
void markHuge(Module &module, FunctionAnalysisManager &fam, const Options &options) {
  for (Function &f : module)
    if (Care care = f.isDeclaration() ? Care::All : careFor(f, options); care != Care::All) {
      fam.invalidate(f, SROAPass(SROAOptions::PreserveCFG).run(f, fam));
      f.addFnAttr(Attribute::NoInline);
      f.addFnAttr(Attribute::OptimizeNone);
      if (care == Care::Plain && f.hasExternalLinkage() && !f.hasComdat()) // else other packages may have it as well
        f.addFnAttr(plainAttr);
    }
}

bool isLeftAlone(Any unit) {
  auto *f = any_cast<const Function *>(&unit);
  if (f)
    return (*f)->hasOptNone();
  auto *loop = any_cast<const Loop *>(&unit);
  return loop && (*loop)->getHeader()->getParent()->hasOptNone();
}

// The call graph follows constants into what they refer to, for each function anew, and type descriptors refer to each other
// and to all methods. While it exists they are empty, their contents held by variables that no function knows.
class HiddenDescriptors {
public:
  explicit HiddenDescriptors(Module &m) {
    for (GlobalVariable &g : m.globals())
      if (g.hasInitializer() && g.getName().starts_with("type:")) {
        hidden.push_back({&g, nullptr, g.getLinkage(), g.getComdat()});
      }
    for (Saved &s : hidden) {
      Constant *init = s.global->getInitializer();
      s.holder = new GlobalVariable(m, init->getType(), true, GlobalValue::PrivateLinkage, init);
      s.global->setComdat(nullptr);
      s.global->setLinkage(GlobalValue::ExternalLinkage);
      s.global->setInitializer(nullptr);
    }
  }
  ~HiddenDescriptors() {
    for (Saved &s : hidden) {
      s.global->setInitializer(s.holder->getInitializer());
      s.holder->eraseFromParent();
      s.global->setLinkage(s.linkage);
      s.global->setComdat(s.comdat);
    }
  }

private:
  struct Saved {
    GlobalVariable *global;
    GlobalVariable *holder;
    GlobalValue::LinkageTypes linkage;
    Comdat *comdat;
  };
  std::vector<Saved> hidden;
};

} // namespace

void optimize(Module &module, TargetMachine &machine, const Options &options) {
  LoopAnalysisManager lam;
  FunctionAnalysisManager fam;
  CGSCCAnalysisManager cgam;
  ModuleAnalysisManager mam;
  PassInstrumentationCallbacks callbacks;
  TimePassesHandler times(options.passTimes);
  times.registerCallbacks(callbacks);
  callbacks.registerShouldRunOptionalPassCallback([](StringRef, Any unit) { return !isLeftAlone(unit); });
  PassBuilder builder(&machine, PipelineTuningOptions(), std::nullopt, &callbacks);
  builder.registerModuleAnalyses(mam);
  builder.registerCGSCCAnalyses(cgam);
  builder.registerFunctionAnalyses(fam);
  builder.registerLoopAnalyses(lam);
  builder.crossRegisterProxies(lam, fam, cgam, mam);
  if (!options.optimize) {
    plain().run(module, mam);
    return;
  }
  markHuge(module, fam, options);
  Changes changes;
  {
    HiddenDescriptors hide(module);
    untilInlined(changes).run(module, mam);
  }
  afterInliner(changes).run(module, mam);
}

} // namespace golem::codegen
