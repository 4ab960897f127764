// The `compile` tool: the source files of one package -> its archive.
#include "base/stack.h"
#include "compile/options.h"
#include "compile/pipeline.h"

#include <cstdio>
#include <unistd.h>

int main(int argc, char **argv) {
  golem::compile::Options options = golem::compile::parseOptions(argc, argv);
  int status = 2;
  // The stages recurse as deep as programs nest. Nothing is freed: the process ends here.
  golem::base::runWithStack(size_t(4) << 30, [&] { status = golem::compile::compilePackage(options); });
  std::fflush(stdout);
  _exit(status);
}
