// The function table: which function holds a pc, and its line table.
#include "runtime/trace/trace.h"

extern "C" {
extern const golem::runtime::FuncEntry __start_golem_functab[] __attribute__((weak));
extern const golem::runtime::FuncEntry __stop_golem_functab[] __attribute__((weak));
extern const golem::runtime::FuncEntry golem_nativetab[], golem_nativetabend[]; // made by names.cmake
extern const golem::runtime::u32 golem_nativeframes[]; // made by frames.cmake
extern const golem::runtime::u8 golem_rttext[];        // where .rt_text begins
}

namespace golem::runtime {

namespace {
const FuncEntry *find(const FuncEntry *from, const FuncEntry *end, uptr pc) {
  const FuncEntry *lo = from, *hi = end;
  while (lo < hi) { // the first that starts after pc
    const FuncEntry *mid = lo + (hi - lo) / 2;
    if (mid->start() <= pc)
      lo = mid + 1;
    else
      hi = mid;
  }
  if (lo == from)
    return nullptr;
  lo--;
  return pc - lo->start() < lo->size ? lo : nullptr;
}
} // namespace

// The collector and Callers ask for the same addresses again and again: each word is one, counted from the first function, and
// one more than its entry's index.
const FuncEntry *findFunc(uptr pc) {
  static u64 found[1024];
  const FuncEntry *table = __start_golem_functab;
  if (table == __stop_golem_functab)
    return nullptr;
  u64 off = pc - table->start();
  u64 *slot = &found[(off ^ off >> 10) % (sizeof found / sizeof *found)];
  u64 w = loadRelaxed(slot);
  if (w && w >> 32 == off)
    return table + u32(w) - 1;
  const FuncEntry *f = find(table, __stop_golem_functab, pc);
  if (f && off >> 32 == 0)
    storeRelaxed(slot, off << 32 | u64(f - table + 1));
  return f;
}
const FuncEntry *findNative(uptr pc) { return find(golem_nativetab, golem_nativetabend, pc); }

bool isWrapper(const FuncEntry *f) { return f->flags() & abi::IsWrapper; }

bool inGoText(uptr pc) { return findFunc(pc) != nullptr; }

namespace {

struct Reader {
  const u8 *p;
  u64 uleb() {
    u64 v = 0;
    u32 shift = 0;
    for (;;) {
      u8 b = *p++;
      v |= u64(b & 0x7f) << shift;
      shift += 7;
      if (b < 0x80)
        return v;
    }
  }
  i64 sleb() {
    u64 v = 0;
    u32 shift = 0;
    for (;;) {
      u8 b = *p++;
      v |= u64(b & 0x7f) << shift;
      shift += 7;
      if (b < 0x80)
        return i64(b & 0x40 && shift < 64 ? v | (~u64(0) << shift) : v);
    }
  }
  const char *text() {
    i32 off;
    __builtin_memcpy(&off, p, 4);
    auto *s = reinterpret_cast<const char *>(uptr(p) + uptr(iptr(off)));
    p += 4;
    return s;
  }
};

struct Inline {
  const char *name;
  i64 parent;
  u64 file, line;
};

// What follows the flags, and the frame map if there is one.
Reader afterMap(const u8 *table) {
  Reader r{table + 1};
  if (*table & abi::HasFrameMap) {
    u64 bytes = r.uleb();
    r.p += bytes;
  }
  return r;
}

// Reads over the header of a line table; r stands at the rows afterwards.
u64 skipHeader(Reader &r) {
  r.uleb();
  r.p += r.uleb() * 4;
  for (u64 n = r.uleb(); n > 0; n--) {
    r.p += 4;
    r.uleb(), r.uleb(), r.uleb(), r.uleb();
  }
  return r.uleb();
}

} // namespace

AssemblyFrame assemblyFrame(const FuncEntry *f, uptr pc) {
  Reader r = afterMap(f->lines());
  for (u64 n = skipHeader(r); n > 0; n--)
    r.uleb(), r.sleb(), r.uleb(), r.uleb();
  AssemblyFrame a{iptr(r.uleb()) - 1, uptr(r.uleb()), 0};
  uptr at = f->start();
  for (u64 n = r.uleb(); n > 0; n--) {
    at += r.uleb();
    u64 delta = r.uleb();
    if (at > pc)
      break;
    a.delta = delta;
  }
  return a;
}

bool frameMap(const FuncEntry *f, uptr pc, FrameMap *out) {
  const u8 *table = f->lines();
  if (!table || !(*table & abi::HasFrameMap))
    return false;
  Reader r{table + 1};
  r.uleb();
  out->above = r.uleb();
  out->below = r.uleb();
  out->saveCount = u32(r.uleb());
  if (out->saveCount > FrameMap::maxSaves)
    return false;
  for (u32 i = 0; i < out->saveCount; i++) {
    u64 reg = r.uleb();
    out->saves[i] = {u32(reg), iptr(r.sleb())};
  }
  out->runCount = u32(r.uleb());
  out->runs = r.p;
  for (u32 i = 0; i < out->runCount; i++)
    r.uleb(), r.uleb();
  u64 sets = r.uleb(), bytes = (out->saveCount + out->runCount + 7) / 8;
  const u8 *first = r.p;
  r.p += sets * bytes;
  out->dead = nullptr;
  uptr at = f->start();
  for (u64 n = r.uleb(); n > 0; n--) {
    at += r.uleb();
    u64 set = r.uleb();
    if (at >= pc) {
      if (at == pc)
        out->dead = first + set * bytes;
      break;
    }
  }
  return true;
}

namespace {
// Where golem_nativeframes tells of the frame at a place in .rt_text; 0: nowhere. Few places are asked for, again and again.
u32 nativePlace(u32 at) {
  static u64 found[256];
  u64 *slot = &found[at % (sizeof found / sizeof *found)];
  u64 w = loadRelaxed(slot);
  if (w >> 32 == at)
    return u32(w);
  const u32 count = golem_nativeframes[0], *starts = golem_nativeframes + 1;
  u32 lo = 0, hi = count;
  while (hi - lo > 1) { // starts[lo] <= at < starts[hi]
    u32 mid = lo + (hi - lo) / 2;
    (starts[mid] <= at ? lo : hi) = mid;
  }
  u32 place = reinterpret_cast<const u16 *>(starts + count)[lo];
  storeRelaxed(slot, u64(at) << 32 | place);
  return place;
}
} // namespace

bool isNative(uptr pc) {
  return pc - uptr(golem_rttext) < golem_nativeframes[golem_nativeframes[0]];
}

bool nativeFrame(uptr pc, FrameMap *out) {
  u32 place = isNative(pc - 1) ? nativePlace(u32(pc - 1 - uptr(golem_rttext))) : 0;
  if (place == 0)
    return false;
  const u8 *p = reinterpret_cast<const u8 *>(golem_nativeframes) + place;
  out->above = p[0];
  out->below = out->runCount = 0;
  out->runs = out->dead = nullptr;
  out->saveCount = p[1];
  p += 2;
  for (u32 i = 0; i < out->saveCount; i++, p += 2)
    out->saves[i] = {p[0], iptr(static_cast<signed char>(p[1]))};
  return true;
}

const u8 *FrameMap::nextRun(const u8 *p, uptr *gap, uptr *words) {
  Reader r{p};
  *gap = r.uleb();
  *words = r.uleb();
  return r.p;
}

int sourcePlaces(const FuncEntry *f, uptr pc, SourcePlace *out, int max) {
  const u8 *table = f->lines();
  if (!table || max < 1)
    return 0;
  Reader r = afterMap(table);
  i64 startLine = i64(r.uleb());
  u64 nfiles = r.uleb();
  const u8 *files = r.p;
  r.p += nfiles * 4;
  u64 ninlines = r.uleb();
  const u8 *inlines = r.p;
  auto skipInline = [&] {
    r.p += 4;
    r.uleb(), r.uleb(), r.uleb(), r.uleb();
  };
  for (u64 i = 0; i < ninlines; i++)
    skipInline();
  auto fileName = [&](u64 i) -> const char * {
    if (i >= nfiles)
      return "?";
    Reader fr{files + i * 4};
    return fr.text();
  };
  auto inlineAt = [&](u64 i) {
    Reader save = r;
    r.p = inlines;
    for (u64 k = 0; k < i; k++)
      skipInline();
    Inline in;
    in.name = r.text();
    in.parent = i64(r.uleb()) - 1;
    in.file = r.uleb();
    in.line = r.uleb();
    r.uleb();
    r = save;
    return in;
  };
  u64 rows = r.uleb();
  uptr at = f->start();
  i64 line = startLine, bestLine = startLine;
  u64 bestFile = 0, bestInline = 0;
  for (u64 i = 0; i < rows; i++) {
    at += r.uleb();
    line += r.sleb();
    u64 file = r.uleb(), inl = r.uleb();
    if (at > pc)
      break;
    bestLine = line;
    bestFile = file;
    bestInline = inl;
  }
  int n = 0;
  u64 curFile = bestFile, curLine = u64(bestLine);
  i64 inl = i64(bestInline) - 1;
  while (inl >= 0 && n < max - 1 && u64(inl) < ninlines) {
    Inline in = inlineAt(u64(inl));
    out[n++] = {in.name, fileName(curFile), u32(curLine)};
    curFile = in.file;
    curLine = in.line;
    inl = in.parent;
  }
  out[n++] = {f->name(), fileName(curFile), u32(curLine)};
  return n;
}

} // namespace golem::runtime
