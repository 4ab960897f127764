// malloc for a process that lives a few seconds and never gives memory back.
//
// LLVM allocates and frees many small objects; the C library's malloc takes a tenth of the whole compilation for that. Here a
// thread has a free list for each size class, blocks have no headers and are never merged: freeing is a push, allocating a pop.
// Memory comes in chunks of 4 MB, aligned to their size, so that a block's chunk is found by masking. A chunk is cut into pages of
// 32 KB; a page holds blocks of one class, or is the beginning of a large block of whole pages. The first page holds the table
// that says which. A block that another thread frees goes to that thread's list: nothing is shared between threads.
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <sys/mman.h>

namespace {

constexpr size_t chunkSize = size_t(4) << 20, pageSize = size_t(32) << 10, pages = chunkSize / pageSize;
constexpr size_t smallLimit = pageSize / 4; // larger blocks are whole pages
constexpr unsigned classes = 64;

struct Chunk {
  uint8_t sizeClass[pages]; // of the blocks in each page; 0: a large block
  uint32_t length[pages];   // of the large block that begins here, in pages; more than a chunk has: a mapping of its own
};

struct Free {
  Free *next;
};

struct Heap {
  Free *lists[classes]; // blocks that were freed
  char *fresh[classes]; // where the class's current page goes on
  char *limit[classes]; // and where it ends
  Free *large[pages];   // large blocks that were freed, by length
  Chunk *chunk;         // the newest chunk
  size_t usedPages;     // of it
};

thread_local constinit Heap heap{};

// Classes are 16 bytes apart up to 128 bytes, then there are four to each doubling. Class 0 is no class.
unsigned classOf(size_t size) {
  if (size <= 128)
    return size == 0 ? 1 : unsigned((size + 15) / 16);
  unsigned log = unsigned(std::bit_width(size - 1)) - 1; // size is in (2^log, 2^(log+1)]
  return 9 + (log - 7) * 4 + unsigned((size - 1 - (size_t(1) << log)) >> (log - 2));
}

size_t sizeOf(unsigned sizeClass) {
  if (sizeClass <= 8)
    return size_t(sizeClass) * 16;
  unsigned log = 7 + (sizeClass - 9) / 4;
  return (size_t(1) << log) + (size_t((sizeClass - 9) % 4 + 1) << (log - 2));
}

Chunk *chunkOf(void *p) { return reinterpret_cast<Chunk *>(uintptr_t(p) & ~(chunkSize - 1)); }

size_t pageOf(void *p) { return (uintptr_t(p) & (chunkSize - 1)) / pageSize; }

// Memory at a multiple of chunkSize, zeroed.
Chunk *map(size_t size) {
  size = (size + pageSize - 1) & ~(pageSize - 1);
  void *p = mmap(nullptr, size + chunkSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED)
    return nullptr;
  uintptr_t at = uintptr_t(p), begin = (at + chunkSize - 1) & ~(chunkSize - 1), end = at + size + chunkSize;
  if (begin != at)
    munmap(p, begin - at);
  if (begin + size != end)
    munmap(reinterpret_cast<void *>(begin + size), end - begin - size);
  return reinterpret_cast<Chunk *>(begin);
}

char *takePages(size_t n) {
  if (!heap.chunk || heap.usedPages + n > pages) {
    Chunk *chunk = map(chunkSize);
    if (!chunk)
      return nullptr;
    heap.chunk = chunk;
    heap.usedPages = 1;
  }
  char *p = reinterpret_cast<char *>(heap.chunk) + heap.usedPages * pageSize;
  heap.usedPages += n;
  return p;
}

void *outOfMemory() {
  errno = ENOMEM;
  return nullptr;
}

void *allocateLarge(size_t size) {
  if (size > PTRDIFF_MAX - chunkSize)
    return outOfMemory();
  size_t n = (size + pageSize - 1) / pageSize;
  if (n >= pages) {
    Chunk *chunk = map(size + pageSize);
    if (!chunk)
      return outOfMemory();
    chunk->length[1] = uint32_t(n);
    return reinterpret_cast<char *>(chunk) + pageSize;
  }
  if (Free *block = heap.large[n]) {
    heap.large[n] = block->next;
    return block;
  }
  char *p = takePages(n);
  if (!p)
    return outOfMemory();
  chunkOf(p)->length[pageOf(p)] = uint32_t(n);
  return p;
}

void *refill(unsigned sizeClass) {
  char *page = takePages(1);
  if (!page)
    return outOfMemory();
  chunkOf(page)->sizeClass[pageOf(page)] = uint8_t(sizeClass);
  size_t size = sizeOf(sizeClass);
  heap.fresh[sizeClass] = page + size;
  heap.limit[sizeClass] = page + pageSize - size;
  return page;
}

void *allocate(size_t size) {
  if (size > smallLimit) [[unlikely]]
    return allocateLarge(size);
  unsigned sizeClass = classOf(size);
  if (Free *block = heap.lists[sizeClass]) {
    heap.lists[sizeClass] = block->next;
    return block;
  }
  char *fresh = heap.fresh[sizeClass];
  if (!fresh || fresh > heap.limit[sizeClass]) [[unlikely]]
    return refill(sizeClass);
  heap.fresh[sizeClass] = fresh + sizeOf(sizeClass);
  return fresh;
}

// Blocks of a power of two begin at multiples of their size, large ones at multiples of a page.
void *allocateAligned(size_t alignment, size_t size) {
  if (alignment <= 16)
    return allocate(size);
  if (alignment > pageSize)
    return outOfMemory();
  return allocate(std::bit_ceil(size < alignment ? alignment : size));
}

size_t usable(void *p) {
  Chunk *chunk = chunkOf(p);
  size_t page = pageOf(p);
  return chunk->sizeClass[page] ? sizeOf(chunk->sizeClass[page]) : chunk->length[page] * pageSize;
}

} // namespace

extern "C" {

void *malloc(size_t size) { return allocate(size); }

void free(void *p) {
  if (!p)
    return;
  Chunk *chunk = chunkOf(p);
  size_t page = pageOf(p);
  auto *block = static_cast<Free *>(p);
  Free **list = &heap.lists[chunk->sizeClass[page]];
  if (!chunk->sizeClass[page]) {
    if (chunk->length[page] >= pages) {
      munmap(chunk, (chunk->length[page] + 1) * pageSize);
      return;
    }
    list = &heap.large[chunk->length[page]];
  }
  block->next = *list;
  *list = block;
}

void *calloc(size_t n, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(n, size, &bytes))
    return outOfMemory();
  void *p = allocate(bytes);
  return p ? std::memset(p, 0, bytes) : nullptr;
}

void *realloc(void *p, size_t size) {
  if (!p)
    return allocate(size);
  size_t old = usable(p);
  if (size <= old && size >= old / 2)
    return p;
  void *to = allocate(size);
  if (!to)
    return nullptr;
  std::memcpy(to, p, size < old ? size : old);
  free(p);
  return to;
}

void *memalign(size_t alignment, size_t size) { return allocateAligned(alignment, size); }
void *aligned_alloc(size_t alignment, size_t size) { return allocateAligned(alignment, size); }
int posix_memalign(void **result, size_t alignment, size_t size) {
  void *p = allocateAligned(alignment, size);
  if (!p)
    return ENOMEM;
  *result = p;
  return 0;
}
size_t malloc_usable_size(void *p) { return p ? usable(p) : 0; }
}
