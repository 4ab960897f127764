// Calls by type: from a frame in memory (gc's ABI0 layout, which reflect uses) to registers and back.
#include "runtime/lang/calls.h"

namespace golem::runtime {

namespace {

// Adds t's leaves; false when there are too many or t cannot be flattened.
bool addLeaves(const Type *t, u32 offset, Leaves &out) {
  auto add = [&](u32 at, u32 size, bool isFloat) {
    if (out.count == maxLeaves)
      return false;
    out.leaf[out.count++] = {at, u8(size), isFloat};
    return true;
  };
  switch (t->kind) {
  case Kind::Float32:
  case Kind::Float64: return add(offset, u32(t->size), true);
  case Kind::Complex64:
  case Kind::Complex128: {
    u32 half = u32(t->size / 2);
    return add(offset, half, true) && add(offset + half, half, true);
  }
  case Kind::String:
  case Kind::Interface: return add(offset, 8, false) && add(offset + 8, 8, false);
  case Kind::Slice: return add(offset, 8, false) && add(offset + 8, 8, false) && add(offset + 16, 8, false);
  case Kind::Array: {
    auto *a = static_cast<const ArrayType *>(t);
    return a->len == 0 || (a->len == 1 && addLeaves(a->elem, offset, out));
  }
  case Kind::Struct: {
    auto *s = static_cast<const StructType *>(t);
    for (iptr i = 0; i < s->fieldCount; i++)
      if (!addLeaves(s->fields[i].type, offset + u32(s->fields[i].offset), out))
        return false;
    return true;
  }
  default: return add(offset, u32(t->size), false);
  }
}

uptr loadInt(const u8 *p, u32 size) {
  switch (size) {
  case 1: return *p;
  case 2: return *reinterpret_cast<const u16 *>(p);
  case 4: return *reinterpret_cast<const u32 *>(p);
  default: return *reinterpret_cast<const uptr *>(p);
  }
}

void storeInt(u8 *p, u32 size, uptr v) {
  switch (size) {
  case 1: *p = u8(v); break;
  case 2: *reinterpret_cast<u16 *>(p) = u16(v); break;
  case 4: *reinterpret_cast<u32 *>(p) = u32(v); break;
  default: *reinterpret_cast<uptr *>(p) = v;
  }
}

// Hands out the places of arguments one by one.
struct Places {
  CallRegs *r;
  u32 ints = 0, floats = 0;
  uptr stack = 0;

  // Where the next argument word lies; nullptr: on the stack beyond what r->stack has room for.
  void *next(bool isFloat) {
    if (isFloat)
      return floats < arch::floatArguments ? static_cast<void *>(&r->floats[floats++]) : &r->stack[stack++];
    return ints < arch::intArguments ? &r->ints[ints++] : &r->stack[stack++];
  }
};

// Goes over the parameters of f: each(place, isFloat, offset in the frame, size); a size of 0 means the address of
// that part of the frame.
template <class Each> void eachParameter(const FuncType *f, bool receiver, Each each) {
  u32 at = 0;
  if (receiver) {
    each(false, 0, 8);
    at = 8;
  }
  for (u32 i = 0; i < f->inCount; i++) {
    const Type *t = funcParameters(f)[i];
    at = u32(alignUp(at, t->align));
    Leaves l = leavesOf(t);
    if (!l.inRegisters)
      each(false, at, 0);
    else
      for (u32 k = 0; k < l.count; k++)
        each(l.leaf[k].isFloat, at + l.leaf[k].offset, l.leaf[k].size);
    at += u32(t->size);
  }
}

// The same for results that are in registers; at is where they begin in the frame.
template <class Each> void eachResult(const FuncType *f, uptr at, Each each) {
  u32 ints = 0, floats = 0;
  for (u32 i = 0; i < funcResultCount(f); i++) {
    const Type *t = funcResults(f)[i];
    at = alignUp(at, t->align);
    Leaves l = leavesOf(t);
    for (u32 k = 0; k < l.count; k++)
      each(l.leaf[k].isFloat, l.leaf[k].isFloat ? floats++ : ints++, at + l.leaf[k].offset, l.leaf[k].size);
    at += t->size;
  }
}

constexpr uptr stackRoom = 128; // words of arguments on the stack

// Separate so that its room is taken only for the duration of the call.
RT_NOINLINE void callWith(CallRegs *r, const FuncType *t, u8 *frame, uptr retOffset, bool receiver, uptr *stack, G *g) {
  r->stack = stack;
  Places places{r};
  bool regResults = resultsInRegisters(t);
  if (!regResults)
    *static_cast<uptr *>(places.next(false)) = uptr(frame + retOffset);
  eachParameter(t, receiver, [&](bool isFloat, u32 off, u32 size) {
    void *p = places.next(isFloat);
    *static_cast<u64 *>(p) = size ? loadInt(frame + off, size) : uptr(frame + off);
  });
  r->stackCount = places.stack;
  golem_call_regs(r, g);
  if (regResults)
    eachResult(t, retOffset, [&](bool isFloat, u32 n, uptr off, u32 size) {
      storeInt(frame + off, size, isFloat ? r->outFloats[n] : r->outInts[n]);
    });
}

RT_NOINLINE void callSmall(CallRegs *r, const FuncType *t, u8 *frame, uptr retOffset, bool receiver, G *g) {
  uptr stack[16];
  callWith(r, t, frame, retOffset, receiver, stack, g);
}

RT_NOINLINE void callLarge(CallRegs *r, const FuncType *t, u8 *frame, uptr retOffset, bool receiver, uptr words, G *g) {
  RT_CHECK(words <= stackRoom, "reflect: not yet supported: call with more than 1 KB of arguments on the stack");
  // What these words point to is in the frame as well, so they need not be scanned.
  auto *stack = static_cast<uptr *>(goMallocgc(words * 8, nullptr, 0, g));
  callWith(r, t, frame, retOffset, receiver, stack, g);
}

} // namespace

Leaves leavesOf(const Type *t) {
  Leaves l{0, true, {}};
  if (!addLeaves(t, 0, l)) {
    l.count = 0;
    l.inRegisters = false;
  }
  return l;
}

bool resultsInRegisters(const FuncType *f) {
  u32 ints = 0, floats = 0;
  for (u32 i = 0; i < funcResultCount(f); i++) {
    Leaves l = leavesOf(funcResults(f)[i]);
    if (!l.inRegisters)
      return false;
    for (u32 k = 0; k < l.count; k++)
      (l.leaf[k].isFloat ? floats : ints)++;
  }
  return ints <= maxResultInts && floats <= maxResultFloats;
}

RT_SWIFT void goCallFrame(FuncType *t, Closure *fn, u8 *frame, uptr retOffset, u32 receiver,
                          RT_SELF) asm("runtime.callFrame");
RT_SWIFT void goCallFrame(FuncType *t, Closure *fn, u8 *frame, uptr retOffset, u32 receiver, RT_SELF) {
  bool hasReceiver = receiver & 0xff;
  u32 ints = resultsInRegisters(t) ? 0 : 1, floats = 0;
  eachParameter(t, hasReceiver, [&](bool isFloat, u32, u32) { (isFloat ? floats : ints)++; });
  auto beyond = [](u32 n, u32 registers) { return n > registers ? n - registers : 0; };
  uptr words = beyond(ints, arch::intArguments) + beyond(floats, arch::floatArguments);
  CallRegs r;
  r.code = *reinterpret_cast<void **>(fn);
  r.ctx = fn;
  if (words <= 16)
    callSmall(&r, t, frame, retOffset, hasReceiver, g);
  else
    callLarge(&r, t, frame, retOffset, hasReceiver, words, g);
}

RT_SWIFT void goFrameFromRegs(FuncType *t, u8 *frame, CallRegs *r, RT_SELF_UNUSED) asm("runtime.frameFromRegs");
RT_SWIFT void goFrameFromRegs(FuncType *t, u8 *frame, CallRegs *r, RT_SELF_UNUSED) {
  Places places{r};
  if (!resultsInRegisters(t))
    places.next(false);
  u32 at = 0;
  for (u32 i = 0; i < t->inCount; i++) {
    const Type *in = funcParameters(t)[i];
    at = u32(alignUp(at, in->align));
    Leaves l = leavesOf(in);
    if (!l.inRegisters) {
      memmove(frame + at, *static_cast<void **>(places.next(false)), in->size);
    } else {
      for (u32 k = 0; k < l.count; k++)
        storeInt(frame + at + l.leaf[k].offset, l.leaf[k].size, *static_cast<u64 *>(places.next(l.leaf[k].isFloat)));
    }
    at += u32(in->size);
  }
}

RT_SWIFT void goResultsToRegs(FuncType *t, u8 *frame, uptr off, CallRegs *r,
                              RT_SELF_UNUSED) asm("runtime.resultsToRegs");
RT_SWIFT void goResultsToRegs(FuncType *t, u8 *frame, uptr off, CallRegs *r, RT_SELF_UNUSED) {
  if (resultsInRegisters(t)) {
    eachResult(t, off, [&](bool isFloat, u32 n, uptr at, u32 size) {
      (isFloat ? r->outFloats[n] : r->outInts[n]) = loadInt(frame + at, size);
    });
    return;
  }
  auto *to = reinterpret_cast<u8 *>(r->ints[0]);
  uptr at = off;
  for (u32 i = 0; i < funcResultCount(t); i++) {
    const Type *out = funcResults(t)[i];
    at = alignUp(at, out->align);
    memmove(to + (at - off), frame + at, out->size);
    at += out->size;
  }
}

} // namespace golem::runtime
