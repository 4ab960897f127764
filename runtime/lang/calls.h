// Where the values of a call lie (docs/abi.md sections 1 and 2): used where a call is made or taken by its type at run time.
#pragma once
#include "runtime/arch/arch.h"
#include "runtime/lang/types.h"

namespace golem::runtime {

constexpr u32 maxLeaves = 8;
constexpr u32 maxResultInts = arch::intResults, maxResultFloats = arch::floatResults;

struct Leaf {
  u32 offset;
  u8 size;
  bool isFloat;
};

struct Leaves {
  u32 count;
  bool inRegisters; // false: passed as a pointer to memory
  Leaf leaf[maxLeaves];
};

Leaves leavesOf(const Type *t);

// Do all results fit the registers?
bool resultsInRegisters(const FuncType *f);

// The registers of a call that is under way. golem/reflect's callRegs has the same layout up to outFloats.
struct CallRegs {
  uptr ints[arch::intArguments];
  u64 floats[arch::floatArguments];
  uptr *stack; // arguments that found no register
  uptr outInts[arch::intResults];
  u64 outFloats[arch::floatResults];
  uptr stackCount; // for calls that are made
  void *code;
  void *ctx;
};

// arch: makes the call that r describes, stores the results in it.
extern "C" void golem_call_regs(CallRegs *r, G *g);

} // namespace golem::runtime
