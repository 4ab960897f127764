// See lld.h.
//
// LLD reads files. All objects are gathered in one archive in anonymous memory (memfd), which costs a copy but no file name on
// any disk, nothing to clean up, and one mapping. Output that is no regular file (/dev/full, a pipe) goes through a
// temporary file, because LLD's own way to such files dies on write errors.
#include "link/lld.h"

#include "archive/ar.h"
#include "archive/file.h"
#include "link/generated.h"
#include "link/inputs.h"
#include "link/options.h"

#include "lld/Common/Driver.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

LLD_HAS_DRIVER(elf)

namespace golem::link {

namespace {

/// A file in memory that has a path as long as this process lives.
class MemoryFile {
public:
  explicit MemoryFile(const char *name) : fd(memfd_create(name, MFD_CLOEXEC)) {
    if (fd < 0)
      fail(std::string("cannot make a temporary file: ") + std::strerror(errno));
  }
  void write(std::string_view data) {
    while (!data.empty()) {
      ssize_t n = ::write(fd, data.data(), data.size());
      if (n <= 0 && errno != EINTR)
        fail(std::string("cannot write a temporary file: ") + std::strerror(errno));
      if (n > 0)
        data.remove_prefix(size_t(n));
    }
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd); }

private:
  int fd;
};

void writeMember(MemoryFile &file, std::string_view name, std::string_view data, std::string &longNames) {
  // GNU long names: "/offset" into the member "//", which must come first; so the caller collects names beforehand.
  std::string header, offset = "/" + std::to_string(longNames.find("\n" + std::string(name) + "/\n") + 1);
  archive::appendMember(header, offset, "");
  std::string size = std::to_string(data.size());
  header.replace(48, 10, size + std::string(10 - size.size(), ' '));
  file.write(header);
  file.write(data);
  if (data.size() & 1)
    file.write("\n");
}

/// Turns LLD's messages into the link tool's: no temporary paths, no program name.
std::string tidy(std::string text, const std::string &archivePath) {
  auto replaceAll = [&](const std::string &from, const std::string &to) {
    for (size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
      text.replace(at, from.size(), to);
  };
  replaceAll(" in archive " + archivePath, "");
  replaceAll(archivePath, "");
  replaceAll("ld.lld: error: undefined symbol: ", "link: undefined symbol: ");
  replaceAll("ld.lld: error: ", "link: ");
  replaceAll("ld.lld: ", "link: ");
  replaceAll("undefined symbol: main.main\n", "function main is undeclared in the main package\n");
  return text;
}

/// Prints LLD's messages as they come, line by line: on an object that is damaged it ends the process.
class Messages : public llvm::raw_ostream {
public:
  explicit Messages(std::string archivePath) : raw_ostream(/*unbuffered=*/true), archivePath(std::move(archivePath)) {}
  ~Messages() override { print(pending.size()); }

private:
  void write_impl(const char *text, size_t size) override {
    pending.append(text, size);
    written += size;
    if (size_t end = pending.rfind('\n'); end != pending.npos)
      print(end + 1);
  }
  uint64_t current_pos() const override { return written; }
  void print(size_t size) {
    llvm::errs() << tidy(pending.substr(0, size), archivePath);
    pending.erase(0, size);
  }

  std::string archivePath, pending;
  uint64_t written = 0;
};

/// LLD trusts relocations: damaged ones make it fault, on any thread. (Its own handler, which removes the output, runs first.)
void faulted(int) {
  constexpr std::string_view text = "link: fault while linking: is an object file damaged?\n";
  _exit(::write(STDERR_FILENO, text.data(), text.size()) == ssize_t(text.size()) ? 1 : 2);
}

// Variables without pointers, in sections of their own: the collector leaves out what lies between the symbols (runtime/gc/roots.cpp).
// So it does with the text of the build's settings, whose words look like addresses where a word has 4 bytes.
constexpr std::string_view layout = R"(
SECTIONS { .go.buildinfo : { golem_buildinfo = .; KEEP(*(.go.buildinfo)) golem_buildinfo_end = .; } } INSERT BEFORE .data;
SECTIONS { .noptrdata : { golem_noptrdata = .; *(.data.noptr.*) golem_noptrdata_end = .; } } INSERT BEFORE .data;
SECTIONS { .noptrbss : { golem_noptrbss = .; *(.bss.noptr.*) golem_noptrbss_end = .; } } INSERT AFTER .bss;
)";

} // namespace

int runLld(const Options &options, const Program &program, std::string_view generated) {
  MemoryFile objects("golem-objects");
  std::string head, longNames = "\n";
  for (const Package &p : program.packages)
    for (const Object &o : p.objects)
      longNames += p.meta.path + ":" + o.name + "/\n";
  longNames += "(link)/\n";
  archive::startArchive(head);
  archive::appendMember(head, "//", longNames);
  objects.write(head);
  for (const Package &p : program.packages)
    for (const Object &o : p.objects)
      writeMember(objects, p.meta.path + ":" + o.name, o.data, longNames);
  writeMember(objects, "(link)", generated, longNames);

  struct stat st;
  bool special = stat(options.output.c_str(), &st) == 0 && !S_ISREG(st.st_mode);
  if (special && S_ISDIR(st.st_mode))
    fail("open " + options.output + ": is a directory");
  std::string output = options.output;
  if (special) {
    const char *folder = std::getenv("TMPDIR");
    output = std::string(folder && *folder ? folder : "/tmp") + "/golem-link-" + std::to_string(getpid());
  }

  MemoryFile script("golem-layout");
  script.write(layout);
  std::vector<std::string> words = {"ld.lld", "-static", "--gc-sections", "-z", "start-stop-gc", "-z", "noexecstack",
                                    "--no-dynamic-linker", "--hash-style=gnu", "--error-limit=0", "--no-demangle",
                                    "--fatal-warnings", "-T", script.path(), "-e", options.entry, "-o", output,
                                    "-z", "max-page-size=" + std::to_string(options.target->maxPageSize)};
  // LLD does not look at addends in the bytes when it compares: it takes different strings for the same there.
  if (options.target->elfAddendsInTable)
    words.push_back("--icf=safe");
  if (std::string id = gnuBuildId(options); !id.empty())
    words.push_back("--build-id=" + id);
  if (options.stripAll)
    words.push_back("--strip-all");
  else if (options.stripDebug)
    words.push_back("--strip-debug");
  if (!options.printMap.empty())
    words.push_back("-Map=" + options.printMap);
  words.insert(words.end(), {"--whole-archive", objects.path()});
  std::vector<const char *> argv;
  for (const std::string &word : words)
    argv.push_back(word.c_str());

  std::signal(SIGSEGV, faulted);
  std::signal(SIGBUS, faulted);
  std::string out;
  llvm::raw_string_ostream outStream(out);
  Messages errStream(objects.path());
  lld::Result result = lld::lldMain(argv, outStream, errStream, {{lld::Gnu, &lld::elf::link}});
  llvm::outs() << out;
  llvm::outs().flush();
  if (special) {
    std::string_view image;
    std::string error;
    bool ok = result.retCode == 0 && archive::mapFile(output, image, error) &&
              archive::writeWhole(options.output, image, 0755, error);
    unlink(output.c_str());
    if (!ok && result.retCode == 0)
      fail(error);
  }
  return result.retCode;
}

} // namespace golem::link
