// Threads with a chosen stack size, by POSIX threads.
#include "base/stack.h"

#include <pthread.h>

namespace golem::base {

namespace {

struct Call {
  void (*fn)(void*);
  void* data;
};

void* start(void* arg) {
  auto* call = static_cast<Call*>(arg);
  call->fn(call->data);
  return nullptr;
}

}  // namespace

void runWithStack(size_t bytes, void (*fn)(void*), void* data) {
  Call call{fn, data};
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_t thread;
  bool made = pthread_attr_setstacksize(&attr, bytes) == 0 && pthread_create(&thread, &attr, start, &call) == 0;
  pthread_attr_destroy(&attr);
  if (!made)
    return fn(data);
  pthread_join(thread, nullptr);
}

}  // namespace golem::base
