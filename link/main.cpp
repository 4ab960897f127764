// The `link` tool: archives of compiled packages -> executable.
#include "link/generated.h"
#include "link/inputs.h"
#include "link/lld.h"
#include "link/options.h"
#include "link/prune.h"

#include <unistd.h>

using namespace golem::link;

int main(int argc, char **argv) {
  Options options = parseOptions(argc, argv);
  Program program = loadProgram(options);
  std::string generated = generateObject(options, program);
  if (options.prune)
    pruneMethods(options, program, generated);
  // Nothing is freed: the process ends here.
  _exit(runLld(options, program, generated));
}
