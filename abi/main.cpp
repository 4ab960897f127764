// Prints the offsets of layouts.def, "#define R_field OFFSET" and "#define R_end SIZE" each, for
// the runtime's assembly and for tests: WORD-SIZE ALIGNMENT-OF-INT64.
#include "abi/layout.h"

#include <cstdio>
#include <cstdlib>

using namespace golem::abi;

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s WORD-SIZE ALIGNMENT-OF-INT64\n", argv[0]);
    return 2;
  }
  const Machine machine{unsigned(atoi(argv[1])), unsigned(atoi(argv[2]))};
#define RECORD(R)
#define FIELD(R, name, kind, type) \
  printf("#define " #R "_" #name " %llu\n", (unsigned long long)offsetOf(R::name, machine));
#define END(R) printf("#define " #R "_end %llu\n", (unsigned long long)sizeOf<R>(machine));
#include "abi/layouts.def"
  printf("#define assemblyGOffset %u\n", assemblyGWords * machine.wordSize);
}
