// Writing to standard error without allocation: a line buffer on the stack, written when it is full or goes out of scope.
#pragma once
#include "runtime/os/os.h"

namespace golem::runtime {

// Where the report of a crash goes besides descriptor 2 (a descriptor + 1), and whether one is being written.
inline uptr crashFd;
inline bool crashing;

inline void writeError(const void *p, uptr n) {
  os::write(2, p, n);
  if (RT_UNLIKELY(crashing) && crashFd)
    os::write(int(crashFd - 1), p, n);
}

// Where output goes: descriptor 2, or a buffer (stack traces into memory).
struct OutTarget {
  char *buffer;
  uptr size, used;
};

class Out {
public:
  explicit Out(OutTarget *to = nullptr) : to(to) {}
  ~Out() { flush(); }
  Out(const Out &) = delete;
  Out &text(const char *s) { return text(s, strlen(s)); }
  Out &text(const char *s, uptr length) {
    for (uptr i = 0; i < length; i++)
      put(s[i]);
    return *this;
  }
  Out &num(u64 v) {
    char b[24];
    int i = 24;
    do
      b[--i] = char('0' + v % 10);
    while (v /= 10);
    return text(b + i, uptr(24 - i));
  }
  Out &snum(i64 v) {
    if (v < 0)
      put('-');
    return num(v < 0 ? -u64(v) : u64(v));
  }
  Out &hex(u64 v) {
    char b[24];
    int i = 24;
    do
      b[--i] = "0123456789abcdef"[v & 15];
    while (v >>= 4);
    b[--i] = 'x';
    b[--i] = '0';
    return text(b + i, uptr(24 - i));
  }
  Out &put(char c) {
    if (n == sizeof buf)
      flush();
    buf[n++] = c;
    return *this;
  }
  void flush() {
    if (to) {
      uptr room = to->size - to->used, k = minOf(room, n);
      memcpy(to->buffer + to->used, buf, k);
      to->used += k;
    } else if (n) {
      writeError(buf, n);
    }
    n = 0;
  }

private:
  OutTarget *to;
  uptr n = 0;
  char buf[256];
};

} // namespace golem::runtime
