// Calls by type: from a frame in memory (gc's ABI0 layout, which reflect uses) to registers and back.
#include "runtime/lang/calls.h"
#include "runtime/sched/sched.h"

namespace golem::runtime {

namespace {

// Adds the leaves of t, which is neither array nor struct; false when there are too many.
bool addLeaf(const Type *t, u32 offset, Leaves &out) {
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
  case Kind::Interface: return add(offset, wordBytes, false) && add(offset + wordBytes, wordBytes, false);
  case Kind::Slice:
    return add(offset, wordBytes, false) && add(offset + wordBytes, wordBytes, false) && add(offset + 2 * wordBytes, wordBytes, false);
  default: return add(offset, u32(t->size), false);
  }
}

// Adds t's leaves; false when there are too many or t cannot be flattened.
bool addLeaves(const Type *t, u32 offset, Leaves &out) {
  switch (t->kind) {
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
  default: return addLeaf(t, offset, out);
  }
}

// Registers and words of the stack that a leaf takes.
constexpr u32 wordsOf(u32 size) { return size > wordBytes ? u32(size / wordBytes) : 1; }

// A leaf from memory to its place, whose other bytes become 0, and back. Floating-point registers have places of 8 bytes.
void toPlace(void *place, bool inFloats, const u8 *from, u32 size) {
  u64 v = 0;
  switch (size) {
  case 1: v = *from; break;
  case 2: v = *reinterpret_cast<const u16 *>(from); break;
  case 4: v = *reinterpret_cast<const u32 *>(from); break;
  default: __builtin_memcpy(&v, from, 8);
  }
  if (inFloats || size > wordBytes)
    __builtin_memcpy(place, &v, 8);
  else
    *static_cast<uptr *>(place) = uptr(v);
}
void fromPlace(u8 *to, const void *place, bool inFloats, u32 size) {
  u64 v = 0;
  if (inFloats || size > wordBytes)
    __builtin_memcpy(&v, place, 8);
  else
    v = *static_cast<const uptr *>(place);
  switch (size) {
  case 1: *to = u8(v); break;
  case 2: *reinterpret_cast<u16 *>(to) = u16(v); break;
  case 4: *reinterpret_cast<u32 *>(to) = u32(v); break;
  default: __builtin_memcpy(to, &v, 8);
  }
}

struct Place {
  void *at;      // nullptr: no register is left
  bool inFloats; // a register for floating-point numbers, whole
};

// Hands out registers of a call, in order.
struct Registers {
  uptr *ints;
  u32 intCount;
  u64 *floats;
  u32 floatCount;
  u32 intsTaken = 0, halvesTaken = 0; // of registers for floating-point numbers a bit for each half

  Place next(bool isFloat, u32 size) { return isFloat ? nextFloat(size) : nextInt(wordsOf(size)); }

private:
  Place nextInt(u32 words) {
    if (arch::inPairs && words == 2)
      intsTaken = u32(alignUp(intsTaken, 2));
    if (intsTaken + words > intCount) {
      intsTaken = intCount;
      return {nullptr, false};
    }
    intsTaken += words;
    return {&ints[intsTaken - words], false};
  }
  Place nextFloat(u32 size) {
    const bool half = arch::inPairs && size == 4;
    for (u32 i = 0; i < 2 * floatCount; i += half ? 1 : 2)
      if (u32 bits = (half ? 1u : 3u) << i; !(halvesTaken & bits)) {
        halvesTaken |= bits;
        return half ? Place{reinterpret_cast<u32 *>(floats) + i, false} : Place{&floats[i / 2], true};
      }
    halvesTaken = ~0u;
    return {nullptr, false};
  }
};

// Hands out the places of arguments one by one.
struct Places {
  explicit Places(CallRegs *r) : r(r), registers{r->ints, arch::intArguments, r->floats, arch::floatArguments} {}
  CallRegs *r;
  Registers registers;
  uptr stack = 0; // words

  // Where the next argument of so many bytes lies.
  Place next(bool isFloat, u32 size = wordBytes) {
    if (Place p = registers.next(isFloat, size); p.at)
      return p;
    const u32 words = wordsOf(size);
    if (arch::inPairs && words == 2)
      stack = alignUp(stack, 2);
    stack += words;
    return {&r->stack[stack - words], false};
  }
};

// Goes over the parameters of f: each(place, isFloat, offset in the frame, size); a size of 0 means the address of
// that part of the frame.
template <class Each> void eachParameter(const FuncType *f, bool receiver, Each each) {
  u32 at = 0;
  if (receiver) {
    each(false, 0, wordBytes);
    at = wordBytes;
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

// The same for results that are in registers: each(place, offset in the frame, size); at is where they begin in the frame.
template <class Each> void eachResult(CallRegs *r, const FuncType *f, uptr at, Each each) {
  Registers registers{r->outInts, arch::intResults, r->outFloats, arch::floatResults};
  for (u32 i = 0; i < funcResultCount(f); i++) {
    const Type *t = funcResults(f)[i];
    at = alignUp(at, t->align);
    Leaves l = leavesOf(t);
    for (u32 k = 0; k < l.count; k++)
      each(registers.next(l.leaf[k].isFloat, l.leaf[k].size), at + l.leaf[k].offset, l.leaf[k].size);
    at += t->size;
  }
}

constexpr uptr stackRoom = 128; // words of arguments on the stack

// Separate so that its room is taken only for the duration of the call.
RT_NOINLINE void callWith(CallRegs *r, const FuncType *t, u8 *frame, uptr retOffset, bool receiver, uptr *stack, G *g) {
  r->stack = stack;
  Places places(r);
  bool regResults = resultsInRegisters(t);
  if (!regResults)
    *static_cast<uptr *>(places.next(false).at) = uptr(frame + retOffset);
  eachParameter(t, receiver, [&](bool isFloat, u32 off, u32 size) {
    Place p = places.next(isFloat, size ? size : u32(wordBytes));
    if (size)
      toPlace(p.at, p.inFloats, frame + off, size);
    else
      *static_cast<uptr *>(p.at) = uptr(frame + off);
  });
  r->stackCount = places.stack;
  golem_call_regs(r, g);
  if (regResults)
    eachResult(r, t, retOffset, [&](Place p, uptr off, u32 size) { fromPlace(frame + off, p.at, p.inFloats, size); });
}

RT_NOINLINE void callSmall(CallRegs *r, const FuncType *t, u8 *frame, uptr retOffset, bool receiver, G *g) {
  uptr stack[16];
  callWith(r, t, frame, retOffset, receiver, stack, g);
}

RT_NOINLINE void callLarge(CallRegs *r, const FuncType *t, u8 *frame, uptr retOffset, bool receiver, uptr words, G *g) {
  RT_CHECK(words <= stackRoom, "reflect: not yet supported: call with more than 1 KB of arguments on the stack");
  // What these words point to is in the frame as well, so they need not be scanned.
  auto *stack = static_cast<uptr *>(goMallocgc(words * wordBytes, nullptr, 0, g));
  callWith(r, t, frame, retOffset, receiver, stack, g);
}

} // namespace

Leaves leavesOf(const Type *t) {
  Leaves l{0, true, {}};
  bool flat = false;
  if (t->kind == Kind::Struct || t->kind == Kind::Array) // nested as deeply as the program likes
    onSystemStack([&] { flat = addLeaves(t, 0, l); });
  else
    flat = addLeaf(t, 0, l);
  if (!flat) {
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
      if (l.leaf[k].isFloat)
        floats++;
      else
        ints = (arch::inPairs && wordsOf(l.leaf[k].size) == 2 ? u32(alignUp(ints, 2)) : ints) + wordsOf(l.leaf[k].size);
  }
  return ints <= maxResultInts && floats <= maxResultFloats;
}

RT_SWIFT void goCallFrame(FuncType *t, Closure *fn, u8 *frame, uptr retOffset, u32 receiver,
                          RT_SELF) asm("runtime.callFrame");
RT_SWIFT void goCallFrame(FuncType *t, Closure *fn, u8 *frame, uptr retOffset, u32 receiver, RT_SELF) {
  bool hasReceiver = receiver & 0xff;
  CallRegs r;
  r.stack = nullptr; // only counted
  Places places(&r);
  if (!resultsInRegisters(t))
    places.next(false);
  eachParameter(t, hasReceiver, [&](bool isFloat, u32, u32 size) { places.next(isFloat, size ? size : u32(wordBytes)); });
  uptr words = places.stack;
  r.code = *reinterpret_cast<void **>(fn);
  r.ctx = fn;
  if (words <= 16)
    callSmall(&r, t, frame, retOffset, hasReceiver, g);
  else
    callLarge(&r, t, frame, retOffset, hasReceiver, words, g);
}

RT_SWIFT void goFrameFromRegs(FuncType *t, u8 *frame, CallRegs *r, RT_SELF_UNUSED) asm("runtime.frameFromRegs");
RT_SWIFT void goFrameFromRegs(FuncType *t, u8 *frame, CallRegs *r, RT_SELF_UNUSED) {
  Places places(r);
  if (!resultsInRegisters(t))
    places.next(false);
  u32 at = 0;
  for (u32 i = 0; i < t->inCount; i++) {
    const Type *in = funcParameters(t)[i];
    at = u32(alignUp(at, in->align));
    Leaves l = leavesOf(in);
    if (!l.inRegisters) {
      memmove(frame + at, *static_cast<void **>(places.next(false).at), in->size);
    } else {
      for (u32 k = 0; k < l.count; k++) {
        Place p = places.next(l.leaf[k].isFloat, l.leaf[k].size);
        fromPlace(frame + at + l.leaf[k].offset, p.at, p.inFloats, l.leaf[k].size);
      }
    }
    at += u32(in->size);
  }
}

RT_SWIFT void goResultsToRegs(FuncType *t, u8 *frame, uptr off, CallRegs *r,
                              RT_SELF_UNUSED) asm("runtime.resultsToRegs");
RT_SWIFT void goResultsToRegs(FuncType *t, u8 *frame, uptr off, CallRegs *r, RT_SELF_UNUSED) {
  if (resultsInRegisters(t)) {
    eachResult(r, t, off, [&](Place p, uptr at, u32 size) { toPlace(p.at, p.inFloats, frame + at, size); });
    return;
  }
  auto *to = reinterpret_cast<u8 *>(*static_cast<uptr *>(Places(r).next(false).at));
  uptr at = off;
  for (u32 i = 0; i < funcResultCount(t); i++) {
    const Type *out = funcResults(t)[i];
    at = alignUp(at, out->align);
    memmove(to + (at - off), frame + at, out->size);
    at += out->size;
  }
}

} // namespace golem::runtime
