// See abi0.h.
//
// Go -> assembly: a function F that is declared in Go and defined in assembly gets a Go entry F that lays out the frame and calls
// F.abi0. The frame has to begin where the stack pointer stands at the call, so it is the last thing on the stack: an alloca whose
// size the optimiser cannot see, hence made at run time. The stack check of F counts it (attribute golem-stack).
//
// Assembly -> Go: F.abi0 goes to golem_asmtogo, which calls the thunk: loads the arguments from the frame, calls F, stores the results.
#include "lower/abi0.h"

#include "lower/emitter.h"

#include <llvm/IR/InlineAsm.h>

namespace golem::lower {

using namespace types;
using llvm::GlobalValue;

namespace {

/// Offsets in the frame, from the arguments' start.
struct Frame {
  llvm::SmallVector<uint64_t, 8> params, results;
  uint64_t size = 0;
};

Frame frameOf(Layout &l, const Abi &abi) {
  Frame f;
  auto place = [&](Type *t) {
    const TypeInfo &info = l.of(t);
    f.size = llvm::alignTo(f.size, info.align);
    uint64_t at = f.size;
    f.size += info.size;
    return at;
  };
  for (Type *t : abi.params)
    f.params.push_back(place(t));
  f.size = llvm::alignTo(f.size, l.wordSize);
  for (Type *t : abi.results)
    f.results.push_back(place(t));
  f.size = llvm::alignTo(f.size, l.wordSize);
  return f;
}

Abi abiWithReceiver(Layout &l, Signature *sig) {
  llvm::SmallVector<Type *, 8> ps, rs;
  if (sig->recv())
    ps.push_back(sig->recv()->type());
  for (Var *v : tupleVars(sig->params()))
    ps.push_back(v->type());
  for (Var *v : tupleVars(sig->results()))
    rs.push_back(v->type());
  return l.abi(ps, rs);
}

} // namespace

llvm::Function *Module::abi0Declaration(llvm::StringRef name) {
  std::string symbol = (name + ".abi0").str();
  if (llvm::Function *f = m.getFunction(symbol))
    return f;
  auto *f = llvm::Function::Create(llvm::FunctionType::get(layout.voidTy, false), GlobalValue::ExternalLinkage, symbol, m);
  f->setDSOLocal(true);
  return f;
}

/// Defines F, whose code is assembly.
void Module::goToAssembly(const Abi0Arch &arch, const std::string &name, Signature *sig, source::Pos pos) {
  Abi abi = abiWithReceiver(layout, sig);
  llvm::Function *f = declareFunction(name, abi.type);
  if (f->getFunctionType() != abi.type || !f->isDeclaration())
    return error(pos, "internal error: " + name + " is used with another type");
  Frame frame = frameOf(layout, abi);
  uint64_t saved = llvm::alignTo(frame.size + arch.argumentsAt, layout.wordSize);
  uint64_t size = llvm::alignTo(saved + layout.wordSize, 16);
  f->addFnAttr(llvm::Attribute::NoInline);
  f->addFnAttr("golem-wrapper");
  f->addFnAttr("golem-stack", std::to_string(size));
  Emitter e(*this, f);
  e.b.SetInsertPoint(e.block("entry"));
  auto *hide = llvm::InlineAsm::get(llvm::FunctionType::get(layout.word, {layout.word}, false), "", "=r,0", false);
  llvm::AllocaInst *area = e.b.CreateAlloca(layout.i8, e.b.CreateCall(hide, {e.word(size)}), "frame");
  area->setAlignment(llvm::Align(16));
  Value *args = e.offset(area, arch.argumentsAt);
  unsigned at = abi.memoryResults ? 1 : 0;
  for (size_t i = 0; i < abi.params.size(); i++) {
    const TypeInfo &info = layout.of(abi.params[i]);
    Value *to = e.offset(args, frame.params[i]);
    if (!info.inRegs) {
      e.copy(to, f->getArg(at++), abi.params[i]);
      continue;
    }
    Val v;
    for (size_t k = 0; k < info.leaves.size(); k++)
      v.push_back(f->getArg(at++));
    e.store(to, abi.params[i], v);
  }
  // The call has no register left to name the frame: an instruction before it lets its address out.
  auto *type = llvm::FunctionType::get(layout.voidTy, {layout.ptr}, false);
  e.b.CreateCall(llvm::InlineAsm::get(type, "", "r,~{memory}", true), {area});
  auto *callType = llvm::FunctionType::get(layout.voidTy, {layout.ptr, layout.word}, false);
  e.b.CreateCall(llvm::InlineAsm::get(callType, arch.call, std::string("i,i,") + arch.clobbers, true, true),
                 {abi0Declaration(name), e.word(saved)});
  Val all;
  for (size_t i = 0; i < abi.results.size(); i++) {
    Value *from = e.offset(args, frame.results[i]);
    if (abi.memoryResults)
      e.copy(e.offset(f->getArg(0), abi.resultOffsets[i]), from, abi.results[i]);
    else
      all.append(e.load(from, abi.results[i]));
  }
  if (f->getReturnType()->isVoidTy()) {
    e.b.CreateRetVoid();
  } else if (all.size() == 1) {
    e.b.CreateRet(all[0]);
  } else {
    Value *s = llvm::PoisonValue::get(f->getReturnType());
    for (unsigned k = 0; k < all.size(); k++)
      s = e.b.CreateInsertValue(s, all[k], k);
    e.b.CreateRet(s);
  }
}

/// Defines F.abi0 for a Go function.
void Module::assemblyToGo(const Abi0Arch &arch, const std::string &name, Signature *sig) {
  Abi abi = abiWithReceiver(layout, sig);
  llvm::Function *target = declareFunction(name, abi.type), *entry = abi0Declaration(name);
  if (target->getFunctionType() != abi.type || !entry->isDeclaration())
    return;
  Frame frame = frameOf(layout, abi);
  llvm::FunctionType *thunkType = layout.functionType({}, {layout.ptr});
  auto *thunk = llvm::Function::Create(thunkType, GlobalValue::InternalLinkage, name + ".abi0thunk", m);
  setGoAttributes(thunk);
  thunk->addFnAttr("golem-wrapper");
  Emitter e(*this, thunk);
  e.b.SetInsertPoint(e.block("entry"));
  Value *args = thunk->getArg(0);
  std::vector<Val> values;
  for (size_t i = 0; i < abi.params.size(); i++) {
    Value *from = e.offset(args, frame.params[i]);
    values.push_back(layout.of(abi.params[i]).inRegs ? e.load(from, abi.params[i]) : Val{from});
  }
  Val results = e.callGo(abi, target, values, nullptr);
  unsigned at = 0;
  for (size_t i = 0; i < abi.results.size(); i++) {
    const TypeInfo &info = layout.of(abi.results[i]);
    Value *to = e.offset(args, frame.results[i]);
    if (!info.inRegs) {
      e.copy(to, results[at++], abi.results[i]);
      continue;
    }
    Val v;
    for (size_t k = 0; k < info.leaves.size(); k++)
      v.push_back(results[at++]);
    e.store(to, abi.results[i], v);
  }
  e.b.CreateRetVoid();

  entry->setLinkage(GlobalValue::WeakAnyLinkage); // packages that pull the function may make one too
  for (auto kind : {llvm::Attribute::Naked, llvm::Attribute::NoInline, llvm::Attribute::NoUnwind})
    entry->addFnAttr(kind);
  for (const char *attribute : {"golem-wrapper", "golem-nosplit"})
    entry->addFnAttr(attribute);
  entry->addFnAttr("golem-name", name);
  llvm::Function *bridge = m.getFunction("golem_asmtogo");
  if (!bridge)
    bridge = llvm::Function::Create(llvm::FunctionType::get(layout.voidTy, false), GlobalValue::ExternalLinkage, "golem_asmtogo", m);
  llvm::IRBuilder<> b(llvm::BasicBlock::Create(context, "entry", entry));
  auto *type = llvm::FunctionType::get(layout.voidTy, {layout.ptr, layout.ptr}, false);
  b.CreateCall(llvm::InlineAsm::get(type, arch.entry, "i,i", true), {thunk, bridge});
  b.CreateUnreachable();
}

void Module::assembly() {
  const gir::Package &p = *in.package;
  const Abi0Arch *arch = abi0Arch(m.getTargetTriple());
  auto isDefined = [&](const std::string &name) { return in.asmDefs.count(name) != 0; };
  auto isCalled = [&](const std::string &name) { return in.asmRefs.count(name) != 0; };
  for (const gir::Bodyless &f : p.bodyless) {
    // Of what C++ defines in place of the standard library's assembly, other packages' assembly may call anything.
    bool native = in.std && f.linkName.starts_with(gir::symbolPath(p.path) + ".");
    if (isDefined(f.linkName)) {
      if (!arch)
        return error(f.pos, "not yet supported: assembly on this processor");
      goToAssembly(*arch, f.linkName, f.sig, f.pos);
    } else if (arch && (native || isCalled(f.linkName))) {
      assemblyToGo(*arch, f.linkName, f.sig);
    }
  }
  for (const gir::Function &f : p.functions) {
    if (!f.typeParams.empty() || f.blocks.empty() || f.isClosure || !f.object || f.isInit)
      continue;
    if (isDefined(f.linkName))
      error(f.pos, f.linkName + " defined in both Go and assembly");
    else if (arch && (f.exported || isCalled(f.linkName)))
      assemblyToGo(*arch, f.linkName, f.sig);
  }
}

} // namespace golem::lower
