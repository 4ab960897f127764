// One package on its way to LLVM: symbols, functions to do, type descriptors, data, debug information.
#pragma once

#include "gir/linkname.h"
#include "lower/layout.h"
#include "lower/lower.h"

#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/SetVector.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/IR/DIBuilder.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/ConstantRange.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/ValueHandle.h>

#include <deque>

namespace golem::lower {

struct Abi0Arch;

/// Bytes with addresses in them: how all data is put together.
class Data {
public:
  std::string bytes;
  struct Reloc {
    uint64_t offset;
    llvm::Constant *value;  ///< pointer (8 bytes) or i32 (4)
  };
  std::vector<Reloc> relocs;

  void align(uint64_t n) { bytes.resize((bytes.size() + n - 1) / n * n); }
  void put(uint64_t v, unsigned size) {
    for (unsigned i = 0; i < size; i++)
      bytes += char(v >> (8 * i));
  }
  void u8(uint64_t v) { put(v, 1); }
  void u16(uint64_t v) { put(v, 2); }
  void u32(uint64_t v) { put(v, 4); }
  void u64(uint64_t v) { put(v, 8); }
  void pointer(llvm::Constant *c) {  ///< null: nil
    if (c)
      relocs.push_back({bytes.size(), c});
    u64(0);
  }
  void offset32(llvm::Constant *i32) {
    if (i32)
      relocs.push_back({bytes.size(), i32});
    u32(0);
  }
  void set(uint64_t at, uint64_t v, unsigned size) {
    for (unsigned i = 0; i < size; i++)
      bytes[at + i] = char(v >> (8 * i));
  }
  llvm::Constant *constant(Layout &l);
};

class Module {
public:
  Module(const Input &in, llvm::LLVMContext &c);

  /// The whole package; false after errors.
  bool run();

  const Input &in;
  llvm::LLVMContext &context;
  std::unique_ptr<llvm::Module> owned;
  llvm::Module &m;
  Layout layout;
  llvm::MDNode *coldWeights, *likelyWeights, *unlikelyWeights;
  const llvm::ConstantRange lengthRange{llvm::APInt(64, 0), llvm::APInt::getSignedMinValue(64)}; ///< what lengths may be
  llvm::MDNode *lengths;           ///< the same for loads
  bool failed = false;

  void error(source::Pos p, std::string msg) {
    failed = true;
    in.error(p, std::move(msg));
  }

  /// A function whose frame is refused.
  struct LargeFrame {
    source::Pos pos;
    uint64_t own, args;
  };
  std::vector<LargeFrame> largeFrames;

  // --- functions (module.cpp)
  llvm::Function *function(const gir::FuncRef &ref);
  llvm::Function *declareFunction(llvm::StringRef symbol, llvm::FunctionType *type);
  void setGoAttributes(llvm::Function *f);
  llvm::GlobalVariable *funcValue(llvm::Function *f);       ///< F·f
  llvm::Function *runtimeFunction(llvm::StringRef name, llvm::FunctionType *type);
  void shared(llvm::GlobalObject *g);                       ///< linkonce_odr in a COMDAT of its own
  Abi abiOf(const gir::Function &f);
  /// Tells the linker what f may call by other ways than by name (docs/abi.md, section 6).
  void use(llvm::Function *f, llvm::StringRef what);

  // --- assembly (abi0.cpp)
  llvm::Function *abi0Declaration(llvm::StringRef name);    ///< the entry name.abi0

  // --- data (data.cpp)
  llvm::Constant *global(const gir::Global &g);
  llvm::Constant *external(llvm::StringRef symbol);
  llvm::Constant *stringData(std::string_view s);
  llvm::Constant *blob(Data &d, llvm::Align align);         ///< private read-only data, merged by content
  /// Is a variable of that size allowed? Reports if not.
  bool fits(uint64_t size, const std::string &symbol, source::Pos pos);
  void define(const gir::Global &g);
  bool write(Data &d, uint64_t at, const gir::StaticValue &v, types::Type *t, source::Pos pos);
  void writeConstant(Data &d, uint64_t at, types::Type *t, const constant::Value *v);
  void initTask();

  // --- types (descriptor.cpp, alg.cpp)
  llvm::Constant *descriptor(types::Type *t);
  llvm::Constant *itab(types::Type *t, types::Type *iface);  ///< methods are nil if t lacks one
  llvm::Constant *nameData(std::string_view name, std::string_view tag, bool exported, bool embedded, const types::Package *pkg);
  llvm::Constant *equalClosure(types::Type *t);              ///< null: not comparable
  llvm::Constant *hashClosure(types::Type *t);
  llvm::Function *equalFunction(types::Type *t);
  llvm::Function *hashFunction(types::Type *t);
  types::Type *mapGroup(types::Map *m);
  types::Type *pointerTo(types::Type *t);
  types::Type *closureType(const std::vector<types::Type *> &captures);
  uint32_t typeHash(types::Type *t);

  // --- debug (debug.cpp)
  llvm::DISubprogram *subprogram(source::Pos p, llvm::StringRef name);
  /// inlinedAt: the call whose place the code of sp took; distinct: for such a call itself.
  llvm::DILocation *location(source::Pos p, llvm::DISubprogram *sp, llvm::DILocation *inlinedAt = nullptr,
                             bool distinct = false);


private:
  struct Todo {
    const gir::Function *body;
    llvm::Function *fn;
  };
  void lowerFunction(const gir::Function &f, llvm::Function *fn);
  void flush();
  void emitDescriptor(types::Type *t, llvm::GlobalVariable *g);
  bool emittedElsewhere(types::Type *t);
  bool alwaysHere(types::Type *t);
  void packageTypes();
  void intrinsicBodies();
  void assembly();
  void goToAssembly(const Abi0Arch &arch, const std::string &name, types::Signature *sig, source::Pos pos);
  void assemblyToGo(const Abi0Arch &arch, const std::string &name, types::Signature *sig);
  void link(llvm::GlobalObject *g, llvm::StringRef section);
  void noteUses();

  std::deque<Todo> todo;
  llvm::DenseMap<const gir::FuncRef *, llvm::Function *> byRef;
  llvm::DenseMap<const gir::Global *, llvm::WeakTrackingVH> globals;
  llvm::DenseMap<types::Type *, llvm::Constant *> descriptors;
  std::deque<std::pair<types::Type *, llvm::GlobalVariable *>> typesTodo;
  llvm::DenseSet<llvm::GlobalVariable *> described;         ///< what was put there
  std::vector<llvm::GlobalValue *> used;                    ///< for the linker alone: LLVM must not drop it
  llvm::StringMap<llvm::GlobalVariable *> blobs;
  llvm::StringMap<llvm::Constant *> names;
  llvm::DenseMap<types::Map *, types::Type *> groups;
  llvm::DenseMap<types::Type *, types::Type *> pointers;
  llvm::StringMap<types::Type *> closures;
  llvm::DenseSet<const llvm::Function *> bodies;
  llvm::MapVector<llvm::Function *, llvm::SetVector<llvm::Metadata *>> uses;
  std::unique_ptr<llvm::DIBuilder> di;
  llvm::DICompileUnit *unit = nullptr;
  llvm::StringMap<llvm::DIFile *> files;
  llvm::StringMap<llvm::DISubprogram *> subprograms;
  llvm::DISubroutineType *noType = nullptr;
  source::Pos lastPos{};
  unsigned lastLine = 0;
  std::string lastFile;
  llvm::DIFile *fileOf(const std::string &name);
  friend class Fn;
};

} // namespace golem::lower
