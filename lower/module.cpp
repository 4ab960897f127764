// The queue of functions of a package, symbols and attributes. See module.h.
#include "lower/module.h"

#include "lower/fn.h"
#include "lower/intrinsics.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

namespace golem::lower {

using namespace types;
using llvm::GlobalValue;

Module::Module(const Input &i, llvm::LLVMContext &c)
    : in(i), context(c), owned(std::make_unique<llvm::Module>(i.package->path, c)), m(*owned), layout(c, i.sizes, *i.target),
      lengthRange(llvm::APInt(layout.word->getBitWidth(), 0), llvm::APInt::getSignedMinValue(layout.word->getBitWidth())) {
  m.setTargetTriple(llvm::Triple(llvm::StringRef(in.target->triple)));
  m.setDataLayout(in.target->dataLayout);
  m.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
  llvm::MDBuilder md(c);
  coldWeights = md.createBranchWeights(1, 1 << 20);
  likelyWeights = md.createBranchWeights(1 << 10, 1);
  unlikelyWeights = md.createBranchWeights(1, 1 << 10);
  lengths = md.createRange(lengthRange.getLower(), lengthRange.getUpper());
  di = std::make_unique<llvm::DIBuilder>(m);
  llvm::DIFile *file = di->createFile(in.package->path, "");
  unit = di->createCompileUnit(llvm::DISourceLanguageName(llvm::dwarf::DW_LANG_Go), file, "golem", in.optimize, "", 0, "",
                               llvm::DICompileUnit::NoDebug);
  noType = di->createSubroutineType(di->getOrCreateTypeArray({}));
}

void Module::setGoAttributes(llvm::Function *f) {
  f->setCallingConv(llvm::CallingConv::Swift);
  unsigned n = unsigned(f->arg_size());
  if (!in.target->contextInG)
    f->addParamAttr(n - 2, llvm::Attribute::Nest);
  f->addParamAttr(n - 1, llvm::Attribute::SwiftSelf);
  f->addFnAttr(llvm::Attribute::NoUnwind);
  f->addFnAttr(llvm::Attribute::NoRedZone);
  f->addFnAttr("frame-pointer", "all");
  f->addFnAttr("target-cpu", in.target->cpu);
  if (!in.target->features.empty())
    f->addFnAttr("target-features", in.target->features);
}

llvm::Function *Module::declareFunction(llvm::StringRef symbol, llvm::FunctionType *type) {
  if (auto *v = m.getNamedValue(symbol)) {
    if (auto *f = llvm::dyn_cast<llvm::Function>(v))
      return f;
    v->setName(symbol + ".data"); // a variable was seen under this name: it can only have been declared
    auto *f = llvm::Function::Create(type, GlobalValue::ExternalLinkage, symbol, m);
    v->replaceAllUsesWith(f);
    llvm::cast<llvm::GlobalVariable>(v)->eraseFromParent();
    setGoAttributes(f);
    f->setDSOLocal(true);
    return f;
  }
  auto *f = llvm::Function::Create(type, GlobalValue::ExternalLinkage, symbol, m);
  setGoAttributes(f);
  f->setDSOLocal(true);
  return f;
}

llvm::Function *Module::runtimeFunction(llvm::StringRef name, llvm::FunctionType *type) {
  llvm::SmallString<64> symbol("runtime.");
  symbol += name;
  return declareFunction(symbol, type);
}

void Module::shared(llvm::GlobalObject *g) {
  g->setLinkage(GlobalValue::LinkOnceODRLinkage);
  g->setComdat(m.getOrInsertComdat(g->getName()));
}

Abi Module::abiOf(const gir::Function &f) {
  llvm::SmallVector<Type *, 8> ps, rs;
  for (gir::LocalId p : f.params)
    ps.push_back(f.locals[p].type);
  for (Var *v : tupleVars(f.sig->results()))
    rs.push_back(v->type());
  return layout.abi(ps, rs);
}

llvm::Function *Module::function(const gir::FuncRef &ref) {
  if (auto it = byRef.find(&ref); it != byRef.end())
    return it->second;
  // T.M takes the receiver as the method itself does.
  if (ref.kind == gir::FuncRef::MethodExpr && in.provider && !isInterface(ref.recv))
    return byRef[&ref] = function(*in.provider->wrapper(gir::FuncRef::Promoted, ref.recv, ref.method));
  std::string symbol = gir::symbolName(ref);
  llvm::Function *f = m.getFunction(symbol);
  if (!f || (f->isDeclaration() && !bodies.contains(f))) {
    const gir::Function *body = in.provider ? in.provider->body(ref) : nullptr;
    llvm::FunctionType *type;
    if (body) {
      type = abiOf(*body).type;
    } else {
      llvm::SmallVector<Type *, 8> ps, rs;
      if (ref.sig->recv() && ref.kind == gir::FuncRef::Plain)
        ps.push_back(ref.sig->recv()->type());
      for (Var *v : tupleVars(ref.sig->params()))
        ps.push_back(v->type());
      for (Var *v : tupleVars(ref.sig->results()))
        rs.push_back(v->type());
      type = layout.abi(ps, rs).type;
    }
    if (f && body && f->getFunctionType() != type) { // it was declared for some call before
      auto *again = llvm::Function::Create(type, GlobalValue::ExternalLinkage, "", m);
      again->takeName(f);
      f->replaceAllUsesWith(again);
      for (auto &known : byRef)
        if (known.second == f)
          known.second = again;
      f->eraseFromParent();
      f = again;
      setGoAttributes(f);
      f->setDSOLocal(true);
    } else if (!f) {
      f = declareFunction(symbol, type);
      // The child runs on the parent's stack first: what it spills must not lie where the parent's values do.
      if (symbol == "syscall.rawVforkSyscall")
        f->addFnAttr(llvm::Attribute::ReturnsTwice);
    }
    if (body && bodies.insert(f).second) {
      if (gir::isShared(ref) || !ref.typeArgs.empty())
        shared(f);
      todo.push_back({body, f});
    }
  }
  byRef[&ref] = f;
  return f;
}

llvm::GlobalVariable *Module::funcValue(llvm::Function *f) {
  std::string name = (f->getName() + "\u00b7f").str();
  if (auto *g = m.getNamedGlobal(name))
    return g;
  auto *g = new llvm::GlobalVariable(m, layout.ptr, true, GlobalValue::ExternalLinkage, f, name);
  g->setAlignment(layout.wordAlign);
  g->setDSOLocal(true);
  shared(g);
  return g;
}

void Module::use(llvm::Function *f, llvm::StringRef what) { uses[f].insert(llvm::MDString::get(context, what)); }

void Module::noteUses() {
  for (auto &[f, notes] : uses)
    f->setMetadata("golem.uses", llvm::MDNode::get(context, notes.getArrayRef()));
}

void Module::lowerFunction(const gir::Function &f, llvm::Function *fn) {
  Fn lowering(*this, f, fn);
  lowering.run();
  if (Type *t = std::exchange(layout.tooLarge, nullptr))
    error(f.pos, as<Chan>(t) ? "channel element type too large (>64kB)"
                             : "type " + typeString(t, relativeTo(in.package->types)) + " larger than address space");
}

void Module::flush() {
  while (!todo.empty() || !typesTodo.empty()) {
    if (!todo.empty()) {
      Todo t = todo.front();
      todo.pop_front();
      lowerFunction(*t.body, t.fn);
    } else {
      auto [t, g] = typesTodo.front();
      typesTodo.pop_front();
      emitDescriptor(t, g);
    }
  }
}

bool Module::run() {
  const gir::Package &p = *in.package;
  // All own functions are declared first, so that calls see their definitions.
  for (const gir::Function &f : p.functions) {
    if (!f.typeParams.empty() || f.blocks.empty() || f.isDead)
      continue;
    llvm::Function *fn = declareFunction(f.linkName, abiOf(f).type);
    if (!bodies.insert(fn).second) {
      error(f.pos, "internal error: function " + f.linkName + " has two bodies");
      continue;
    }
    if (f.isWrapper)
      shared(fn);
    todo.push_back({&f, fn});
  }
  for (const gir::Global &g : p.globals)
    if (!g.isExternal)
      define(g);
  flush();
  packageTypes();
  intrinsicBodies();
  assembly();
  initTask();
  flush();
  noteUses();
  llvm::appendToCompilerUsed(m, used);
  di->finalize();
  for (const LargeFrame &x : largeFrames)
    error(x.pos, "stack frame too large (>1GB): " + std::to_string(x.own >> 20) + " MB locals + " + std::to_string(x.args >> 20) +
                     " MB args");
  return !failed;
}

void Module::intrinsicBodies() {
  for (const IntrinsicDef &d : intrinsics()) {
    if (!d.bodyless || d.package() != in.package->path)
      continue;
    auto *o = as<Func>(in.package->types->scope()->lookup(d.function()));
    if (!o || !o->signature()->typeParams().empty())
      continue;
    llvm::Function *f = declareFunction(d.name, layout.abi(o->signature()).type);
    if (!f->isDeclaration())
      continue;
    if (f->getFunctionType() != layout.abi(o->signature()).type)
      continue;
    f->setLinkage(GlobalValue::WeakAnyLinkage);
    Emitter e(*this, f);
    e.b.SetInsertPoint(e.block("entry"));
    std::vector<Val> args;
    unsigned at = 0;
    for (Var *v : tupleVars(o->signature()->params())) {
      Val a;
      for (size_t k = layout.of(v->type()).leaves.size(); k-- > 0;)
        a.push_back(f->getArg(at++));
      args.push_back(std::move(a));
    }
    Val r;
    if (!lowerIntrinsic(e, d, args, r)) {
      e.b.CreateUnreachable();
      continue;
    }
    if (f->getReturnType()->isVoidTy()) {
      e.b.CreateRetVoid();
    } else if (r.size() == 1) {
      e.b.CreateRet(r[0]);
    } else {
      Value *s = llvm::PoisonValue::get(f->getReturnType());
      for (unsigned k = 0; k < r.size(); k++)
        s = e.b.CreateInsertValue(s, r[k], k);
      e.b.CreateRet(s);
    }
  }
}

std::unique_ptr<llvm::Module> lower(const Input &in, llvm::LLVMContext &context) {
  Module m(in, context);
  if (!m.run())
    return nullptr;
  return std::move(m.owned);
}

} // namespace golem::lower
