// The parser over Go's own sources and test data. Needs GOROOT in the environment, else these tests are skipped.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "base/stack.h"
#include "base/unicode.h"
#include "syntax/testing.h"

namespace golem::syntax {
namespace {

namespace fs = std::filesystem;

// What a file says about the errors in it, by line.
struct Expected {
  std::string pattern;
  bool isRegex;
};
using ExpectedErrors = std::multimap<uint32_t, Expected>;

struct Found {
  uint32_t line;
  std::string text;
};

std::string goroot() {
  const char* root = std::getenv("GOROOT");
  return root == nullptr ? "" : root;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

std::vector<fs::path> goFiles(const fs::path& dir) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(dir))
    if (entry.is_regular_file() && entry.path().extension() == ".go")
      files.push_back(entry.path());
  return files;
}

std::vector<Found> parse(std::string text, bool checkBranches = true, bool filtered = false) {
  base::Arena arena;
  base::Interner names;
  source::Manager sources;
  diag::Options keepAll;
  keepAll.keepAll = !filtered;
  keepAll.unlimited = true;
  diag::Reporter reporter(sources, keepAll);
  source::File* file = sources.add("x.go", std::move(text));
  ParseContext ctx{arena, names, sources, reporter};
  ParseOptions options;
  options.directives = false;
  options.checkBranches = checkBranches;
  parseFile(ctx, *file, options);
  std::vector<Found> found;
  for (const diag::Message& m : reporter.pending())
    found.push_back({sources.absolute(m.pos).line, m.text});
  return found;
}

// ERROR and ERRORx comments; a comment alone on its line speaks of the line before. quoted: patterns are Go strings
// (ERROR: a substring), else they are regular expressions up to the end of the comment.
ExpectedErrors expectedErrors(const std::string& text, bool quoted) {
  ExpectedErrors out;
  std::istringstream in(text);
  std::string line;
  uint32_t lastCode = 0;
  for (uint32_t n = 1; std::getline(in, line); ++n) {
    std::string_view before = base::trimSpace(std::string_view(line).substr(0, line.find("/")));
    if (!before.empty() || line.find("*/") != std::string::npos)
      lastCode = n;
    for (size_t at = 0; (at = line.find(" ERROR", at)) != std::string::npos;) {
      bool regex = line.compare(at + 6, 1, "x") == 0;
      std::string_view rest = base::trimSpace(std::string_view(line).substr(at + (regex ? 7 : 6)));
      size_t end = rest.find(" */");
      ++at;
      if (!quoted) {
        out.insert({before.empty() && end == std::string_view::npos ? lastCode : n,
                    {std::string(base::trimSpace(rest.substr(0, end))), true}});
        continue;
      }
      if (rest.empty() || (rest[0] != '"' && rest[0] != '`'))
        continue;
      size_t close = 1;
      while (close < rest.size() && rest[close] != rest[0])
        close += rest[close] == '\\' && rest[0] == '"' ? 2 : 1;
      std::string pattern;
      if (base::unquote(rest.substr(0, close + 1), &pattern))
        out.insert({lastCode, {pattern, regex}});
    }
  }
  return out;
}

// Go takes a brace that starts no repetition for itself, ECMAScript's grammar does not.
std::regex goRegex(const std::string& pattern) {
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    bool escaped = i > 0 && pattern[i - 1] == '\\';
    if (pattern[i] == '{' && !escaped && !(i + 1 < pattern.size() && std::isdigit(pattern[i + 1])))
      out += '\\';
    out += pattern[i];
  }
  return std::regex(out);
}

bool matches(const std::string& text, const Expected& e) {
  if (!e.isRegex)
    return text.find(e.pattern) != std::string::npos;
  return std::regex_search(text, goRegex(e.pattern));
}

void expectDeclared(const fs::path& path, const std::vector<Found>& found, const ExpectedErrors& expected) {
  for (const Found& f : found) {
    auto [first, last] = expected.equal_range(f.line);
    EXPECT_TRUE(std::any_of(first, last, [&](const auto& e) { return matches(f.text, e.second); }))
        << path << ":" << f.line << ": " << f.text;
  }
}

class Conformance : public testing::Test {
protected:
  void SetUp() override {
    if (goroot().empty())
      GTEST_SKIP() << "GOROOT is not set";
  }
};

TEST_F(Conformance, StandardLibraryParses) {
  size_t count = 0;
  for (const fs::path& path : goFiles(goroot() + "/src")) {
    if (path.string().find("/testdata/") != std::string::npos)
      continue;
    ++count;
    for (const Found& f : parse(read(path)))
      ADD_FAILURE() << path << ":" << f.line << ": " << f.text;
  }
  EXPECT_GT(count, 5000u);
}

TEST_F(Conformance, SyntaxTestdata) {
  for (const fs::path& path : goFiles(goroot() + "/src/cmd/compile/internal/syntax/testdata")) {
    if (path.filename() == "sample.go")
      continue;  // shows the comments' forms
    std::string text = read(path);
    std::vector<Found> found = parse(text);
    ExpectedErrors expected = expectedErrors(text, false);
    for (auto& [line, e] : expected)
      EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const Found& f) { return matches(f.text, e); }))
          << path << ":" << line << ": missing " << e.pattern;
    EXPECT_EQ(found.empty(), expected.empty()) << path;
  }
}

TEST_F(Conformance, TypeCheckerTestdata) {
  size_t errors = 0;
  for (const fs::path& path : goFiles(goroot() + "/src/internal/types/testdata")) {
    std::string text = read(path);
    std::vector<Found> found = parse(text, false);
    if (text.find("ERROR") == std::string::npos)
      continue;
    errors += found.size();
    expectDeclared(path, found, expectedErrors(text, true));
  }
  EXPECT_GT(errors, 50u);
}

// LINE, LINE+n and LINE-n of a pattern stand for line numbers of the file.
std::string withLines(const std::string& pattern, uint32_t line) {
  static const std::regex placeholder("LINE(([+-])([0-9]+))?");
  std::smatch m;
  if (!std::regex_search(pattern, m, placeholder))
    return pattern;
  int n = int(line);
  if (m[3].matched)
    n += (m[2] == "+" ? 1 : -1) * std::atoi(m[3].str().c_str());
  return m.prefix().str() + "x.go:" + std::to_string(n) + withLines(m.suffix().str(), line);
}

TEST_F(Conformance, ErrorcheckTests) {
  fs::path dir = goroot() + "/test";
  if (!fs::exists(dir))
    GTEST_SKIP() << "no test directory";
  static const std::regex patterns("// (GC_)?ERROR(AUTO)? (.*)");
  static const std::regex quoted("\"([^\"]*)\"");
  size_t errors = 0;
  for (const fs::path& path : goFiles(dir)) {
    std::string text = read(path);
    if (!text.starts_with("// errorcheck\n") || text.find("//line") != std::string::npos ||
        text.find("/*line") != std::string::npos)
      continue;
    std::vector<Found> found = parse(text, true, true);
    std::istringstream in(text);
    std::vector<std::string> lines(1);
    for (std::string line; std::getline(in, line);)
      lines.push_back(line);
    for (const Found& f : found) {
      ++errors;
      bool ok = false;
      std::smatch m;
      std::string line = lines[std::min<size_t>(f.line, lines.size() - 1)];
      if (std::regex_search(line, m, patterns)) {
        std::string all = m[3];
        for (std::sregex_iterator it(all.begin(), all.end(), quoted), end; it != end; ++it)
          ok = ok || std::regex_search(f.text, goRegex(withLines((*it)[1], f.line)));
      }
      EXPECT_TRUE(ok) << path << ":" << f.line << ": " << f.text;
    }
  }
  EXPECT_GT(errors, 100u);
}

}  // namespace
}  // namespace golem::syntax
