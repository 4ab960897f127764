// Hosted tests of what needs no scheduler: byte searches, hashes, calls by type.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/mman.h>
#include <vector>

#include "runtime/arch/arch.h"
#include "runtime/lang/calls.h" // last: it declares memcpy as C has it

namespace golem::runtime {

extern "C" void golem_systemstack(void (*fn)(void *), void *arg) { fn(arg); }
[[noreturn]] void fatalError(const char *what) {
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}
RT_SWIFT void *goMallocgc(uptr size, const Type *, u32, RT_SELF_UNUSED) { return std::calloc(1, size); }

RT_SWIFT iptr indexByteString(const u8 *p, uptr n, u32 c, RT_SELF_UNUSED) asm("internal/bytealg.IndexByteString");
RT_SWIFT iptr countString(const u8 *p, uptr n, u32 c, RT_SELF_UNUSED) asm("internal/bytealg.CountString");
RT_SWIFT iptr cmpstring(const u8 *a, uptr an, const u8 *b, uptr bn, RT_SELF_UNUSED) asm("runtime.cmpstring");
RT_SWIFT iptr indexString(const u8 *p, uptr n, const u8 *needle, uptr k, RT_SELF_UNUSED) asm("internal/bytealg.IndexString");
RT_SWIFT void move(u8 *to, const u8 *from, uptr n, RT_SELF_UNUSED) asm("runtime.memmove");
RT_SWIFT void clear(u8 *p, uptr n, RT_SELF_UNUSED) asm("runtime.memclrNoHeapPointers");
RT_SWIFT u8 same(const u8 *a, const u8 *b, uptr n, RT_SELF_UNUSED) asm("runtime.memequal");
RT_SWIFT uptr memhash(const u8 *p, uptr seed, uptr n, RT_SELF_UNUSED) asm("runtime.memhash");
RT_SWIFT void callFrame(FuncType *t, void *fn, u8 *frame, uptr retOffset, u32 rcvr, RT_SELF_UNUSED) asm("runtime.callFrame");

static int sign(iptr v) { return v < 0 ? -1 : v > 0; }

// With vectors of every width; bytes lie at all distances from the ends of two pages around which nothing may be read.
class Bytes : public testing::TestWithParam<bool> {
protected:
  Bytes() : pages(static_cast<u8 *>(mmap(nullptr, 4 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) + page) {
    mprotect(pages, 2 * page, PROT_READ | PROT_WRITE);
    arch::setCapabilities(0);
    arch::wideVectors &= GetParam();
    std::srand(1);
  }
  ~Bytes() { munmap(pages - page, 4 * page); }
  /// n bytes somewhere, often at an end of the pages, or across their border.
  u8 *place(uptr n) {
    switch (std::rand() % 4) {
    case 0: return pages;
    case 1: return pages + 2 * page - n;
    case 2: return pages + minOf(2 * page - n, page - minOf<uptr>(page, std::rand() % (n + 1)));
    default: return pages + std::rand() % (2 * page - n);
    }
  }
  u8 *place(const std::string &s) {
    u8 *p = place(s.size());
    for (uptr i = 0; i < s.size(); i++)
      p[i] = u8(s[i]);
    return p;
  }
  static uptr length() { return uptr(std::rand() % (std::rand() % 4 ? 80 : 700)); }
  static constexpr uptr page = 4096;
  u8 *pages;
};

TEST_P(Bytes, SearchCountCompare) {
  for (int round = 0; round < 40000; round++) {
    std::string s(length(), 'a'), t(length(), 'a');
    for (int k = std::rand() % 4; k > 0 && !s.empty(); k--)
      s[std::rand() % s.size()] = char('b' + std::rand() % 200);
    if (round % 2)
      t = s;
    if (!t.empty() && std::rand() % 2)
      t[std::rand() % t.size()]++;
    u8 c = u8(std::rand() % 4 ? 'a' + std::rand() % 3 : std::rand());
    const u8 *p = place(s);
    size_t at = s.find(char(c));
    ASSERT_EQ(indexByteString(p, s.size(), c | 0xabcd00, nullptr), at == s.npos ? -1 : iptr(at));
    ASSERT_EQ(countString(p, s.size(), c, nullptr), std::count(s.begin(), s.end(), char(c)));
    auto *q = reinterpret_cast<const u8 *>(t.data());
    ASSERT_EQ(sign(cmpstring(p, s.size(), q, t.size(), nullptr)), sign(s.compare(t)));
    ASSERT_EQ(sign(cmpstring(q, t.size(), p, s.size(), nullptr)), sign(t.compare(s)));
    if (s.size() == t.size()) {
      ASSERT_EQ(same(p, q, s.size(), nullptr), s == t);
    }
  }
}

TEST_P(Bytes, Index) {
  for (int round = 0; round < 40000; round++) {
    std::string s(length(), 'a');
    for (char &c : s)
      c = char('a' + (std::rand() % 4 == 0));
    uptr k = uptr(2 + std::rand() % (round % 2 ? 4 : 62));
    std::string needle;
    if (round % 4 && s.size() >= k)
      needle = s.substr(std::rand() % (s.size() - k + 1), k);
    else
      for (uptr i = 0; i < k; i++)
        needle += char('a' + std::rand() % 2);
    if (round % 8 == 0)
      needle[std::rand() % k] = 'c';
    size_t at = s.find(needle);
    ASSERT_EQ(indexString(place(s), s.size(), reinterpret_cast<const u8 *>(needle.data()), k, nullptr),
              at == s.npos ? -1 : iptr(at));
  }
}

TEST_P(Bytes, MoveAndClear) {
  std::string model(2 * page, 0);
  for (uptr i = 0; i < model.size(); i++)
    pages[i] = u8(model[i] = char(std::rand()));
  for (int round = 0; round < 20000; round++) {
    uptr n = std::rand() % 8 ? length() : uptr(std::rand() % 5000);
    u8 *to = place(n);
    const u8 *from = round % 2 ? place(n) : to;
    if (round % 2 == 0) // nearby
      from = maxOf(pages, minOf(pages + 2 * page - n, to + std::rand() % 201 - 100));
    if (round % 8 == 7) {
      clear(to, n, nullptr);
      model.replace(size_t(to - pages), n, n, '\0');
    } else {
      move(to, from, n, nullptr);
      model.replace(size_t(to - pages), n, model.substr(size_t(from - pages), n));
    }
    ASSERT_TRUE(std::equal(model.begin(), model.end(), reinterpret_cast<char *>(pages))) << round << " " << n;
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, Bytes, testing::Bool());

TEST(Hash, DependsOnEveryByteAndSeed) {
  for (uptr n = 1; n < 130; n++) {
    std::vector<u8> b(n, 7);
    uptr h = memhash(b.data(), 1, n, nullptr);
    EXPECT_NE(h, memhash(b.data(), 2, n, nullptr));
    for (uptr i = 0; i < n; i++) {
      b[i] ^= 0x40;
      EXPECT_NE(h, memhash(b.data(), 1, n, nullptr)) << n << " " << i;
      b[i] ^= 0x40;
    }
  }
}

// ---- calls

struct Words3 {
  uptr a, b, c;
};
static std::string seen;

RT_SWIFT static uptr takesMany(uptr a, u32 b, double c, float d, uptr e, uptr f, uptr g1, uptr h, uptr i, double j, RT_SELF_UNUSED) {
  char text[300];
  std::snprintf(text, sizeof text, "%lu %u %g %g %lu %lu %lu %lu %lu %g", a, b & 0xff, c, double(d), e, f, g1, h, i, j);
  seen = text;
  return 42;
}

RT_SWIFT static Words3 givesString(uptr a, RT_SELF_UNUSED) { return {a + 1, a + 2, a + 3}; }

RT_SWIFT static void givesMemory(uptr *result, uptr *large, RT_SELF_UNUSED) {
  for (int i = 0; i < 10; i++)
    result[i] = large[i] * 2;
  large[0] = 0; // the callee owns it
}

static Type scalar(Kind k, u8 size) {
  Type t{};
  t.size = size;
  t.align = t.fieldAlign = size;
  t.kind = k;
  return t;
}

// A func descriptor with its parameters behind it.
struct Func {
  alignas(8) u8 bytes[sizeof(FuncType) + 20 * 8]{};
  Func(std::vector<Type *> in, std::vector<Type *> out) {
    info()->kind = Kind::Func;
    info()->inCount = u16(in.size());
    info()->outCount = u16(out.size());
    auto **p = reinterpret_cast<Type **>(bytes + sizeof(FuncType));
    for (auto *t : in)
      *p++ = t;
    for (auto *t : out)
      *p++ = t;
  }
  FuncType *info() { return reinterpret_cast<FuncType *>(bytes); }
};

TEST(Calls, RegistersAndStack) {
  Type word = scalar(Kind::Int, 8), byte = scalar(Kind::Uint8, 1), f64 = scalar(Kind::Float64, 8),
           f32 = scalar(Kind::Float32, 4);
  Func f({&word, &byte, &f64, &f32, &word, &word, &word, &word, &word, &f64}, {&word});
  struct {
    uptr a;
    u8 b;
    alignas(8) double c;
    float d;
    alignas(8) uptr e[5];
    double j;
    uptr result;
  } frame{1, 2, 3.5, 4.5f, {5, 6, 7, 8, 9}, 10.5, 0};
  void *code = reinterpret_cast<void *>(takesMany);
  callFrame(f.info(), &code, reinterpret_cast<u8 *>(&frame), offsetof(decltype(frame), result), 0, nullptr);
  EXPECT_EQ(seen, "1 2 3.5 4.5 5 6 7 8 9 10.5");
  EXPECT_EQ(frame.result, 42u);
}

TEST(Calls, StructResultsAndMemory) {
  Type word = scalar(Kind::Int, 8), slice = scalar(Kind::Slice, 24);
  slice.align = 8;
  Func f({&word}, {&slice});
  uptr frame[4] = {10};
  void *code = reinterpret_cast<void *>(givesString);
  callFrame(f.info(), &code, reinterpret_cast<u8 *>(frame), 8, 0, nullptr);
  EXPECT_EQ(frame[1], 11u);
  EXPECT_EQ(frame[3], 13u);

  ArrayType array{};
  array.size = 80;
  array.align = 8;
  array.kind = Kind::Array;
  array.elem = &word;
  array.len = 10;
  Func m({&array}, {&array});
  uptr big[20];
  for (int i = 0; i < 10; i++)
    big[i] = uptr(i + 1);
  code = reinterpret_cast<void *>(givesMemory);
  callFrame(m.info(), &code, reinterpret_cast<u8 *>(big), 80, 0, nullptr);
  EXPECT_EQ(big[10], 2u);
  EXPECT_EQ(big[19], 20u);
}

TEST(Calls, ManyOnStack) {
  Type word = scalar(Kind::Int, 8);
  std::vector<Type *> in(18, &word);
  Func f(in, {});
  uptr frame[18];
  for (int i = 0; i < 18; i++)
    frame[i] = uptr(i);
  static uptr sum;
  auto add = [](uptr a, uptr b, uptr c, uptr d, uptr e, uptr f, uptr g1, uptr h, uptr i, uptr j, uptr k, uptr l, uptr m,
                uptr n, uptr o, uptr p, uptr q, uptr r) { sum = a + 2 * b + c + d + e + f + g1 + h + i + j + k + l + m + n + o + p + q + 3 * r; };
  void *code = reinterpret_cast<void *>(+add); // plain convention: the same places but for g
  callFrame(f.info(), &code, reinterpret_cast<u8 *>(frame), 144, 0, nullptr);
  EXPECT_EQ(sum, 153u + 1 + 34);
}

} // namespace golem::runtime
