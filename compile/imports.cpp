// See imports.h.
#include "compile/imports.h"

#include "archive/ar.h"
#include "archive/file.h"
#include "compile/options.h"

#include <filesystem>

namespace golem::compile {

static bool isLocal(std::string_view path) {
  return path.starts_with("/") || path.starts_with("./") || path == "." || path.starts_with("../") || path == "..";
}

static std::string clean(std::string_view path) {
  std::string result = std::filesystem::path(path).lexically_normal().string();
  while (result.size() > 1 && result.back() == '/')
    result.pop_back();
  return result.empty() ? "." : result;
}

std::string resolveImportPath(const Options &options, std::string_view source, std::string &error) {
  std::string path(source);
  if (path == "main") {
    error = "cannot import \"main\"";
    return {};
  }
  if (path == options.packagePath) {
    error = "import \"" + path + "\" while compiling that package (import cycle)";
    return {};
  }
  if (auto it = options.imports.importMap.find(path); it != options.imports.importMap.end())
    path = it->second;
  if (isLocal(path)) {
    if (path[0] == '/') {
      error = "import path cannot be absolute path";
      return {};
    }
    path = clean((options.localPrefix.empty() ? options.workingDirectory : options.localPrefix) + "/" + path);
  }
  return path;
}

/// The first of dir/path.a and dir/path.o that is there.
static bool tryFiles(const std::string &stem, std::string_view &bytes) {
  std::string error;
  return archive::mapFile(stem + ".a", bytes, error) || archive::mapFile(stem + ".o", bytes, error);
}

static bool openFile(const Options &options, const std::string &path, std::string_view &bytes, std::string &error) {
  if (isLocal(path) && options.noLocalImports) {
    error = "local imports disallowed";
    return false;
  }
  if (!isLocal(path)) {
    if (std::string cleaned = clean(path); cleaned != path) {
      error = "non-canonical import path \"" + path + "\" (should be \"" + cleaned + "\")";
      return false;
    }
  }
  if (options.imports.used) {
    auto it = options.imports.packageFile.find(path);
    if (it == options.imports.packageFile.end()) {
      error = "open : no such file or directory";
      return false;
    }
    return archive::mapFile(it->second, bytes, error);
  }
  if (isLocal(path)) {
    if (tryFiles(path, bytes))
      return true;
  } else {
    for (const std::string &dir : options.importDirs)
      if (tryFiles(dir + "/" + path, bytes))
        return true;
    std::string suffix = options.installSuffix.empty() ? "" : "_" + options.installSuffix;
    std::string folder = std::string(options.target->goos) + "_" + std::string(options.target->goarch);
    if (!options.goroot.empty() && tryFiles(options.goroot + "/pkg/" + folder + suffix + "/" + path, bytes))
      return true;
  }
  error = "file not found";
  return false;
}

static bool findMember(std::string_view bytes, int depth, std::string_view &member, std::string &error) {
  std::vector<archive::Member> members;
  if (!archive::readArchive(bytes, members, error))
    return false;
  for (const archive::Member &m : members) {
    if (m.name == "golem.gir") {
      member = m.data;
      return true;
    }
    if (depth < 3 && m.data.substr(0, archive::arMagic.size()) == archive::arMagic &&
        findMember(m.data, depth + 1, member, error))
      return true;
  }
  error = "not compiled by Golem";
  return false;
}

bool openPackage(const Options &options, const std::string &path, std::string_view &member, std::string &error) {
  std::string_view bytes;
  return openFile(options, path, bytes, error) && findMember(bytes, 0, member, error);
}

} // namespace golem::compile
