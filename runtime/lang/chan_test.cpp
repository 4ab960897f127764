// Hosted tests of channels and select: every goroutine is a thread, parked on a semaphore.
#include <gtest/gtest.h>

#include <atomic>
#include <linux/futex.h>
#include <semaphore>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "runtime/lang/chan.h" // last: it declares memcpy as C has it

namespace golem::runtime {

namespace os {
void futexWait(u32 *p, u32 value, i64) { syscall(SYS_futex, p, FUTEX_WAIT_PRIVATE, value, nullptr); }
void futexWake(u32 *p, u32 n) { syscall(SYS_futex, p, FUTEX_WAKE_PRIVATE, n); }
} // namespace os

struct TestG : G {
  TestG() : G{} {}
  std::counting_semaphore<> sem{0};
};

void park(G *g, bool (*unlock)(G *, void *), void *arg, Wait) {
  if (unlock(g, arg))
    static_cast<TestG *>(g)->sem.acquire();
}
void ready(G *g) { static_cast<TestG *>(g)->sem.release(); }
u32 fastRandom() {
  static thread_local u32 x = u32(uptr(&x)) | 1;
  x ^= x << 13;
  x ^= x >> 17;
  return x ^= x << 5;
}
void timerMaybeRun(Timer *) {}
void timerBlock(Timer *) {}
void timerUnblock(Timer *) {}
bool timerIsAsync() { return false; }
RT_SWIFT void goPanicSendClosed(RT_SELF_UNUSED) { std::abort(); }
RT_SWIFT void goPanicCloseClosed(RT_SELF_UNUSED) { std::abort(); }
RT_SWIFT void goPanicCloseNil(RT_SELF_UNUSED) { std::abort(); }
RT_SWIFT void goPanicMakeChanSize(RT_SELF_UNUSED) { std::abort(); }
RT_SWIFT void *goNewarray(const Type *t, iptr n, RT_SELF_UNUSED) { return std::calloc(uptr(n), t->size); }
RT_SWIFT void *goMallocgc(uptr n, const Type *, u32, RT_SELF_UNUSED) { return std::calloc(1, n); }

struct SelectCase {
  HChan *c;
  void *elem;
};
struct Chosen {
  iptr index;
  uptr received;
};
RT_SWIFT HChan *makechan(ChanType *t, iptr size, RT_SELF_UNUSED) asm("runtime.makechan");
RT_SWIFT void closechan(HChan *c, RT_SELF_UNUSED) asm("runtime.closechan");
RT_SWIFT Chosen selectgo(SelectCase *cases, u16 *order, uptr *pcs, iptr sends, iptr recvs, u32 block,
                         RT_SELF_UNUSED) asm("runtime.selectgo");

static HChan *make(iptr size, bool pointers = false) {
  static Type word{}, pointer{};
  word.size = pointer.size = 8;
  pointer.ptrBytes = 8;
  ChanType t{};
  t.elem = pointers ? &pointer : &word;
  TestG g;
  return makechan(&t, size, &g);
}

class Buffered : public testing::TestWithParam<int> {};

TEST_P(Buffered, EveryValueArrivesOnce) {
  constexpr int senders = 4, receivers = 3, each = 20000;
  HChan *c = make(GetParam(), GetParam() % 2);
  std::atomic<u64> sum{0}, got{0};
  std::vector<std::thread> in, out;
  for (int s = 0; s < senders; s++)
    in.emplace_back([=] {
      TestG g;
      for (u64 i = 1; i <= each; i++)
        chanSend(c, &i, true, &g);
    });
  for (int r = 0; r < receivers; r++)
    out.emplace_back([&] {
      TestG g;
      for (u64 v; chanReceive(c, &v, true, &g).received;) {
        sum += v;
        got++;
      }
    });
  for (auto &t : in)
    t.join();
  TestG g;
  closechan(c, &g);
  for (auto &t : out)
    t.join();
  EXPECT_EQ(got, u64(senders) * each);
  EXPECT_EQ(sum, u64(senders) * each * (each + 1) / 2);
}
INSTANTIATE_TEST_SUITE_P(Sizes, Buffered, testing::Values(0, 1, 7, 128));

TEST(Select, SendersAndReceiversMeet) {
  // Threads pass tokens around over four channels, each choosing among sends and receives.
  constexpr int threads = 6, rounds = 50000;
  HChan *c[4] = {make(0), make(1), make(0, true), make(3)};
  std::atomic<iptr> balance{0};
  std::atomic<bool> stopped{false};
  std::vector<std::thread> all;
  HChan *stop = make(0);
  for (int n = 0; n < threads; n++)
    all.emplace_back([&, n] {
      TestG g;
      for (int i = 0; i < rounds; i++) {
        u64 send = 1, recv[3] = {};
        u32 a = fastRandom() % 4;
        SelectCase cases[4] = {{c[a], &send}, {c[fastRandom() % 4], &recv[0]}, {nullptr, nullptr}, {stop, &recv[2]}};
        u16 order[8];
        Chosen k = selectgo(cases, order, nullptr, 1, 3, n != 0 && fastRandom() % 8 != 0, &g); // one thread never blocks
        if (k.index == 0)
          balance++;
        else if (k.index == 1 && k.received) {
          EXPECT_EQ(recv[0], 1u);
          balance--;
        } else if (k.index == 3)
          break;
      }
      // The first to be done stops all: whoever is left alone must not hang.
      if (!stopped.exchange(true))
        closechan(stop, &g);
    });
  for (auto &t : all)
    t.join();
  TestG g;
  u64 v;
  for (auto *k : c)
    while (chanReceive(k, &v, false, &g).selected)
      balance--;
  EXPECT_EQ(balance, 0);
}

TEST(Select, ManyCases) {
  TestG g;
  std::vector<HChan *> c;
  std::vector<SelectCase> cases;
  std::vector<u64> values(40);
  for (int i = 0; i < 40; i++)
    c.push_back(make(0)), cases.push_back({c.back(), &values[i]});
  std::thread t([&] {
    TestG h;
    u64 v = 9;
    chanSend(c[33], &v, true, &h);
  });
  std::vector<u16> order(80);
  Chosen k = selectgo(cases.data(), order.data(), nullptr, 0, 40, 1, &g);
  t.join();
  EXPECT_EQ(k.index, 33);
  EXPECT_EQ(values[33], 9u);
  closechan(c[5], &g);
  k = selectgo(cases.data(), order.data(), nullptr, 0, 40, 1, &g);
  EXPECT_EQ(k.index, 5);
  EXPECT_EQ(k.received, 0u);
}

TEST(Chan, NilAndClosed) {
  TestG g;
  u64 v = 5;
  EXPECT_FALSE(chanSend(nullptr, &v, false, &g));
  EXPECT_FALSE(chanReceive(nullptr, &v, false, &g).selected);
  HChan *c = make(2);
  EXPECT_TRUE(chanSend(c, &v, false, &g));
  EXPECT_TRUE(chanSend(c, &v, false, &g));
  EXPECT_FALSE(chanSend(c, &v, false, &g));
  closechan(c, &g);
  u64 w = 1;
  EXPECT_TRUE(chanReceive(c, &w, true, &g).received);
  EXPECT_EQ(w, 5u);
  EXPECT_TRUE(chanReceive(c, nullptr, true, &g).received);
  Received r = chanReceive(c, &w, true, &g);
  EXPECT_TRUE(r.selected);
  EXPECT_FALSE(r.received);
  EXPECT_EQ(w, 0u);
}

} // namespace golem::runtime
