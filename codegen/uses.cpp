// See uses.h.
//
// Lowering notes in metadata which interface methods a function calls, and how it asks reflection for methods. Optimisation may
// inline the function and drop it, so its notes go to every function that referred to it before and does not any more. That
// may be too many (the call may have been dead), never too few: who still refers to it keeps it alive with its own notes.
// Functions that were found in itabs are too many to be taken for inlined; of these, positions tell.
//
// Of type descriptors a function may only need the shape (to allocate, for a map, to compare): no value of the type becomes an
// interface there, so its methods stay out of reach. That is read off the optimised instructions.
#include "codegen/uses.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/SetVector.h>
#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/LEB128.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

using namespace llvm;

namespace golem::codegen {

namespace {

bool isDescriptor(const GlobalValue &g) { return g.getName().starts_with("type:") && !g.getName().starts_with("type:."); }
bool isItab(const GlobalValue &g) { return g.getName().starts_with("go:itab."); }

/// Finds the functions that a function refers to, also by constants such as func values, but not by descriptors and itabs.
class References {
public:
  SetVector<const Function *> of(const Function &f) {
    SetVector<const Function *> found;
    SmallPtrSet<const Constant *, 16> seen;
    for (const BasicBlock &b : f)
      for (const Instruction &i : b)
        for (const Value *v : i.operands())
          if (auto *c = dyn_cast<Constant>(v); c && !isa<ConstantData>(c))
            follow(c, found, seen);
    return found;
  }

private:
  void follow(const Constant *c, SetVector<const Function *> &found, SmallPtrSet<const Constant *, 16> &seen) {
    if (!seen.insert(c).second)
      return;
    if (auto *f = dyn_cast<Function>(c)) {
      found.insert(f);
      return;
    }
    if (auto *g = dyn_cast<GlobalVariable>(c)) {
      if (g->isConstant() && g->hasInitializer() && !isDescriptor(*g) && !isItab(*g))
        follow(g->getInitializer(), found, seen);
      return;
    }
    for (const Value *v : c->operands())
      if (auto *part = dyn_cast<Constant>(v); part && !isa<ConstantData>(part))
        follow(part, found, seen);
  }
};

/// The functions whose inlined code is in f, as far as positions tell.
SetVector<StringRef> inlinedInto(const Function &f) {
  SetVector<StringRef> names;
  SmallPtrSet<const DILocalScope *, 16> seen;
  for (const BasicBlock &b : f)
    for (const Instruction &i : b)
      for (const DILocation *at = i.getDebugLoc(); at && at->getInlinedAt(); at = at->getInlinedAt())
        if (seen.insert(at->getScope()).second)
          names.insert(at->getScope()->getSubprogram()->getName());
  return names;
}

/// Functions of the runtime that need the shape of a type only, and make no interface of it.
bool needsShapeOnly(StringRef name) {
  static const StringSet<> names{
      "newobject",     "newarray",      "mallocgc",       "makeslice",        "makeslice64",      "makeslicecopy",
      "growslice",     "moveslice",     "makechan",       "makechan64",       "makemap",          "makemap64",
      "makemap_small", "mapIterStart",  "mapIterNext",    "mapclear",         "typedmemmove",     "typedmemclr",
      "typedslicecopy", "memclrHasPointers", "panicdottypeE",  "panicdottypeI",    "panicnildottype",
      "assertE2I",     "assertE2I2"};
  return name.consume_front("runtime.") &&
         (names.contains(name) || name.starts_with("mapaccess") || name.starts_with("mapassign") || name.starts_with("mapdelete"));
}

bool needsShapeOnly(const Instruction &i) {
  if (isa<ICmpInst>(i))
    return true;
  auto *call = dyn_cast<CallBase>(&i);
  return call && call->getCalledFunction() && needsShapeOnly(call->getCalledFunction()->getName());
}

/// The types and itabs whose shape or identity alone the function needs.
SetVector<const GlobalValue *> shapes(const Function &f) {
  SetVector<const GlobalValue *> some, others;
  for (const BasicBlock &b : f)
    for (const Instruction &i : b)
      for (const Value *v : i.operands()) {
        auto *c = dyn_cast<Constant>(v);
        if (!c || isa<ConstantData>(c) || isa<Function>(c))
          continue;
        if (auto *g = dyn_cast<GlobalVariable>(c)) {
          if (isDescriptor(*g) || isItab(*g))
            (needsShapeOnly(i) ? some : others).insert(g);
          continue;
        }
        for (const Value *part : c->operands()) // a constant expression
          if (auto *g = dyn_cast<GlobalVariable>(part))
            others.insert(g);
      }
  some.set_subtract(others);
  return some;
}

} // namespace

/// The section's contents: the strings, each once, and for each function the numbers of its own.
class Writer {
public:
  void begin(StringRef function) { current.clear(), name = function; }
  void add(StringRef use) { current.insert(number(use)); }
  void end() {
    if (current.empty())
      return;
    raw_string_ostream out(records);
    encodeULEB128(number(name), out);
    encodeULEB128(current.size(), out);
    for (unsigned n : current)
      encodeULEB128(n, out);
  }
  bool empty() const { return records.empty(); }
  std::string contents() const {
    std::string all;
    raw_string_ostream out(all);
    encodeULEB128(strings.size(), out);
    for (auto &s : strings)
      out << s.first << '\0';
    out << records;
    return all;
  }

private:
  unsigned number(StringRef s) { return strings.insert({s.str(), unsigned(strings.size())}).first->second; }

  MapVector<std::string, unsigned, StringMap<unsigned>> strings;
  std::string records;
  std::string name;
  SetVector<unsigned> current;
};

Uses::Uses(Module &module) {
  References references;
  for (const Function &f : module) {
    if (f.isDeclaration())
      continue;
    Before &b = functions[f.getName()];
    if (auto *notes = f.getMetadata("golem.uses"))
      for (const MDOperand &o : notes->operands())
        b.uses.push_back(cast<MDString>(o)->getString().str());
    for (const Function *to : references.of(f))
      if (!to->isDeclaration())
        b.refers.push_back(to->getName().str());
  }
}

void Uses::emit(Module &module) const {
  References references;
  Writer out;
  for (const Function &f : module) {
    if (f.isDeclaration())
      continue;
    out.begin(f.getName());
    for (const GlobalValue *g : shapes(f))
      out.add(("d" + g->getName()).str());
    if (auto own = functions.find(f.getName()); own != functions.end()) {
      for (const std::string &use : own->second.uses)
        out.add(use);
      for (StringRef inlined : inlinedInto(f))
        if (auto it = functions.find(inlined); it != functions.end())
          for (const std::string &use : it->second.uses)
            out.add(use);
      StringSet<> seen{f.getName()};
      for (const Function *still : references.of(f))
        seen.insert(still->getName());
      std::vector<const Before *> todo{&own->second};
      while (!todo.empty()) {
        const Before *b = todo.back();
        todo.pop_back();
        for (const std::string &gone : b->refers)
          if (auto it = functions.find(gone); it != functions.end() && seen.insert(gone).second) {
            for (const std::string &use : it->second.uses)
              out.add(use);
            todo.push_back(&it->second);
          }
      }
    }
    out.end();
  }
  if (out.empty())
    return;
  Constant *bytes = ConstantDataArray::getString(module.getContext(), out.contents(), /*AddNull=*/false);
  auto *g = new GlobalVariable(module, bytes->getType(), true, GlobalValue::PrivateLinkage, bytes, "uses");
  g->setSection("golem_uses");
  g->setAlignment(Align(1));
  g->setMetadata(LLVMContext::MD_exclude, MDNode::get(module.getContext(), {})); // for the linker, not for the program
  appendToCompilerUsed(module, {g});
}

} // namespace golem::codegen
