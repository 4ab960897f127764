// See output.h and archive/README.md for the format.
#include "compile/output.h"

#include "archive/ar.h"
#include "archive/file.h"
#include "compile/options.h"
#include "target/version.h"

namespace golem::compile {

/// The text that opens __.PKGDEF. The build id is on the second line and nowhere else in the archive.
static std::string header(const Options &options, const Output &output) {
  const target::Target &t = *options.target;
  std::string text = "go object " + std::string(t.goos) + " " + std::string(t.goarch) + " " + target::goVersion + " ";
  text += std::string(t.level) + " X:golem\n";
  text += "build id \"" + options.buildId + "\"\n";
  if (output.meta.name == "main")
    text += "main\n";
  return text + "\n";
}

bool writeOutput(const Options &options, const Output &output, std::string &error) {
  std::string definition = header(options, output) + "\n$$B\nu" + output.unified + "\n$$\n";
  std::string bytes;
  archive::startArchive(bytes);
  archive::appendMember(bytes, "__.PKGDEF", definition);
  auto code = [&](std::string &to) {
    for (size_t i = 0; i < output.objects.size(); i++)
      archive::appendMember(to, i == 0 ? "_go_.o" : "_go_" + std::to_string(i) + ".o", output.objects[i]);
  };
  if (!options.linkObject.empty()) { // one file for importers, one for the linker
    std::string forLinker;
    archive::startArchive(forLinker);
    archive::appendMember(forLinker, "__.PKGDEF", header(options, output) + "\n$$\n");
    code(forLinker);
    archive::appendMember(forLinker, "golem.meta", archive::printMeta(output.meta));
    if (!archive::writeWhole(options.linkObject, forLinker, 0666, error))
      return false;
  } else {
    code(bytes);
  }
  archive::appendMember(bytes, "golem.gir", output.own);
  archive::appendMember(bytes, "golem.meta", archive::printMeta(output.meta));
  return archive::writeWhole(options.output, bytes, 0666, error);
}

} // namespace golem::compile
