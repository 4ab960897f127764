// Checks the types of one file without imports (but for unsafe), as far as the compile tool does before it makes code: no
// crash, and a package that is wrong has a message. Half of the changes are made to tokens and declarations rather than to
// bytes, so that many inputs parse.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string_view>
#include <sys/resource.h>
#include <vector>

#include "compile/checks.h"
#include "syntax/directives.h"
#include "syntax/parser.h"
#include "types/checker.h"
#include "types/dump.h"

using namespace golem;

namespace {

using Parts = std::vector<std::string_view>;

bool isWord(char c) { return std::isalnum(uint8_t(c)) || c == '_' || uint8_t(c) >= 0x80; }

// Words, strings and single characters; white space goes with what stands before it.
Parts tokensOf(std::string_view text) {
  Parts out;
  for (size_t i = 0; i < text.size();) {
    size_t start = i++;
    char c = text[start];
    if (isWord(c)) {
      while (i < text.size() && isWord(text[i])) i++;
    } else if (c == '"' || c == '`') {
      while (i < text.size() && text[i] != c && (c == '`' || text[i] != '\n')) i++;
      i = std::min(i + 1, text.size());
    }
    while (i < text.size() && std::isspace(uint8_t(text[i]))) i++;
    out.push_back(text.substr(start, i - start));
  }
  return out;
}

// Top-level declarations: a line that begins with a word begins one.
Parts declarationsOf(std::string_view text) {
  Parts out;
  size_t start = 0;
  for (size_t i = 1; i < text.size(); i++) {
    if (text[i - 1] != '\n' || !isWord(text[i])) continue;
    out.push_back(text.substr(start, i - start));
    start = i;
  }
  out.push_back(text.substr(start));
  return out;
}

size_t join(const Parts& parts, uint8_t* out, size_t max) {
  std::string all;
  for (std::string_view p : parts) {
    if (!all.empty() && !p.empty() && isWord(all.back()) && isWord(p[0])) all += ' ';
    all += p;
  }
  size_t size = std::min(all.size(), max);
  std::memcpy(out, all.data(), size);
  return size;
}

void change(Parts& parts, std::minstd_rand& rnd) {
  static const std::string_view spice[] = {"int ", "string ", "any ", "nil ", "float64 ", "*", "[]", "[...]", "[2]", "map[int]", "chan ", "func()", "~", "| ",
                                           "interface{}", "struct{}", "&", "<-", "...", ":= ", "= ", "iota ", "1<<70 ", "0.5 ", "2i ", "'a' ", "comparable "};
  size_t i = rnd() % parts.size(), j = rnd() % parts.size();
  size_t length = std::min<size_t>(1 + rnd() % 8, parts.size() - j);
  switch (rnd() % 6) {
  case 0: parts.erase(parts.begin() + ptrdiff_t(i)); break;
  case 1: std::swap(parts[i], parts[j]); break;
  case 2: parts[i] = parts[j]; break;
  case 3: parts[i] = spice[rnd() % std::size(spice)]; break;
  case 4: parts.insert(parts.begin() + ptrdiff_t(i), spice[rnd() % std::size(spice)]); break;
  case 5: {
    Parts piece(parts.begin() + ptrdiff_t(j), parts.begin() + ptrdiff_t(j + length));
    parts.insert(parts.begin() + ptrdiff_t(i), piece.begin(), piece.end());
  }
  }
}

}  // namespace

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max);

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max, unsigned seed) {
  std::minstd_rand rnd(seed);
  if (size == 0 || rnd() % 4 == 0) return LLVMFuzzerMutate(data, size, max);
  std::string text(reinterpret_cast<char*>(data), size);
  Parts parts = rnd() % 12 == 0 ? declarationsOf(text) : tokensOf(text);
  for (unsigned n = 1 + rnd() % 3; n != 0 && !parts.empty(); n--) change(parts, rnd);
  return join(parts, data, max);
}

// Declarations of both, in order, and none of them twice.
extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* a, size_t sizeA, const uint8_t* b, size_t sizeB, uint8_t* out, size_t max, unsigned seed) {
  std::minstd_rand rnd(seed);
  Parts parts;
  for (std::string_view p : declarationsOf({reinterpret_cast<const char*>(a), sizeA}))
    if (parts.empty() || rnd() % 2) parts.push_back(p);
  for (std::string_view p : declarationsOf({reinterpret_cast<const char*>(b), sizeB}))
    if (!p.starts_with("package") && rnd() % 2) parts.push_back(p);
  return join(parts, out, max);
}

// The checker leaves its memory to the end of the process.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  rlimit stack;
  getrlimit(RLIMIT_STACK, &stack);
  stack.rlim_cur = std::min<rlim_t>(stack.rlim_max, 100 << 20);  // sanitized frames are large
  return setrlimit(RLIMIT_STACK, &stack);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  base::Arena arena;
  base::Interner names;
  source::Manager sources;
  diag::Reporter reporter(sources, {.unlimited = true});
  syntax::ParseContext context{arena, names, sources, reporter};
  syntax::ParseOptions options;
  options.maxDepth = 300;
  options.maxChain = 1000;
  options.pkgPath = "p";
  syntax::File* file = syntax::parseFile(context, *sources.add("x.go", std::string(reinterpret_cast<const char*>(data), size)), options);
  if (file == nullptr || reporter.syntaxErrorCount() != 0) return 0;
  types::Config config;
  config.context = types::newContext();
  config.goVersion = "go1.26";
  config.ignoreBranchErrors = true;
  config.sizes = types::sizesFor("amd64");
  config.posString = [&](source::Pos pos) { return sources.describe(pos); };
  config.dirOf = [](source::Pos) { return std::string(); };
  config.error = [&](const types::Error& e) { reporter.error(e.pos, e.msg, int(e.code)); };
  config.importer = [](std::string_view path, std::string_view, std::string* error) -> types::Package* {
    if (path == "unsafe") return types::universe().unsafe;
    *error = "no such package";
    return nullptr;
  };
  auto* package = new types::Package("p", "");
  auto* info = new types::Info;
  syntax::File* files[] = {file};
  bool ok = types::checkFiles(config, package, files, info).ok;
  if (!ok && !reporter.hasErrors()) {
    std::fprintf(stderr, "refused without a message\n");
    std::abort();
  }
  if (!reporter.hasErrors()) {
    types::dump(package, *info, files, sources);
    compile::checkAnonymousCycles(files, reporter);
  }
  if (!reporter.hasErrors()) compile::checkNotInHeap(files, *info, reporter);
  if (!reporter.hasErrors()) compile::checkTypeSizes(files, package, config.sizes, reporter);
  reporter.take();
  return 0;
}
