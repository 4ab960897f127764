// Golem's own export data, the archive member golem.gir: everything that compiling an importer may need. Types, objects and
// the GIR of generic and inlinable functions are decoded when they are first looked at, so importing a large package costs little.
//
// The member describes all packages that it reaches, since only direct imports are given to the compiler. Whichever member is
// asked first defines an object; all of them describe it alike.
//
// Layout (integers little-endian uint32 in tables, varints in records):
//   magic | checksum (ownSeal) | counts of strings, packages, objects, types, functions, leaks, size of records | tables | records
//   string: offset,length in the text at the end    package: path,name (string indices)
//   object: package,name,kind,offset of record      type: offset         function: link name, offset
//   leaks: link name, offset of what is known of a function's parameters (gir::Leaks)
#pragma once

#include "base/interner.h"
#include "export/unified.h"
#include "gir/refs.h"

#include <memory>

namespace golem::types {
struct Context;
}

namespace golem::exportdata {

/// What a package gives to its importers.
struct OwnInput {
  types::Package *package = nullptr;
  /// Generic and inlinable functions of this package; what they need of literals and other such functions comes by itself.
  std::vector<const gir::Function *> functions;
  /// Functions of this package whose gir::Leaks importers may want; those that `functions` call come by themselves.
  std::vector<std::string_view> callable;
  /// The body of an inlinable function of any package, or null.
  std::function<const gir::Function *(std::string_view linkName)> inlinable;
  /// What is known of the parameters of a function of any package, or null.
  std::function<const gir::Leaks *(std::string_view linkName)> leaks;
  /// The body of a generic function of any package by link name, or null.
  std::function<const gir::Function *(std::string_view linkName)> body;
  /// The link name of a declared method, without type arguments.
  std::function<std::string(types::Func *)> linkName;
  /// The symbol of a package-level function or variable that //go:linkname renames, else empty.
  std::function<std::string_view(types::Object *)> renamed;
};

/// The member's bytes.
std::string writeOwn(const OwnInput &input, const PositionOf &positionOf);

/// Makes a position that prints as file:line:column.
using MakePosition = std::function<source::Pos(std::string_view file, unsigned line, unsigned column)>;

/// Reads members; shared by all imports of one compilation.
class Importer {
public:
  Importer(types::Context *context, gir::RefTable &refs, base::Interner &names, MakePosition makePosition);
  ~Importer();

  /// Adds a package's member; null with an error text when it is damaged. The bytes must outlive the importer.
  types::Package *add(std::string_view path, std::string_view bytes, std::string &error);

  /// A package by path, also one only reached through others; null if it was never mentioned.
  types::Package *package(std::string_view path);

  /// The symbol of an imported function or variable that //go:linkname renames, else empty.
  std::string_view renamed(types::Object *object) const;

  /// The generic body with this link name (without type arguments), or null.
  gir::Function *function(std::string_view linkName);

  /// The body of the function with this link name if it is not generic and may be inlined, or null.
  gir::Function *inlinable(std::string_view linkName);

  /// What is known of the parameters of the function with this link name, or null.
  const gir::Leaks *leaks(std::string_view linkName);

  struct State;

private:
  std::unique_ptr<State> state;
};

} // namespace golem::exportdata
