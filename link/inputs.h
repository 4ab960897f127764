// What is linked: the packages of a program and the object code in their archives.
#pragma once

#include "archive/meta.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace golem::link {

struct Options;

struct Object {
  std::string name;       ///< for messages: "net/http" or "net/http(member)"
  std::string_view data;  ///< an ELF relocatable object
};

struct Package {
  archive::Meta meta;
  std::string file;
  std::vector<Object> objects;
  std::vector<Object> assembly;  ///< as the SDK's assembler made it; becomes an ELF object in `objects`
};

struct Program {
  std::vector<Package> packages;                          ///< main first, then as reached through imports, breadth first
  std::unordered_map<std::string, size_t> byPath;
};

/// Loads the main archive and every package that it reaches; ends the program when one is missing or damaged.
Program loadProgram(const Options &options);

} // namespace golem::link
