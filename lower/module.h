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

/// Bytes with addresses in them, for the target: how all data is put together.
class Data {
public:
  explicit Data(const Layout &l, uint64_t size = 0) : layout(l), bytes(size, '\0') {}

  const Layout &layout;
  std::string bytes;
  struct Reloc {
    uint64_t offset;
    llvm::Constant *value;  ///< a pointer (a word) or an i32
  };
  std::vector<Reloc> relocs;

  /// At an offset that is there already.
  void set(uint64_t at, uint64_t v, unsigned size) {
    for (unsigned i = 0; i < size; i++)
      bytes[at + (layout.target.bigEndian ? size - 1 - i : i)] = char(v >> (8 * i));
  }
  void setWord(uint64_t at, uint64_t v) { set(at, v, unsigned(layout.wordSize)); }
  void setAddress(uint64_t at, llvm::Constant *c) { ///< a pointer or i32; null: 0
    if (c)
      relocs.push_back({at, c});
  }
  /// Behind what there is.
  uint64_t extend(uint64_t size) {
    bytes.resize(bytes.size() + size);
    return bytes.size() - size;
  }
  void put(uint64_t v, unsigned size) {
    uint64_t at = extend(size);
    set(at, v, size);
  }
  void word(uint64_t v) { put(v, unsigned(layout.wordSize)); }
  void pointer(llvm::Constant *c) { setAddress(extend(layout.wordSize), c); } ///< null: nil

  /// Behind what there is; addresses move along.
  void append(const Data &more) {
    for (const Reloc &r : more.relocs)
      relocs.push_back({bytes.size() + r.offset, r.value});
    bytes += more.bytes;
  }

  /// A record of abi/layouts.def at the end, all 0 but for what is set.
  template <class R> class Record {
  public:
    explicit Record(Data &d) : data(d), start(d.extend(d.layout.size<R>())) {}
    Record &set(typename R::Field field, uint64_t v) {
      data.set(start + data.layout.at(field), v, abi::sizeOf(abi::kindOf(field), data.layout.machine));
      return *this;
    }
    Record &set(typename R::Field field, llvm::Constant *address) {
      data.setAddress(start + data.layout.at(field), address);
      return *this;
    }

  private:
    Data &data;
    uint64_t start;
  };

  llvm::Constant *constant();
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
  const llvm::ConstantRange lengthRange; ///< what lengths may be
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
