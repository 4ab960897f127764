// How types look in memory and in registers (docs/abi.md 1 and 2), and the LLVM signatures of Go functions.
#pragma once

#include "abi/layout.h"
#include "target/target.h"
#include "types/api.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/Module.h>

#include <memory>
#include <vector>

namespace golem::lower {

struct Leaf {
  llvm::Type *type;
  uint64_t offset;
  bool length = false; ///< of a string or slice, or a capacity: not negative
};

/// What a comparison or a hash of a type amounts to.
enum class Alg : uint8_t { NotComparable, Memory, String, Interface, EmptyInterface, Float32, Float64, Complex64, Complex128, Special };

/// Whether comparing may end in a panic, so that the order of comparisons matters.
inline bool mayPanic(Alg a) { return a == Alg::Interface || a == Alg::EmptyInterface || a == Alg::Special; }

struct TypeInfo {
  types::Type *type = nullptr;
  types::Type *under = nullptr;
  uint64_t size = 0;
  llvm::Align align{1};
  bool inRegs = false;
  bool directIface = false;           ///< the interface data word holds the value itself
  uint64_t ptrBytes = 0;              ///< length of the prefix that may hold pointers
  llvm::SmallVector<Leaf, 4> leaves;  ///< when inRegs
  std::vector<uint64_t> offsets;      ///< structs: of the fields
  Alg alg = Alg::NotComparable;
  bool keyNeedsUpdate = false;        ///< equal keys may differ in their bits
  bool hashMightPanic = false;
  bool pointers() const { return ptrBytes != 0; }
};

/// LLVM signature of a Go function.
struct Abi {
  llvm::FunctionType *type = nullptr;
  llvm::SmallVector<types::Type *, 8> params;   ///< receiver first
  llvm::SmallVector<types::Type *, 4> results;
  bool memoryResults = false;
  uint64_t resultSize = 0;                       ///< memoryResults: of the area
  llvm::Align resultAlign{1};
  llvm::SmallVector<uint64_t, 4> resultOffsets;  ///< as in a Go struct of the results
};

class Layout {
public:
  Layout(llvm::LLVMContext &c, const types::Sizes &s, const target::Target &t);
  const TypeInfo &of(types::Type *t);
  /// recv: the receiver's type if the function has one (null: none, or already among params).
  Abi abi(llvm::ArrayRef<types::Type *> params, llvm::ArrayRef<types::Type *> results);
  const Abi &abi(types::Signature *sig, bool interfaceReceiver = false);
  llvm::FunctionType *functionType(llvm::ArrayRef<llvm::Type *> results, llvm::ArrayRef<llvm::Type *> params);
  /// A bit for each word of the prefix of t that may hold pointers, as descriptors have it: whole words
  /// of bytes; bit i is bit i % 8 of byte i / 8.
  std::vector<uint8_t> pointerMask(types::Type *t);
  /// The place of a field of a shared record (abi/layouts.def).
  template <class Field> uint64_t at(Field field) const { return abi::offsetOf(field, machine); }
  template <class Record> uint64_t size() const { return abi::sizeOf<Record>(machine); }
  /// target - base as the 32 bits that offsets in descriptors are.
  llvm::Constant *distance32(llvm::Constant *target, llvm::Constant *base);

  /// The last array type that is too large, or channel type whose elements are; those of names have been checked before.
  types::Type *tooLarge = nullptr;
  types::Sizes sizes;
  const target::Target &target;
  llvm::LLVMContext &context;
  llvm::Type *voidTy, *i1, *i8, *i16, *i32, *i64, *f32, *f64;
  llvm::IntegerType *word;      ///< int, uint and uintptr
  const abi::Machine machine;
  const uint64_t wordSize;      ///< bytes of a word
  const llvm::Align wordAlign;
  llvm::PointerType *ptr;

private:
  uint64_t ptrBytes(types::Type *t);
  void markPointers(types::Type *t, uint64_t offset, std::vector<uint8_t> &mask);
  void leaves(types::Type *t, uint64_t offset, bool &flat, llvm::SmallVectorImpl<Leaf> &out);
  void leavesOf(types::Type *part, uint64_t offset, bool &flat, llvm::SmallVectorImpl<Leaf> &out);
  void keyTraits(TypeInfo &info);
  Alg algOf(TypeInfo &info);
  void checkSize(types::Type *under);
  llvm::DenseMap<types::Type *, std::unique_ptr<TypeInfo>> infos;
  llvm::DenseMap<std::pair<types::Signature *, int>, std::unique_ptr<Abi>> abis;
};

} // namespace golem::lower
