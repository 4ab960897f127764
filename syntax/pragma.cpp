// //go: directives: which there are, where they may stand, what they mean for the declaration that follows.
#include "base/unicode.h"
#include "syntax/parser_impl.h"

namespace golem::syntax {

namespace {

std::vector<std::string_view> fields(std::string_view s) {
  std::vector<std::string_view> out;
  size_t start = 0;
  bool inField = false;
  for (size_t i = 0; i < s.size();) {
    base::Decoded d = base::decodeUtf8(s.substr(i));
    bool space = base::isSpace(d.c);
    if (space && inField)
      out.push_back(s.substr(start, i - start));
    if (!space && !inField)
      start = i;
    inField = !space;
    i += size_t(d.width);
  }
  if (inField)
    out.push_back(s.substr(start));
  return out;
}

// Fields of a cgo directive: double-quoted parts (without escapes) are fields of their own; an unclosed one is dropped.
std::vector<std::string_view> cgoFields(std::string_view s) {
  std::vector<std::string_view> out;
  constexpr size_t none = std::string_view::npos;
  size_t start = none;
  bool inQuote = false;
  for (size_t i = 0; i < s.size(); ++i) {
    char c = s[i];
    bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (c == '"') {
      if (inQuote) {
        out.push_back(s.substr(start, i + 1 - start));
        start = none;
      } else {
        if (start != none)
          out.push_back(s.substr(start, i - start));
        start = i;
      }
      inQuote = !inQuote;
    } else if (!inQuote && space) {
      if (start != none)
        out.push_back(s.substr(start, i - start));
      start = none;
    } else if (start == none) {
      start = i;
    }
  }
  if (!inQuote && start != none)
    out.push_back(s.substr(start));
  return out;
}

bool isQuoted(std::string_view s) { return s.size() >= 2 && s.front() == '"' && s.back() == '"'; }

std::string_view trimQuotes(std::string_view s) {
  while (s.starts_with('"'))
    s.remove_prefix(1);
  while (s.ends_with('"'))
    s.remove_suffix(1);
  return s;
}

// Whether the name is harmless as an argument of a linker.
bool isSafeArg(std::string_view name) {
  if (name.empty())
    return false;
  unsigned char c = static_cast<unsigned char>(name[0]);
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '_' ||
         c == '/' || c >= 0x80;
}

uint32_t flagsOf(std::string_view verb) {
  struct Entry {
    std::string_view verb;
    uint32_t flags;
  };
  static constexpr Entry table[] = {
      {"go:build", PragmaGoBuild},
      {"go:noescape", PragmaNoescape},
      {"go:norace", PragmaNorace},
      {"go:nosplit", PragmaNosplit | PragmaNoCheckPtr},
      {"go:noinline", PragmaNoinline},
      {"go:nocheckptr", PragmaNoCheckPtr},
      {"go:systemstack", PragmaSystemstack},
      {"go:nowritebarrier", PragmaNowritebarrier},
      {"go:nowritebarrierrec", PragmaNowritebarrierrec | PragmaNowritebarrier},
      {"go:yeswritebarrierrec", PragmaYeswritebarrierrec},
      {"go:cgo_unsafe_args", PragmaCgoUnsafeArgs | PragmaNoCheckPtr},
      {"go:uintptrkeepalive", PragmaUintptrKeepAlive},
      {"go:uintptrescapes", PragmaUintptrEscapes | PragmaUintptrKeepAlive},
      {"go:registerparams", PragmaRegisterParams},
      {"go:golem_hidden", PragmaHidden},
  };
  for (const Entry& e : table)
    if (e.verb == verb)
      return e.flags;
  return 0;
}

// Known to the standard library's sources though they set no flag.
bool isAllowedInStd(std::string_view verb) {
  static constexpr std::string_view table[] = {
      "go:cgo_export_static", "go:cgo_export_dynamic", "go:cgo_import_static", "go:cgo_import_dynamic",
      "go:cgo_ldflag",        "go:cgo_dynamic_linker", "go:embed",             "go:fix",
      "go:generate"};
  for (std::string_view v : table)
    if (v == verb)
      return true;
  return false;
}

// The package path as it starts a symbol's name.
std::string symbolPrefix(std::string_view path) {
  constexpr char hex[] = "0123456789abcdef";
  size_t slash = path.rfind('/');
  size_t lastElement = slash == std::string_view::npos ? 0 : slash + 1;
  std::string out;
  for (size_t i = 0; i < path.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(path[i]);
    if (c <= ' ' || (c == '.' && i >= lastElement) || c == '%' || c == '"' || c >= 0x7F) {
      out += '%';
      out += hex[c >> 4];
      out += hex[c & 15];
    } else {
      out += char(c);
    }
  }
  return out;
}

// One pattern of //go:embed off the front of args. False: malformed.
bool takePattern(std::string_view& args, std::string* pattern) {
  size_t length = args.size();
  if (args[0] == '`') {
    size_t close = args.find('`', 1);
    if (close == std::string_view::npos)
      return false;
    *pattern = args.substr(1, close - 1);
    length = close + 1;
  } else if (args[0] == '"') {
    size_t i = 1;
    while (i < args.size() && args[i] != '"')
      i += args[i] == '\\' ? 2 : 1;
    if (i >= args.size())
      return false;
    if (!base::unquote(args.substr(0, i + 1), pattern)) {
      args = args.substr(0, i + 1);  // only this much is quoted in the message
      return false;
    }
    length = i + 1;
  } else {
    for (size_t i = 0; i < args.size();) {
      base::Decoded d = base::decodeUtf8(args.substr(i));
      if (base::isSpace(d.c)) {
        length = i;
        break;
      }
      i += size_t(d.width);
    }
    *pattern = args.substr(0, length);
  }
  args.remove_prefix(length);
  return args.empty() || base::isSpace(base::decodeUtf8(args).c);
}

}  // namespace

const Pragmas* Parser::takePragma() {
  if (!pragma.present)
    return nullptr;
  auto* p = ctx.arena.make<Pragmas>();
  p->flags = pragma.flags;
  p->positions = copy(pragma.positions);
  p->embeds = copy(pragma.embeds);
  p->wasmImport = pragma.wasmImport;
  p->wasmExport = pragma.wasmExport;
  pragma = {};
  return p;
}

// At the end of something that takes no directives: what is left over was misplaced.
void Parser::clearPragma() {
  if (!pragma.present)
    return;
  for (const PragmaPos& p : pragma.positions)
    directiveError(p.pos, "misplaced compiler directive");
  for (const PragmaEmbed& e : pragma.embeds)
    directiveError(e.pos, "misplaced go:embed directive");
  if (pragma.wasmImport != nullptr)
    directiveError(pragma.wasmImport->pos, "misplaced go:wasmimport directive");
  if (pragma.wasmExport != nullptr)
    directiveError(pragma.wasmExport->pos, "misplaced go:wasmexport directive");
  pragma = {};
}

// text is the comment without its slashes.
void Parser::goDirective(Pos at, std::string_view text) {
  pragma.present = true;
  if (!blankLine)
    return directiveError(at, "misplaced compiler directive");

  if (text.starts_with("go:wasmimport ")) {
    auto f = fields(text);
    if (f.size() != 3)
      return directiveError(at, "usage: //go:wasmimport importmodule importname");
    if (options.goarch == "wasm")
      pragma.wasmImport = ctx.arena.make<WasmImport>(WasmImport{at, f[1], f[2]});
  } else if (text.starts_with("go:wasmexport ")) {
    auto f = fields(text);
    if (f.size() != 2)
      return directiveError(at, "usage: //go:wasmexport exportname");
    if (options.goarch == "wasm")
      pragma.wasmExport = ctx.arena.make<WasmExport>(WasmExport{at, f[1]});
  } else if (text.starts_with("go:linkname ")) {
    linknameDirective(at, text);
  } else if (text == "go:embed" || text.starts_with("go:embed ")) {
    embedDirective(at, text.substr(8));
  } else if (text.starts_with("go:cgo_")) {
    cgoDirective(at, text);
  } else {
    defaultDirective(at, text);
  }
}

void Parser::linknameDirective(Pos at, std::string_view text) {
  auto f = fields(text);
  if (f.size() != 2 && f.size() != 3)
    return directiveError(at, "usage: //go:linkname localname [linkname]");
  Linkname l;
  l.pos = at;
  l.local = f[1];
  l.oneArg = f.size() == 2;
  // With one argument the directive only marks the symbol as one that others may refer to by name.
  l.remote = l.oneArg ? ctx.arena.copy(std::string_view(symbolPrefix(options.pkgPath) + "." + std::string(f[1])))
                      : f[2];
  linknames.push_back(l);
}

void Parser::embedDirective(Pos at, std::string_view args) {
  std::vector<std::string_view> patterns;
  for (args = base::trimSpace(args); !args.empty(); args = base::trimSpace(args)) {
    std::string pattern;
    std::string_view rest = args;
    if (!takePattern(rest, &pattern)) {
      // The message shows what was left to read: from the quote on, or behind a quoted pattern.
      directiveError(at, "invalid quoted string in //go:embed: " + std::string(rest));
      patterns.clear();
      break;
    }
    patterns.push_back(ctx.arena.copy(std::string_view(pattern)));
    args = rest;
  }
  if (patterns.empty())
    return directiveError(at, "usage: //go:embed pattern...");
  pragma.embeds.push_back({at, copy(patterns)});
}

// cgo writes these into files that it generates; anywhere else they could smuggle options to the linker.
bool Parser::isCgoGenerated() const {
  std::string_view name = file.name;
  size_t slash = name.rfind('/');
  if (slash != std::string_view::npos)
    name.remove_prefix(slash + 1);
  return name.starts_with("_cgo_");
}

void Parser::cgoDirective(Pos at, std::string_view text) {
  auto f = cgoFields(text);
  bool isImport = text.starts_with("go:cgo_import_dynamic ") && f.size() >= 4;
  if (isImport) {
    // Permitted to everyone: system call packages of some systems need it.
    std::string_view lib = trimQuotes(f[3]);
    if (!lib.empty() && !isSafeArg(lib) && !isCgoGenerated())
      directiveError(at, "invalid library name " + base::quote(lib) + " in cgo_import_dynamic directive");
  } else if (!isCgoGenerated() && !options.std) {
    directiveError(at, "//" + std::string(text) + " only allowed in cgo-generated code");
  }

  std::string_view verb = f[0].substr(3);
  f[0] = verb;
  size_t n = f.size();
  bool plain1 = n >= 2 && !isQuoted(f[1]);
  bool plain2 = n >= 3 && !isQuoted(f[2]);
  const char* usage = nullptr;
  bool known = true;
  if (verb == "cgo_export_static" || verb == "cgo_export_dynamic") {
    if (!((n == 2 && plain1) || (n == 3 && plain1 && plain2)))
      usage = " local [remote]";
  } else if (verb == "cgo_import_dynamic") {
    bool withLib = n == 4 && plain1 && plain2 && isQuoted(f[3]);
    if (withLib)
      f[3] = trimQuotes(f[3]);
    if (!(withLib || (n == 2 && plain1) || (n == 3 && plain1 && plain2)))
      usage = " local [remote [\"library\"]]";
  } else if (verb == "cgo_import_static") {
    if (!(n == 2 && plain1))
      usage = " local";
  } else if (verb == "cgo_dynamic_linker" || verb == "cgo_ldflag") {
    if (n == 2 && isQuoted(f[1]))
      f[1] = trimQuotes(f[1]);
    else
      usage = verb == "cgo_ldflag" ? " \"arg\"" : " \"path\"";
  } else {
    known = false;
  }
  if (usage != nullptr)
    directiveError(at, "usage: //go:" + std::string(verb) + usage);
  else if (known)
    cgoDirectives.push_back({at, copy(f)});
  if (!isImport)
    defaultDirective(at, text);
}

void Parser::defaultDirective(Pos at, std::string_view text) {
  std::string verb(text.substr(0, text.find(' ')));
  uint32_t flags = flagsOf(verb);
  constexpr uint32_t runtimeOnly =
      PragmaSystemstack | PragmaNowritebarrier | PragmaNowritebarrierrec | PragmaYeswritebarrierrec;
  if (!options.compilingRuntime && (flags & runtimeOnly) != 0)
    directiveError(at, "//" + verb + " only allowed in runtime");
  if (flags == PragmaUintptrKeepAlive && !options.std)
    directiveError(at, "//" + verb + " is only allowed in the standard library");
  if (flags == 0 && !isAllowedInStd(verb) && options.std)
    directiveError(at, "//" + verb + " is not allowed in the standard library");
  pragma.flags |= flags;
  if (flags != 0)
    pragma.positions.push_back({flags, at});
}

}  // namespace golem::syntax
