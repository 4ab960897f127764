// See file.h.
#include "archive/file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace golem::archive {

static bool complain(std::string &error, const char *operation, const std::string &path) {
  const char *why = std::strerror(errno);
  error = std::string(operation) + " " + path + ": " + why;
  size_t at = error.size() - std::strlen(why); // Go prints the reason in lower case
  if (error[at] >= 'A' && error[at] <= 'Z')
    error[at] += 'a' - 'A';
  return false;
}

/// What cannot be mapped (pipes, /dev/stdin) is read into memory that stays.
static bool readStream(int fd, std::string_view &contents) {
  auto *all = new std::string;
  char buffer[1 << 16];
  ssize_t n;
  while ((n = read(fd, buffer, sizeof buffer)) > 0)
    all->append(buffer, size_t(n));
  contents = *all;
  return n == 0;
}

bool mapFile(const std::string &path, std::string_view &contents, std::string &error) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return complain(error, "open", path);
  struct stat st;
  bool ok = fstat(fd, &st) == 0;
  if (ok && S_ISDIR(st.st_mode)) {
    errno = EISDIR;
    ok = false;
  } else if (ok && S_ISREG(st.st_mode)) {
    if (st.st_size == 0) {
      contents = {};
    } else {
      void *p = mmap(nullptr, size_t(st.st_size), PROT_READ, MAP_PRIVATE, fd, 0);
      ok = p != MAP_FAILED;
      contents = {static_cast<const char *>(p), ok ? size_t(st.st_size) : 0};
    }
  } else if (ok) {
    ok = readStream(fd, contents);
  }
  if (!ok)
    complain(error, "read", path);
  close(fd);
  return ok;
}

static bool writeAll(int fd, std::string_view data) {
  while (!data.empty()) {
    ssize_t n = write(fd, data.data(), data.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    data.remove_prefix(size_t(n));
  }
  return true;
}

bool writeWhole(const std::string &path, std::string_view contents, unsigned mode, std::string &error) {
  struct stat st;
  bool there = stat(path.c_str(), &st) == 0;
  if (there && S_ISDIR(st.st_mode)) {
    errno = EISDIR;
    return complain(error, "open", path);
  }
  if (there && !S_ISREG(st.st_mode)) {
    int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0)
      return complain(error, "open", path);
    bool ok = writeAll(fd, contents) || complain(error, "write", path);
    close(fd);
    return ok;
  }
  std::string part = path + ".golem" + std::to_string(getpid());
  int fd = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0)
    return complain(error, "open", path);
  bool ok = writeAll(fd, contents);
  ok &= close(fd) == 0;
  if (!ok)
    complain(error, "write", path);
  else if (!(ok = rename(part.c_str(), path.c_str()) == 0))
    complain(error, "rename", path);
  if (!ok)
    unlink(part.c_str());
  return ok;
}

} // namespace golem::archive
