// Tables derived from ops.def.
#include "gir/gir.h"

namespace golem::gir {

namespace {
struct Info {
  std::string_view name;
  int kind;
};
constexpr Info infos[] = {
#define GIR_OP(e, name, kind, effects) {name, kind},
#include "gir/ops.def"
};
} // namespace

std::string_view opName(Op op) { return infos[size_t(op)].name; }
bool isTerminator(Op op) { return infos[size_t(op)].kind == 2; }

} // namespace golem::gir
