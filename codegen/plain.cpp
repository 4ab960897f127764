// LLVM has one pipeline for all functions of a module. Its register allocator takes time that grows with the square of a
// function's length, and its analyses of loops with the square of their depth, also where functions are marked to be left alone.
// Huge functions therefore become a module of their own, which is compiled as with -N: in proportion to its length.
//
// What they refer to is declared there under its name; names that only the module knew become hidden ones of the program.
#include "codegen/plain.h"

#include "codegen/stackcheck.h"

#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/ADT/SetVector.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/ValueMapper.h>

using namespace llvm;

namespace golem::codegen {

namespace {

// The module's own names that a function refers to, also through constants. False: one of them may be thrown away with others.
bool localsOf(const Function &f, SmallSetVector<GlobalValue *, 16> &locals) {
  SmallPtrSet<const Constant *, 32> seen;
  SmallVector<const Constant *, 32> work;
  auto visit = [&](const Value *v) {
    if (auto *c = dyn_cast<Constant>(v); c && !isa<ConstantData>(c) && seen.insert(c).second)
      work.push_back(c);
  };
  for (const Instruction &i : instructions(f))
    for (const Value *v : i.operands())
      visit(v);
  while (!work.empty()) {
    const Constant *c = work.pop_back_val();
    auto *g = dyn_cast<GlobalValue>(c);
    if (g && g->hasLocalLinkage()) {
      if (g->hasComdat())
        return false;
      locals.insert(const_cast<GlobalValue *>(g));
    }
    if (!g)
      for (const Value *v : c->operands())
        visit(v);
  }
  return true;
}

// Declares what is referred to in the module that a function has come to.
class Declare : public ValueMaterializer {
public:
  explicit Declare(Module &to) : to(to) {}
  Value *materialize(Value *v) override {
    auto *g = dyn_cast<GlobalValue>(v);
    if (!g || g->getParent() == &to)
      return g;
    if (GlobalValue *there = to.getNamedValue(g->getName()))
      return there;
    if (auto *f = dyn_cast<Function>(g)) {
      auto *declared = Function::Create(f->getFunctionType(), GlobalValue::ExternalLinkage, f->getAddressSpace(), f->getName(), &to);
      declared->copyAttributesFrom(f);
      return declared;
    }
    auto *variable = cast<GlobalVariable>(g);
    auto *declared = new GlobalVariable(to, g->getValueType(), variable->isConstant(), GlobalValue::ExternalLinkage, nullptr, g->getName());
    declared->copyAttributesFrom(variable);
    return declared;
  }

private:
  Module &to;
};

// A declaration stays in the place of a function that goes.
void move(Function &f, Module &from, Module &to) {
  if (f.hasLocalLinkage()) {
    f.setLinkage(GlobalValue::ExternalLinkage);
    f.setVisibility(GlobalValue::HiddenVisibility);
  }
  auto *stays = Function::Create(f.getFunctionType(), GlobalValue::ExternalLinkage, f.getAddressSpace(), "", &from);
  stays->copyAttributesFrom(&f);
  f.replaceAllUsesWith(stays);
  stays->takeName(&f);
  f.removeFromParent();
  to.getFunctionList().push_back(&f);
  f.setName(stays->getName());
}

} // namespace

std::unique_ptr<Module> takePlain(Module &module) {
  SmallVector<Function *, 4> functions;
  SmallSetVector<GlobalValue *, 16> locals;
  for (Function &f : module)
    if (SmallSetVector<GlobalValue *, 16> own; f.hasFnAttribute(plainAttr) && !f.isDeclaration() && localsOf(f, own)) {
      functions.push_back(&f);
      locals.insert_range(own);
    }
  if (functions.empty())
    return nullptr;
  unsigned number = 0;
  for (GlobalValue *g : locals) {
    g->setLinkage(GlobalValue::ExternalLinkage);
    g->setVisibility(GlobalValue::HiddenVisibility);
    g->setName(functions[0]->getName() + "." + Twine(number++)); // such functions have names that no other package uses
  }
  auto plain = std::make_unique<Module>("plain", module.getContext());
  plain->setTargetTriple(module.getTargetTriple());
  plain->setDataLayout(module.getDataLayout());
  for (NamedMDNode &all : module.named_metadata())
    for (MDNode *node : all.operands())
      plain->getOrInsertNamedMetadata(all.getName())->addOperand(node);
  for (Function *f : functions)
    move(*f, module, *plain);
  Declare declare(*plain);
  ValueToValueMapTy map;
  for (Function *f : functions)
    RemapFunction(*f, map, RF_NoModuleLevelChanges | RF_IgnoreMissingLocals, nullptr, &declare);
  return plain;
}

} // namespace golem::codegen
