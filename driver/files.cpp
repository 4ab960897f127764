// See files.h.
#include "driver/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace golem::driver {

namespace fs = std::filesystem;

void fail(const std::string &message) {
  std::fprintf(stderr, "golem: %s\n", message.c_str());
  std::exit(1);
}

static void failErrno(const char *what, const std::string &path) {
  fail(std::string("cannot ") + what + " " + path + ": " + std::strerror(errno));
}

bool exists(const std::string &path) {
  struct stat st;
  return stat(path.c_str(), &st) == 0;
}

bool isDirectory(const std::string &path) {
  struct stat st;
  return stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

bool readFile(const std::string &path, std::string &contents) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  struct stat st;
  contents.clear();
  if (fstat(fd, &st) == 0 && st.st_size > 0)
    contents.reserve(size_t(st.st_size));
  char buffer[1 << 16];
  ssize_t n;
  while ((n = read(fd, buffer, sizeof buffer)) > 0)
    contents.append(buffer, size_t(n));
  close(fd);
  return n == 0;
}

std::string mustRead(const std::string &path) {
  std::string contents;
  if (!readFile(path, contents))
    failErrno("read", path);
  return contents;
}

static void writeAll(int fd, std::string_view data, const std::string &path) {
  while (!data.empty()) {
    ssize_t n = write(fd, data.data(), data.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0) {
      unlink((path + ".part").c_str());
      failErrno("write", path);
    }
    data.remove_prefix(size_t(n));
  }
}

void writeFile(const std::string &path, std::string_view contents, unsigned mode) {
  makeDirectories(path.substr(0, path.rfind('/')));
  std::string part = path + ".part";
  unlink(part.c_str());
  int fd = open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0)
    failErrno("write", path);
  writeAll(fd, contents, path);
  if (close(fd) != 0 || rename(part.c_str(), path.c_str()) != 0)
    failErrno("write", path);
}

bool updateFile(const std::string &path, std::string_view contents, unsigned mode) {
  std::string old;
  if (readFile(path, old) && old == contents)
    return false;
  writeFile(path, contents, mode);
  return true;
}

void copyFile(const std::string &from, const std::string &to) {
  int in = open(from.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat st;
  if (in < 0 || fstat(in, &st) != 0)
    failErrno("read", from);
  std::string part = to + ".part";
  unlink(part.c_str());
  // The copy is the user's own whatever the SDK's modes are; only "executable" is kept.
  int out = open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (st.st_mode & 0100) ? 0755 : 0644);
  if (out < 0)
    failErrno("write", to);
  off_t left = st.st_size;
  while (left > 0) {
    ssize_t n = copy_file_range(in, nullptr, out, nullptr, size_t(left), 0);
    if (n <= 0)
      break;
    left -= n;
  }
  if (left > 0) { // not every file system can; go on with what is left
    char buffer[1 << 16];
    ssize_t n;
    while ((n = read(in, buffer, sizeof buffer)) > 0)
      writeAll(out, {buffer, size_t(n)}, to);
  }
  close(in);
  if (close(out) != 0 || rename(part.c_str(), to.c_str()) != 0)
    failErrno("write", to);
}

void removeFile(const std::string &path) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT)
    failErrno("remove", path);
}

void removeTree(const std::string &path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error)
    fail("cannot remove " + path + ": " + error.message());
}

void makeDirectories(const std::string &path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    fail("cannot make the folder " + path + ": " + error.message());
}

std::vector<std::string> listTree(const std::string &root) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(root, error), end; !error && it != end; it.increment(error))
    if (it->is_regular_file(error))
      files.push_back(it->path().string().substr(root.size() + 1));
  if (error)
    fail("cannot list " + root + ": " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> listFiles(const std::string &directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error))
    if (it->is_regular_file(error))
      files.push_back(it->path().filename().string());
  std::sort(files.begin(), files.end());
  return files;
}

std::string signature(const std::string &path) {
  struct stat st;
  if (stat(path.c_str(), &st) != 0)
    return path + " -";
  char text[96];
  std::snprintf(text, sizeof text, " %lld %lld.%09ld", (long long)st.st_size, (long long)st.st_mtim.tv_sec,
                st.st_mtim.tv_nsec);
  return path + text;
}

std::string firstLineOf(const std::vector<std::string> &command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return {};
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 1);
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 2);
    std::vector<char *> argv;
    for (const std::string &word : command)
      argv.push_back(const_cast<char *>(word.c_str()));
    argv.push_back(nullptr);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  close(ends[1]);
  std::string out;
  char buffer[4096];
  ssize_t n;
  while ((n = read(ends[0], buffer, sizeof buffer)) > 0)
    out.append(buffer, size_t(n));
  close(ends[0]);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
    return {};
  return out.substr(0, out.find('\n'));
}

} // namespace golem::driver
