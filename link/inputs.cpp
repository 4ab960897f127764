// See inputs.h. Members are told apart by content, because the go command cuts names to 16 characters. Assembly is converted when
// all packages are there, because what it refers to may be defined in any of them.
#include "link/inputs.h"

#include "archive/ar.h"
#include "archive/file.h"
#include "link/goobj/convert.h"
#include "link/goobj/stackcheck.h"
#include "link/options.h"

namespace golem::link {

namespace {

class Loader {
public:
  explicit Loader(const Options &options) : options(options) {}

  Program run() {
    load(options.mainArchive, "main");
    Program &p = program;
    if (p.packages[0].meta.name != "main")
      fail(options.mainArchive + ": not package main");
    if (!p.packages[0].meta.hasMain)
      fail("function main is undeclared in the main package");
    // The runtime is there in every program, imported or not.
    require("runtime", "main");
    for (size_t i = 0; i < p.packages.size(); i++) {
      std::vector<std::string> imports = p.packages[i].meta.imports; // load() moves the packages
      std::string from = p.packages[i].meta.path;
      for (const std::string &path : imports)
        if (path != "unsafe" && path != "C")
          require(path, from);
    }
    convertAssembly();
    return std::move(program);
  }

private:
  const Options &options;
  Program program;

  void require(const std::string &path, const std::string &from) {
    if (program.byPath.count(path))
      return;
    auto it = options.imports.packageFile.find(path);
    if (it == options.imports.packageFile.end())
      fail("cannot find package " + path + " (using -importcfg), imported by " + from);
    load(it->second, path);
  }

  void load(const std::string &file, const std::string &path) {
    std::string_view bytes;
    std::string error;
    if (!archive::mapFile(file, bytes, error))
      fail("cannot open file " + file + ": " + error);
    Package package;
    package.file = file;
    bool hasMeta = false;
    addArchive(bytes, package, hasMeta, 0);
    if (!hasMeta)
      fail(file + ": not compiled by Golem");
    program.byPath[path] = program.packages.size();
    program.packages.push_back(std::move(package));
  }

  void addArchive(std::string_view bytes, Package &package, bool &hasMeta, int depth) {
    std::vector<archive::Member> members;
    std::string error;
    if (!archive::readArchive(bytes, members, error) || depth > 3)
      fail(package.file + ": " + error);
    for (const archive::Member &member : members) {
      std::string_view data = member.data;
      if (data.substr(0, 12) == "golem.meta 1") {
        if (!archive::parseMeta(data, package.meta, error))
          fail(package.file + ": " + error);
        hasMeta = true;
      } else if (data.substr(0, 10) == "golem.meta") {
        fail(package.file + ": compiled by another version of Golem");
      } else if (data.substr(0, 4) == "\177ELF") {
        if (!options.runtimeObject.empty() && member.name.starts_with("golem_runtime_"))
          data = runtimeInstead();
        package.objects.push_back({std::string(member.name), data});
      } else if (data.substr(0, archive::arMagic.size()) == archive::arMagic) {
        addArchive(data, package, hasMeta, depth + 1); // made by `go tool pack`
      } else if (member.name != "__.PKGDEF" && data.substr(0, 10) == "go object ") {
        package.assembly.push_back({std::string(member.name), data});
      }
    }
  }

  /// The object that -golemruntime names: another build of the C++ runtime.
  std::string_view runtimeInstead() {
    std::string_view bytes;
    std::string error;
    if (!archive::mapFile(options.runtimeObject, bytes, error))
      fail("cannot open file " + options.runtimeObject + ": " + error);
    if (bytes.substr(0, 4) != "\177ELF")
      fail(options.runtimeObject + ": not an object file");
    return bytes;
  }

  struct Item {
    Package *package;
    const Object *from;
    goobj::Object object;
  };

  void checkStacks(const std::vector<Item> &items) {
    std::vector<const goobj::Object *> objects;
    for (const Item &item : items)
      objects.push_back(&item.object);
    goobj::StackReport report = goobj::checkStacks(objects);
    if (report.errors.empty())
      return;
    for (const std::string &error : report.errors)
      std::fprintf(stderr, "%s\n", error.c_str());
    std::fprintf(stderr, "%s", report.chains.c_str());
    std::exit(1);
  }

  void convertAssembly() {
    std::vector<Item> items;
    goobj::Abi0Functions functions;
    std::string error;
    auto failIn = [&](const Item &item) { fail(item.package->meta.path + "(" + item.from->name + "): " + error); };
    for (Package &package : program.packages) {
      functions.insert(package.meta.abi0.begin(), package.meta.abi0.end());
      for (const Object &from : package.assembly) {
        Item &item = items.emplace_back(&package, &from);
        if (!item.object.read(from.data, error))
          failIn(item);
        if (item.object.defined == 0)
          items.pop_back(); // made from a file that only tells the go command that bodies are elsewhere
        else
          goobj::collectFunctions(item.object, functions);
      }
    }
    checkStacks(items);
    for (Item &item : items) {
      auto *elf = new std::string(goobj::convert(item.object, *options.target, functions, error)); // lives as long as the process
      if (elf->empty())
        failIn(item);
      item.package->objects.push_back({item.from->name, *elf});
    }
  }
};

} // namespace

Program loadProgram(const Options &options) { return Loader(options).run(); }

} // namespace golem::link
