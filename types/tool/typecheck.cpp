// Type checks Go files from source, imports included, to test the checker apart from the compiler.
//
//   typecheck [-list=FILE] [-lang=V] [-p=PATH] file.go...     prints the errors as the compiler does
//   typecheck -list=FILE -all [-only=PATH]                    checks every listed package with its function
//   bodies typecheck -list=FILE -all -verify                         also looks for expressions without
//   recorded types typecheck -list=FILE -fuzz=N file.go...                   checks N damaged variants of
//   each file, for crashes typecheck -list=FILE -errors file.go|dir...               compares with the ERROR
//   comments of the files
//
// The list names the packages that may be imported, one a line: path|directory|files|import map (a=b;...), as
// made by
//   go list -deps -f '{{.ImportPath}}|{{.Dir}}|{{range .GoFiles}}{{.}} {{end}}|{{range $k,$v :=
//   .ImportMap}}{{$k}}={{$v}};{{end}}' std
#include <dirent.h>
#include <regex.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "base/stack.h"
#include "diag/diag.h"
#include "source/manager.h"
#include "syntax/parser.h"
#include "syntax/walk.h"
#include "types/api.h"
#include "types/operand.h"
#include "types/universe.h"

using namespace golem;

namespace {

struct Listed {
  std::string path, dir;
  std::vector<std::string> files;
  std::unordered_map<std::string, std::string> importMap;
  types::Package* pkg = nullptr;
  bool busy = false;
};

std::vector<std::string> fields(const std::string& s, char sep) {
  std::vector<std::string> out;
  size_t start = 0;
  for (;;) {
    size_t end = s.find(sep, start);
    if (end == std::string::npos) end = s.size();
    if (sep != ' ' || end > start) out.push_back(s.substr(start, end - start));
    if (end == s.size()) return out;
    start = end + 1;
  }
}

// Counts expressions that code generation would find without a type, by kind of node and of its parent.
struct Verifier {
  std::map<std::string, int> missing;
  std::map<std::string, source::Pos> where;

  static bool needsType(syntax::Node* n, syntax::Node* parent) {
    using K = syntax::NodeKind;
    if (!base::isa<syntax::Expr>(n)) return false;
    if (n->kind == K::KeyValueExpr || n->kind == K::ListExpr || n->kind == K::TypeSwitchGuard ||
        n->kind == K::DotsType)
      return false;
    if (n->kind != K::Name) return true;
    auto* name = base::cast<syntax::Name>(n);
    if (name->value == "_" || name->object == nullptr) return false;
    // Names that declare, select or label.
    if (name->object->pos() == name->pos) return false;
    if (parent != nullptr && (parent->kind == K::SelectorExpr || parent->kind == K::KeyValueExpr ||
                              parent->kind == K::BranchStmt || parent->kind == K::ImportDecl))
      return false;
    return !base::isa<types::PkgName>(name->object) && !base::isa<types::Label>(name->object);
  }

  void walk(syntax::Node* n, syntax::Node* parent) {
    if (needsType(n, parent)) {
      auto* e = base::cast<syntax::Expr>(n);
      std::string what;
      if (e->tv.type == nullptr && e->tv.mode != uint16_t(types::OperandMode::NoValue)) {
        what = "no type";
      } else if (e->tv.type != nullptr && types::isUntyped(e->tv.type) && e->tv.value == nullptr) {
        what = "untyped " + types::typeString(e->tv.type);
      }
      if (!what.empty()) {
        what += ": " + std::string(syntax::kindName(n->kind)) + " in " +
                (parent != nullptr ? std::string(syntax::kindName(parent->kind)) : "nothing");
        missing[what]++;
        where.try_emplace(what, n->pos);
      }
    }
    struct Ctx {
      Verifier* v;
      syntax::Node* n;
    } ctx{this, n};
    syntax::forEachChild(
        n,
        [](void* d, syntax::Node* c) {
          auto* x = static_cast<Ctx*>(d);
          x->v->walk(c, x->n);
        },
        &ctx);
  }
};

struct Session {
  base::Arena arena;
  base::Interner names;
  source::Manager sources;
  types::Context* context = types::newContext();
  std::vector<Listed*> list;
  std::unordered_map<std::string, Listed*> byPath;
  std::string lang;
  bool bodiesOfAll = false, fakeImportC = false;
  int failures = 0;
  Verifier* verifier = nullptr;
  std::function<std::string(const std::string& path)> sourceOf;  // in place of the file's contents

  void readList(const std::string& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      auto f = fields(line, '|');
      if (f.size() < 4) continue;
      auto* l = new Listed{f[0], f[1], fields(f[2], ' '), {}, nullptr, false};
      for (auto& kv : fields(f[3], ';')) {
        size_t eq = kv.find('=');
        if (eq != std::string::npos) l->importMap[kv.substr(0, eq)] = kv.substr(eq + 1);
      }
      list.push_back(l);
      byPath[l->path] = l;
    }
  }

  types::Package* import(Listed* l, std::string* err) {
    if (l->pkg != nullptr) return l->pkg;
    if (l->busy) {
      *err = "import cycle through " + l->path;
      return nullptr;
    }
    l->busy = true;
    diag::Reporter rep(sources, {.unlimited = true});
    l->pkg = check(l->path, l->files, l->dir + "/", rep, !bodiesOfAll, l, true, {});
    l->busy = false;
    std::string text = rep.take();
    if (!text.empty()) {
      std::printf("# %s\n%s", l->path.c_str(), text.c_str());
      failures++;
    }
    return l->pkg;
  }

  types::Package* check(const std::string& path, const std::vector<std::string>& files,
                        const std::string& dir, diag::Reporter& rep, bool ignoreBodies, Listed* self,
                        bool branchesInParser, const std::function<void(const types::Error&)>& onError) {
    syntax::ParseContext ctx{arena, names, sources, rep};
    syntax::ParseOptions opts;
    const std::string plain = path.substr(0, path.find(" ["));  // without "[for.test]"
    opts.pkgPath = plain;
    opts.std = self != nullptr;
    opts.compilingRuntime = plain == "runtime";
    opts.checkBranches = branchesInParser;
    std::vector<syntax::File*> parsed;
    for (auto& f : files) {
      std::string err;
      source::File* sf = sourceOf && self == nullptr ? sources.add(f, sourceOf(f))
                                                     : sources.load(f.starts_with("/") ? f : dir + f, &err);
      if (sf == nullptr) {
        std::printf("%s\n", err.c_str());
        failures++;
        continue;
      }
      if (syntax::File* file = syntax::parseFile(ctx, *sf, opts)) parsed.push_back(file);
    }
    if (branchesInParser && rep.syntaxErrorCount() != 0) return nullptr;
    types::Config conf;
    conf.context = context;
    conf.goVersion = self == nullptr ? lang : "";
    conf.ignoreFuncBodies = ignoreBodies;
    conf.ignoreBranchErrors = branchesInParser;
    conf.sizes = types::sizesFor("amd64");
    conf.fakeImportC = fakeImportC;
    conf.posString = [this](source::Pos p) { return sources.format(p); };
    conf.error = onError ? onError : [&](const types::Error& e) { rep.error(e.pos, e.msg, int(e.code)); };
    conf.importer = [this, self](std::string_view p, std::string_view, std::string* err) -> types::Package* {
      std::string name(p);
      if (name == "unsafe") return types::universe().unsafe;
      if (self != nullptr) {
        auto it = self->importMap.find(name);
        if (it != self->importMap.end()) name = it->second;
      }
      auto it = byPath.find(name);
      if (it == byPath.end()) {
        *err = "package " + name + " is not in std";
        return nullptr;
      }
      return import(it->second, err);
    };
    auto* pkg = new types::Package(*new std::string(path), "");
    auto* info = new types::Info();
    types::checkFiles(conf, pkg, parsed, info);
    if (verifier != nullptr) {
      for (syntax::File* f : parsed) verifier->walk(f, nullptr);
    }
    return pkg;
  }
};

// ---- ERROR comments

struct Expected {
  uint32_t line, col;
  std::string text;  // of the comment
};

// The ERROR comments of a file, at the token before them.
std::vector<Expected> expectedErrors(const std::string& s) {
  std::vector<Expected> out;
  uint32_t line = 1, prevLine = 0, prevCol = 0;
  size_t lineStart = 0, i = 0;
  auto advance = [&](size_t to) {
    for (; i < to && i < s.size(); i++) {
      if (s[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
  };
  auto comment = [&](std::string text) {
    if (text.starts_with(" ERROR ") || text.starts_with(" ERRORx ")) out.push_back({prevLine, prevCol, text});
  };
  auto isWord = [](char c) { return isalnum(uint8_t(c)) || c == '_' || uint8_t(c) >= 0x80; };
  while (i < s.size()) {
    char c = s[i];
    if (c == '\n' || c == ' ' || c == '\t' || c == '\r') {
      advance(i + 1);
      continue;
    }
    if (c == '/' && i + 1 < s.size() && s[i + 1] == '/') {
      size_t end = std::min(s.find('\n', i), s.size());
      std::string text = s.substr(i + 2, end - i - 2);
      if (!text.empty() && text.back() == '\r') text.pop_back();
      comment(text);
      advance(end);
      continue;
    }
    if (c == '/' && i + 1 < s.size() && s[i + 1] == '*') {
      size_t end = s.find("*/", i + 2);
      if (end == std::string::npos) end = s.size();
      comment(s.substr(i + 2, end - i - 2));
      advance(std::min(end + 2, s.size()));
      continue;
    }
    prevLine = line;
    prevCol = uint32_t(i - lineStart) + 1;
    if (c == '`') {
      size_t end = s.find('`', i + 1);
      advance(end == std::string::npos ? s.size() : end + 1);
    } else if (c == '"' || c == '\'') {
      size_t j = i + 1;
      while (j < s.size() && s[j] != c && s[j] != '\n') j += s[j] == '\\' ? 2 : 1;
      advance(j < s.size() && s[j] == c ? j + 1 : j);
    } else if (isWord(c)) {
      size_t j = i;
      while (j < s.size() && (isWord(s[j]) || (isdigit(uint8_t(c)) && s[j] == '.'))) j++;
      advance(j);
    } else {
      static const char* const ops[] = {"<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--",
                                        "==",  "!=",  "<=",  ">=",  ":=", "<<", ">>", "&^", "+=",
                                        "-=",  "*=",  "/=",  "%=",  "&=", "|=", "^="};
      size_t n = 1;
      for (const char* o : ops) {
        if (s.compare(i, strlen(o), o) == 0) {
          n = strlen(o);
          break;
        }
      }
      advance(i + n);
    }
  }
  return out;
}

std::string unquote(std::string s) {
  while (!s.empty() && isspace(uint8_t(s.back()))) s.pop_back();
  while (!s.empty() && isspace(uint8_t(s[0]))) s.erase(0, 1);
  if (s.size() < 2) return s;
  if (s[0] == '`') return s.substr(1, s.size() - 2);
  std::string out;
  for (size_t i = 1; i + 1 < s.size(); i++) {
    if (s[i] != '\\') {
      out += s[i];
      continue;
    }
    i++;
    switch (s[i]) {
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case 'u': {
        unsigned r = unsigned(strtoul(s.substr(i + 1, 4).c_str(), nullptr, 16));
        i += 4;
        if (r < 0x80) {
          out += char(r);
        } else if (r < 0x800) {
          out += char(0xC0 | r >> 6);
          out += char(0x80 | (r & 0x3F));
        } else {
          out += char(0xE0 | r >> 12);
          out += char(0x80 | (r >> 6 & 0x3F));
          out += char(0x80 | (r & 0x3F));
        }
        break;
      }
      default: out += s[i];
    }
  }
  return out;
}

// Go's patterns as POSIX extended ones.
std::string posixPattern(const std::string& p) {
  std::string out;
  for (size_t i = 0; i < p.size(); i++) {
    if (p[i] == '\\' && i + 1 < p.size()) {
      char c = p[++i];
      if (c == 'n') {
        out += '\n';
      } else if (c == 't') {
        out += '\t';
      } else if (c == 'd') {
        out += "[0-9]";
      } else {
        out += '\\';
        out += c;
      }
      continue;
    }
    if (p[i] == '{' || p[i] == '}') out += '\\';  // no repetition counts in the tests
    out += p[i];
  }
  return out;
}

bool matches(const std::string& goPattern, const std::string& msg) {
  std::string pattern = posixPattern(goPattern);
  regex_t re;
  if (regcomp(&re, pattern.c_str(), REG_EXTENDED | REG_NOSUB) != 0) {
    std::printf("bad pattern %s\n", pattern.c_str());
    return false;
  }
  bool ok = regexec(&re, msg.c_str(), 0, nullptr, 0) == 0;
  regfree(&re);
  return ok;
}

// Checks one package of test files; true if its errors are the expected ones.
bool errorTest(Session& s, const std::vector<std::string>& files, uint32_t colDelta) {
  struct Found {
    source::Pos pos;
    std::string msg;
  };
  std::vector<Found> found;
  std::map<std::pair<std::string, uint32_t>, std::vector<Expected>> want;
  std::string pkgName = "p";
  s.lang.clear();
  s.fakeImportC = false;
  bool first = true;
  for (auto& f : files) {
    std::ifstream in(f);
    std::stringstream ss;
    ss << in.rdbuf();
    std::string text = ss.str();
    if (first && text.starts_with("// -")) {
      for (auto& flag : fields(text.substr(3, text.find('\n') - 3), ' ')) {
        if (flag.starts_with("-lang=")) s.lang = flag.substr(6);
        if (flag == "-gotypesalias=0") return true;  // aliases are always types here
        if (flag == "-fakeImportC") s.fakeImportC = true;
      }
    }
    first = false;
    for (auto& e : expectedErrors(text)) want[{f, e.line}].push_back(e);
    size_t p = text.starts_with("package ") ? 0 : text.find("\npackage ");
    if (p != std::string::npos) {
      p += text[p] == '\n' ? 9 : 8;
      size_t end = p;
      while (end < text.size() && (isalnum(uint8_t(text[end])) || text[end] == '_')) end++;
      pkgName = text.substr(p, end - p);
    }
  }
  diag::Reporter rep(s.sources, {.unlimited = true});
  s.check(pkgName, files, "", rep, false, nullptr, false,
          [&](const types::Error& e) { found.push_back({e.pos, e.msg}); });
  for (auto& m : rep.pending()) {
    std::string t = m.text;
    if (t.starts_with("syntax error: ")) t = t.substr(14);
    found.push_back({m.pos, t});
  }

  bool ok = true;
  for (auto& f : found) {
    source::Position pos = s.sources.relative(f.pos);
    auto it = want.find({std::string(pos.filename), pos.line});
    int best = -1;
    uint32_t bestDelta = 0;
    if (it != want.end()) {
      for (size_t i = 0; i < it->second.size(); i++) {
        const Expected& e = it->second[i];
        bool substr = e.text.starts_with(" ERROR ");
        std::string pattern = unquote(e.text.substr(substr ? 7 : 8));
        if (substr ? f.msg.find(pattern) == std::string::npos : !matches(pattern, f.msg)) continue;
        uint32_t d = pos.col > e.col ? pos.col - e.col : e.col - pos.col;
        if (best < 0 || d < bestDelta) {
          best = int(i);
          bestDelta = d;
        }
      }
    }
    if (best < 0) {
      std::printf("%s: no error expected: %s\n", s.sources.format(f.pos).c_str(), f.msg.c_str());
      ok = false;
      continue;
    }
    if (bestDelta > colDelta) {
      std::printf("%s: wrong column, want %u\n", s.sources.format(f.pos).c_str(), it->second[best].col);
      ok = false;
    }
    it->second.erase(it->second.begin() + best);
  }
  for (auto& [where, list] : want) {
    for (auto& e : list) {
      std::printf("%s:%u:%u: not reported:%s\n", where.first.c_str(), e.line, e.col, e.text.c_str());
      ok = false;
    }
  }
  return ok;
}

// Damages a source text: drops, doubles or swaps stretches of it, or copies one elsewhere.
std::string damage(std::string s, uint64_t& seed) {
  auto random = [&](size_t n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return n == 0 ? 0 : size_t(seed >> 33) % n;
  };
  // Stretches are tokens, roughly.
  std::vector<std::pair<size_t, size_t>> toks;
  for (size_t i = 0; i < s.size();) {
    size_t j = i + 1;
    if (isalnum(uint8_t(s[i])) || s[i] == '_') {
      while (j < s.size() && (isalnum(uint8_t(s[j])) || s[j] == '_')) j++;
    }
    if (!isspace(uint8_t(s[i]))) toks.emplace_back(i, j);
    i = j;
  }
  if (toks.size() < 4) return s;
  std::vector<std::string> words;
  for (size_t k = 0; k < toks.size(); k++) {
    size_t end = k + 1 < toks.size() ? toks[k + 1].first : s.size();
    words.push_back(s.substr(toks[k].first, end - toks[k].first));
  }
  for (size_t n = 1 + random(3); n > 0; n--) {
    size_t a = 2 + random(words.size() - 2), b = 2 + random(words.size() - 2);
    switch (random(4)) {
      case 0: words[a].clear(); break;
      case 1: words[a] = words[b]; break;
      case 2: std::swap(words[a], words[b]); break;
      default: words[a] += " " + words[b];
    }
  }
  std::string out;
  for (auto& w : words) out += w;
  return out;
}

bool isDir(const std::string& p) {
  struct stat st;
  return stat(p.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

std::vector<std::string> entries(const std::string& dir) {
  std::vector<std::string> out;
  if (DIR* d = opendir(dir.c_str())) {
    while (dirent* e = readdir(d)) {
      if (e->d_name[0] != '.') out.push_back(dir + "/" + e->d_name);
    }
    closedir(d);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

static int run(int argc, char** argv) {
  Session s;
  Verifier verifier;
  int fuzz = 0;
  std::string path = "p", only;
  bool all = false, errors = false;
  std::vector<std::string> args;
  for (int i = 1; i < argc; i++) {
    std::string a = argv[i];
    if (a.starts_with("-list=")) {
      s.readList(a.substr(6));
    } else if (a.starts_with("-lang=")) {
      s.lang = a.substr(6);
    } else if (a.starts_with("-p=")) {
      path = a.substr(3);
    } else if (a.starts_with("-only=")) {
      only = a.substr(6);
    } else if (a == "-all") {
      all = true;
    } else if (a == "-errors") {
      errors = true;
    } else if (a == "-verify") {
      s.verifier = &verifier;
    } else if (a.starts_with("-fuzz=")) {
      fuzz = std::atoi(a.c_str() + 6);
    } else {
      args.push_back(a);
    }
  }
  if (all) {
    s.bodiesOfAll = only.empty();
    for (Listed* l : s.list) {
      std::string err;
      if (!only.empty() && l->path != only) continue;
      if (!only.empty()) s.bodiesOfAll = true;
      s.import(l, &err);
    }
    for (auto& [what, n] : verifier.missing) {
      std::printf("%7d %s (%s)\n", n, what.c_str(), s.sources.format(verifier.where[what]).c_str());
    }
    std::printf("%d of %zu packages with errors\n", s.failures, s.list.size());
    return s.failures != 0;
  }
  if (errors) {
    const auto& u = types::universe();
    u.scope->insert(new types::Builtin("assert", types::BuiltinId::Assert));
    u.scope->insert(new types::Builtin("trace", types::BuiltinId::Trace));
    int bad = 0, total = 0;
    auto run = [&](const std::vector<std::string>& files) {
      total++;
      if (!errorTest(s, files, 125)) {
        std::printf("FAIL %s\n", files[0].c_str());
        bad++;
      }
      std::fflush(stdout);
    };
    for (auto& a : args) {
      if (!isDir(a)) {
        run({a});
        continue;
      }
      for (auto& e : entries(a)) {
        if (isDir(e)) {
          auto files = entries(e);
          if (!files.empty()) run(files);
        } else if (e.ends_with(".go")) {
          run({e});
        }
      }
    }
    std::printf("%d of %d failed\n", bad, total);
    return bad != 0;
  }
  if (fuzz > 0) {
    for (auto& a : args) {
      std::ifstream in(a);
      std::stringstream ss;
      ss << in.rdbuf();
      const std::string original = ss.str();
      uint64_t seed = std::hash<std::string>()(a);
      for (int i = 0; i < fuzz; i++) {
        std::string text = damage(original, seed);
        s.sourceOf = [&](const std::string&) { return text; };
        // What crashes is left here.
        std::ofstream("fuzz-" + std::to_string(getpid()) + ".go") << text;
        diag::Reporter rep(s.sources, {.unlimited = true});
        s.check("p", {a}, "", rep, false, nullptr, false, [](const types::Error&) {});
        s.sourceOf = {};
      }
    }
    std::remove(("fuzz-" + std::to_string(getpid()) + ".go").c_str());
    return 0;
  }
  diag::Reporter rep(s.sources, {.unlimited = true});
  s.check(path, args, "", rep, false, nullptr, true, {});
  std::string text = rep.take();
  std::fputs(text.c_str(), stdout);
  return rep.hasErrors();
}

int main(int argc, char** argv) {
  int status = 1;
  base::runWithStack(size_t(1) << 30, [&] { status = run(argc, argv); });
  return status;
}
