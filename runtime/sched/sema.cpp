// Semaphores for package sync (a table of waiting goroutines by address) and sync.Cond's notification lists. Waiters lie
// on the waiting goroutines' stacks.
//
// The table has a fixed number of roots, so that many addresses share one when many semaphores are waited for. A root holds
// them as a treap (a search tree by address that random priorities keep shallow); each node is the first waiter of its address,
// and leads to the others in the order in which they are to be woken.
#include "runtime/sched/internal.h"
#include "runtime/trace/profile.h"

namespace golem::runtime {

namespace {

struct Waiter {
  G *g;
  u32 *addr;
  i64 since;      // when it began to wait, if the mutex profile samples it
  u32 ticket;     // notification lists: its number; semaphores: 1: the releaser took the semaphore for it
  u32 priority;   // of a node
  Waiter *next;   // after it, for the same address
  Waiter *last;   // of a node: the end of its list
  Waiter *left, *right; // of a node: lower and higher addresses; their priorities are not above its own
};

class WaiterTree {
public:
  void push(Waiter *w, bool first);
  Waiter *pop(u32 *addr); // the first for addr, or nullptr

private:
  Waiter *root;

  // Where the node of addr hangs, or would hang if all had higher priorities.
  Waiter **find(u32 *addr) {
    Waiter **link = &root;
    while (*link && (*link)->addr != addr)
      link = addr < (*link)->addr ? &(*link)->left : &(*link)->right;
    return link;
  }
  void insert(Waiter *w);
};

// A new node takes the place of the first one on its way down whose priority is not above its own, and that one's tree is split
// into what lies left and right of it.
void WaiterTree::insert(Waiter *w) {
  w->priority = fastRandom();
  Waiter **link = &root;
  while (*link && (*link)->priority > w->priority)
    link = w->addr < (*link)->addr ? &(*link)->left : &(*link)->right;
  Waiter *rest = *link, **left = &w->left, **right = &w->right;
  *link = w;
  while (rest) {
    Waiter **&side = rest->addr < w->addr ? left : right;
    Waiter **inner = rest->addr < w->addr ? &rest->right : &rest->left;
    *side = rest;
    side = inner;
    rest = *inner;
  }
  *left = *right = nullptr;
}

void WaiterTree::push(Waiter *w, bool first) {
  Waiter **link = find(w->addr), *node = *link;
  w->next = nullptr;
  if (!node) {
    w->last = w;
    insert(w);
  } else if (first) {
    w->next = node;
    w->last = node->last;
    w->priority = node->priority;
    w->left = node->left;
    w->right = node->right;
    *link = w;
  } else {
    node->last->next = w;
    node->last = w;
  }
}

Waiter *WaiterTree::pop(u32 *addr) {
  Waiter **link = find(addr), *node = *link;
  if (!node)
    return nullptr;
  if (Waiter *next = node->next) {
    next->last = node->last;
    next->priority = node->priority;
    next->left = node->left;
    next->right = node->right;
    *link = next;
    return node;
  }
  Waiter *left = node->left, *right = node->right; // become one tree
  while (left && right) {
    Waiter *&upper = left->priority > right->priority ? left : right;
    *link = upper;
    link = &upper == &left ? &left->right : &right->left;
    upper = *link;
  }
  *link = left ? left : right;
  return node;
}

struct alignas(64) Root {
  Mutex<LockRank::Semaphore> lock;
  u32 waiting; // read without the lock
  WaiterTree waiters;
};
constexpr u32 numRoots = 251; // a prime: addresses come in steps
constinit Root roots[numRoots]{};

Root *rootOf(u32 *addr) { return &roots[(uptr(addr) >> 3) % numRoots]; }

bool tryAcquire(u32 *addr) {
  for (;;) {
    u32 v = loadSeq(addr);
    if (v == 0)
      return false;
    if (cas(addr, v, v - 1))
      return true;
  }
}

void acquire(u32 *addr, bool lifo, Wait why, G *g) {
  if (tryAcquire(addr))
    return;
  bool isMutex = why == Wait::SyncMutexLock || why == Wait::SyncRWMutexLock || why == Wait::SyncRWMutexRLock;
  Waiter w{.g = g, .addr = addr, .since = isMutex && mutexSampled() ? os::nanotime() : 0};
  Root *r = rootOf(addr);
  for (;;) {
    r->lock.lock();
    addSeq(&r->waiting, 1u);
    if (tryAcquire(addr)) {
      addSeq(&r->waiting, ~0u);
      r->lock.unlock();
      return;
    }
    r->waiters.push(&w, lifo);
    g->holds[0] = addr;
    parkUnlock(g, &r->lock, why);
    g->holds[0] = nullptr;
    if (loadSeq(&w.ticket) != 0 || tryAcquire(addr))
      return;
  }
}

void release(u32 *addr, bool handoff, G *g) {
  Root *r = rootOf(addr);
  addSeq(addr, 1u);
  if (loadSeq(&r->waiting) == 0)
    return;
  r->lock.lock();
  if (loadSeq(&r->waiting) == 0) {
    r->lock.unlock();
    return;
  }
  Waiter *w = r->waiters.pop(addr);
  if (w)
    addSeq(&r->waiting, ~0u);
  r->lock.unlock();
  if (!w)
    return;
  if (RT_UNLIKELY(w->since != 0))
    noteEvent(ProfileKind::Mutex, os::nanotime() - w->since);
  bool given = handoff && tryAcquire(addr);
  G *wake = w->g;
  if (given)
    storeSeq(&w->ticket, 1u);
  onSystemStack([&] { ready(wake); });
  if (given && currentM()->locks == 0 && !g->isSystemStack)
    goyield(g); // it runs at once, in our time slice
}

} // namespace

void semAcquire(u32 *addr, G *g) { acquire(addr, false, Wait::SemAcquire, g); }
void semRelease(u32 *addr, G *g) { release(addr, false, g); }

#define SEM_ACQUIRE(cname, sym, why)                                                                             \
  extern "C" RT_SWIFT void cname(u32 *s, RT_SELF) asm(sym);                                                      \
  RT_SWIFT void cname(u32 *s, RT_SELF) {                                                                         \
    entryFromGo(g);                                                                                              \
    acquire(s, false, why, g);                                                                                   \
  }
SEM_ACQUIRE(goSemacquire, "sync.runtime_Semacquire", Wait::SemAcquire)
SEM_ACQUIRE(goPollSemacquire, "internal/poll.runtime_Semacquire", Wait::SemAcquire)

extern "C" RT_SWIFT void goSemacquireWG(u32 *s, u32, RT_SELF) asm("sync.runtime_SemacquireWaitGroup");
RT_SWIFT void goSemacquireWG(u32 *s, u32 durable, RT_SELF) {
  entryFromGo(g);
  acquire(s, false, durable & 1 ? Wait::DurableWaitGroup : Wait::SyncWaitGroup, g);
}
extern "C" RT_SWIFT void goSemacquireR(u32 *s, u32 lifo, iptr, RT_SELF) asm("sync.runtime_SemacquireRWMutexR");
RT_SWIFT void goSemacquireR(u32 *s, u32 lifo, iptr, RT_SELF) {
  entryFromGo(g);
  acquire(s, lifo & 1, Wait::SyncRWMutexRLock, g);
}
extern "C" RT_SWIFT void goSemacquireW(u32 *s, u32 lifo, iptr, RT_SELF) asm("sync.runtime_SemacquireRWMutex");
RT_SWIFT void goSemacquireW(u32 *s, u32 lifo, iptr, RT_SELF) {
  entryFromGo(g);
  acquire(s, lifo & 1, Wait::SyncRWMutexLock, g);
}
extern "C" RT_SWIFT void goSemacquireM(u32 *s, u32 lifo, iptr, RT_SELF) asm("internal/sync.runtime_SemacquireMutex");
RT_SWIFT void goSemacquireM(u32 *s, u32 lifo, iptr, RT_SELF) {
  entryFromGo(g);
  acquire(s, lifo & 1, Wait::SyncMutexLock, g);
}
extern "C" RT_SWIFT void goSemrelease(u32 *s, u32 handoff, iptr, RT_SELF) asm("sync.runtime_Semrelease");
RT_SWIFT void goSemrelease(u32 *s, u32 handoff, iptr, RT_SELF) {
  entryFromGo(g);
  release(s, handoff & 1, g);
}
extern "C" RT_SWIFT void goSemreleaseI(u32 *s, u32 handoff, iptr, RT_SELF) asm("internal/sync.runtime_Semrelease");
RT_SWIFT void goSemreleaseI(u32 *s, u32 handoff, iptr, RT_SELF) {
  entryFromGo(g);
  release(s, handoff & 1, g);
}
extern "C" RT_SWIFT void goPollSemrelease(u32 *s, RT_SELF) asm("internal/poll.runtime_Semrelease");
RT_SWIFT void goPollSemrelease(u32 *s, RT_SELF) {
  entryFromGo(g);
  release(s, false, g);
}

// ---- sync.Cond: waiters take numbers; notifications go by them, so that a later waiter does not get an earlier signal.

namespace {

struct NotifyList { // sync.notifyList
  u32 wait, notify;
  alignas(uptr) Mutex<LockRank::NotifyList> lock;
  Waiter *head, *tail;
};
static_assert(sizeof(NotifyList) == 2 * sizeof(u32) + 3 * sizeof(uptr));

bool before(u32 a, u32 b) { return i32(a - b) < 0; }

void checkBubble(G *woken, G *by) {
  if (RT_UNLIKELY(woken->bubble != nullptr) && woken->bubble != by->bubble)
    fatalError("semaphore wake of synctest goroutine from outside bubble");
}

} // namespace

extern "C" RT_SWIFT u32 goNotifyAdd(NotifyList *l, RT_SELF_UNUSED) asm("sync.runtime_notifyListAdd");
RT_SWIFT u32 goNotifyAdd(NotifyList *l, RT_SELF_UNUSED) { return addSeq(&l->wait, 1u) - 1; }

extern "C" RT_SWIFT void goNotifyWait(NotifyList *l, u32 t, RT_SELF) asm("sync.runtime_notifyListWait");
RT_SWIFT void goNotifyWait(NotifyList *l, u32 t, RT_SELF) {
  entryFromGo(g);
  l->lock.lock();
  if (before(t, l->notify)) {
    l->lock.unlock();
    return;
  }
  Waiter w{.g = g, .ticket = t};
  (l->tail ? l->tail->next : l->head) = &w;
  l->tail = &w;
  parkUnlock(g, &l->lock, Wait::SyncCond);
}

extern "C" RT_SWIFT void goNotifyAll(NotifyList *l, RT_SELF) asm("sync.runtime_notifyListNotifyAll");
RT_SWIFT void goNotifyAll(NotifyList *l, RT_SELF) {
  entryFromGo(g);
  if (loadSeq(&l->wait) == loadSeq(&l->notify))
    return;
  l->lock.lock();
  Waiter *w = l->head;
  l->head = l->tail = nullptr;
  storeSeq(&l->notify, loadSeq(&l->wait));
  l->lock.unlock();
  while (w) {
    Waiter *next = w->next;
    G *wake = w->g;
    checkBubble(wake, g);
    onSystemStack([&] { ready(wake); });
    w = next;
  }
}

extern "C" RT_SWIFT void goNotifyOne(NotifyList *l, RT_SELF) asm("sync.runtime_notifyListNotifyOne");
RT_SWIFT void goNotifyOne(NotifyList *l, RT_SELF) {
  entryFromGo(g);
  if (loadSeq(&l->wait) == loadSeq(&l->notify))
    return;
  l->lock.lock();
  u32 t = l->notify;
  if (t == loadSeq(&l->wait)) {
    l->lock.unlock();
    return;
  }
  storeSeq(&l->notify, t + 1);
  Waiter *prev = nullptr;
  for (Waiter *w = l->head; w; prev = w, w = w->next) {
    if (w->ticket != t)
      continue;
    (prev ? prev->next : l->head) = w->next;
    if (l->tail == w)
      l->tail = prev;
    l->lock.unlock();
    G *wake = w->g;
    checkBubble(wake, g);
    onSystemStack([&] { ready(wake); });
    return;
  }
  l->lock.unlock();
}

extern "C" RT_SWIFT void goNotifyCheck(uptr size, RT_SELF_UNUSED) asm("sync.runtime_notifyListCheck");
RT_SWIFT void goNotifyCheck(uptr size, RT_SELF_UNUSED) { RT_CHECK(size == sizeof(NotifyList), "bad notifyList size"); }

} // namespace golem::runtime
