// What //go: directives say, attached to the declaration that follows them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "source/pos.h"

namespace golem::syntax {

enum PragmaFlag : uint32_t {
  PragmaNone = 0,
  PragmaNointerface = 1 << 0,
  PragmaNoescape = 1 << 1,
  PragmaNorace = 1 << 2,
  PragmaNosplit = 1 << 3,
  PragmaNoinline = 1 << 4,
  PragmaNoCheckPtr = 1 << 5,
  PragmaCgoUnsafeArgs = 1 << 6,       // treat a pointer to one argument as a pointer to them all
  PragmaUintptrKeepAlive = 1 << 7,    // pointers converted to uintptr arguments stay alive
  PragmaUintptrEscapes = 1 << 8,      // ... and escape
  PragmaSystemstack = 1 << 9,
  PragmaNowritebarrier = 1 << 10,
  PragmaNowritebarrierrec = 1 << 11,
  PragmaYeswritebarrierrec = 1 << 12,
  PragmaRegisterParams = 1 << 13,
  PragmaGoBuild = 1 << 14,
  PragmaHidden = 1 << 15,             // not told of in tracebacks and by runtime.Callers (golib and its edits)
};

// Flags that may stand before a function; the others are misplaced there.
inline constexpr uint32_t funcPragmas =
    PragmaNointerface | PragmaNoescape | PragmaNorace | PragmaNosplit | PragmaNoinline | PragmaNoCheckPtr |
    PragmaRegisterParams | PragmaCgoUnsafeArgs | PragmaUintptrKeepAlive | PragmaUintptrEscapes | PragmaSystemstack |
    PragmaNowritebarrier | PragmaNowritebarrierrec | PragmaYeswritebarrierrec | PragmaHidden;

struct PragmaPos {
  uint32_t flags = 0;
  source::Pos pos;
};

struct PragmaEmbed {
  source::Pos pos;
  std::span<std::string_view> patterns;
};

struct WasmImport {
  source::Pos pos;
  std::string_view module, name;
};

struct WasmExport {
  source::Pos pos;
  std::string_view name;
};

struct Pragmas {
  uint32_t flags = 0;
  std::span<PragmaPos> positions;  // of each directive that set flags
  std::span<PragmaEmbed> embeds;
  const WasmImport* wasmImport = nullptr;
  const WasmExport* wasmExport = nullptr;

  bool has(PragmaFlag f) const { return (flags & f) != 0; }
};

// //go:linkname local [remote]; remote is the package's own symbol if it was left out (oneArg).
struct Linkname {
  source::Pos pos;
  std::string_view local, remote;
  bool oneArg = false;
};

// //go:cgo_...: fields[0] is the verb without "go:".
struct CgoDirective {
  source::Pos pos;
  std::span<std::string_view> fields;
};

}  // namespace golem::syntax
