// Where the values of a call lie (docs/abi.md sections 1 and 2): used where a call is made or taken by its type at run time.
#pragma once
#include "runtime/lang/types.h"

namespace golem::runtime {

constexpr u32 maxLeaves = 8;
constexpr u32 maxResultInts = 4, maxResultFloats = 4;

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
  uptr ints[6];
  u64 floats[8];
  uptr *stack; // arguments that found no register
  uptr outInts[4];
  u64 outFloats[4];
  uptr stackCount; // for calls that are made
  void *code;
  void *ctx;
};

// arch: makes the call that r describes, stores the results in it.
extern "C" void golem_call_regs(CallRegs *r, G *g);

} // namespace golem::runtime
