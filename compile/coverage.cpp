// See coverage.h.
#include "compile/coverage.h"

#include "gir/builder.h"
#include "gir/linkname.h"
#include "types/api.h"

#include "llvm/Support/JSON.h"

#include <algorithm>
#include <iterator>

namespace golem::compile {

using types::BasicKind;

namespace {

constexpr std::string_view modes[] = {"", "set", "count", "atomic", "regonly", "testmain"};
constexpr std::string_view granularities[] = {"", "perblock", "perfunc"};

/// Packages under the runtime are registered before there is anyone to give them numbers: theirs are -2, -3, … in this order
/// (internal/coverage/pkid.go).
constexpr std::string_view fixedNumbers[] = {
    "internal/asan", "internal/byteorder", "internal/coverage/rtcov", "internal/cpu", "internal/bytealg", "internal/goarch",
    "internal/abi", "internal/chacha8rand", "internal/godebugs", "internal/goexperiment", "internal/goos", "internal/msan",
    "internal/profilerecord", "internal/race", "internal/runtime/atomic", "internal/runtime/exithook", "internal/runtime/gc",
    "internal/runtime/math", "internal/runtime/sys", "internal/runtime/maps", "internal/runtime/syscall/linux",
    "internal/runtime/syscall/windows", "internal/runtime/cgroup", "internal/strconv", "internal/stringslite", "runtime"};

/// Position of s in list, 0 if it is not there (or empty).
template <size_t N> int64_t number(const std::string_view (&list)[N], std::string_view s) {
  auto *at = std::find(list + 1, list + N, s);
  return at == list + N ? 0 : at - list;
}

class Coverage {
public:
  Coverage(const CoverageConfig &config, gir::Package &package, gir::RefTable &refs) : config(config), package(package), refs(refs) {}

  bool run(std::string &error) {
    if (!sortVariables(error))
      return false;
    if (config.mode != "testmain") {
      if (meta == nullptr || packageId == nullptr) {
        error = "coveragecfg names variables that the package does not have";
        return false;
      }
      package.inits.insert(package.inits.begin(), registration());
    }
    if (package.path == "main")
      package.inits.insert(package.inits.begin() + firstInitFunction(), startOfWriting());
    return true;
  }

private:
  const CoverageConfig &config;
  gir::Package &package;
  gir::RefTable &refs;
  gir::Global *meta = nullptr, *packageId = nullptr;

  bool sortVariables(std::string &error) {
    for (gir::Global &g : package.globals) {
      if (g.isExternal || g.object == nullptr)
        continue;
      std::string_view name = g.object->name();
      if (name == config.metaVar) {
        meta = &g;
        g.readOnly = true;
      } else if (name == config.packageIdVar) {
        packageId = &g;
      } else if (name.starts_with(config.counterPrefix)) {
        auto *array = types::underAs<types::Array>(g.type);
        if (array == nullptr || !types::isInteger(array->elem()) || g.init.kind != gir::StaticValue::ZeroValue) {
          error = "unsuitable counter variable " + std::string(name) + " named by coveragecfg";
          return false;
        }
        g.coverageCounter = true;
      }
    }
    return true;
  }

  /// How many of package.inits come before the functions called init.
  ptrdiff_t firstInitFunction() {
    auto isDeclared = [](const gir::Function *f) { return f->object != nullptr; };
    return std::find_if(package.inits.begin(), package.inits.end(), isDeclared) - package.inits.begin();
  }

  gir::Function &newFunction(std::string_view suffix) {
    gir::Function &f = package.functions.emplace_back();
    f.linkName = gir::symbolPath(package.path) + ".init." + std::string(suffix);
    f.sig = new types::Signature();
    f.isInit = f.noInline = true;
    f.isWrapper = true; // not in tracebacks: nobody wrote it
    f.blocks.emplace_back();
    if (!package.inits.empty())
      f.pos = f.endPos = package.inits[0]->pos;
    return f;
  }

  /// A reference to a function that has no object here, by its link name.
  const gir::FuncRef *function(std::string_view name, const std::vector<gir::Operand> &args, const gir::Function &caller,
                               types::Type *result) {
    auto *sig = new types::Signature();
    std::vector<types::Var *> params;
    for (const gir::Operand &arg : args)
      params.push_back(types::newParam({}, nullptr, "", gir::typeOf(caller, arg)));
    sig->params_ = types::newTuple(std::move(params));
    if (result != nullptr)
      sig->results_ = types::newTuple({types::newParam({}, nullptr, "", result)});
    gir::FuncRef ref;
    ref.linkName = name;
    ref.sig = sig;
    return refs.intern(std::move(ref));
  }

  static gir::Operand integer(int64_t value, BasicKind kind) {
    return gir::constOp(constant::makeInt64(value), types::basicType(kind));
  }

  /// packageIdVar = runtime.addCovMeta(&metaVar, metaLen, hash, path, fixed number or -1, mode, granularity)
  gir::Function *registration() {
    gir::Function &f = newFunction("covermeta");
    gir::Builder b(f);
    b.pos = f.pos;
    types::Type *pointer = types::basicType(BasicKind::UnsafePointer), *u32 = types::basicType(BasicKind::Uint32);
    auto fixed = std::find(std::begin(fixedNumbers), std::end(fixedNumbers), package.path);
    int64_t id = fixed == std::end(fixedNumbers) ? -1 : -2 - (fixed - std::begin(fixedNumbers));
    std::vector<gir::Operand> args{
        b.value(gir::Op::Convert, pointer, {gir::globalAddrOp(meta, types::newPointer(meta->type))}),
        integer(config.metaLen, BasicKind::Uint32),
        hash(b),
        gir::constOp(constant::makeString(package.path), types::basicType(BasicKind::String)),
        integer(id, BasicKind::Int),
        integer(number(modes, config.mode), BasicKind::Uint8),
        integer(number(granularities, config.granularity), BasicKind::Uint8)};
    const gir::FuncRef *callee = function("runtime.addCovMeta", args, f, u32);
    gir::Instr &call = b.addValue(gir::Op::Call, u32, std::move(args));
    call.callee = callee;
    gir::Operand given = gir::localOp(call.dst);
    if (id == -1)
      b.effect(gir::Op::Store, {gir::globalAddrOp(packageId, types::newPointer(packageId->type)), given}, gir::NonNil);
    b.ret({});
    return &f;
  }

  /// The hash as a value of type [16]byte.
  gir::Operand hash(gir::Builder &b) {
    std::string bytes;
    for (size_t i = 0; i < 32; i += 2)
      bytes.push_back(char(std::stoi(config.metaHash.substr(i, 2), nullptr, 16)));
    gir::Global &g = package.globals.emplace_back();
    g.linkName = gir::symbolPath(package.path) + "..coverhash";
    g.type = types::newArray(types::basicType(BasicKind::Uint8), int64_t(bytes.size()));
    g.readOnly = true;
    g.init.kind = gir::StaticValue::Composite;
    g.init.type = g.type;
    for (size_t i = 0; i < bytes.size(); i++) {
      gir::StaticValue byte;
      byte.kind = gir::StaticValue::Constant;
      byte.type = types::basicType(BasicKind::Uint8);
      byte.value = constant::makeInt64(uint8_t(bytes[i]));
      g.init.elems.push_back({int64_t(i), std::move(byte)});
    }
    return b.value(gir::Op::Load, g.type, {gir::globalAddrOp(&g, types::newPointer(g.type))}, gir::NonNil);
  }

  /// runtime/coverage.initHook(is this the main package of a test?)
  gir::Function *startOfWriting() {
    gir::Function &f = newFunction("coverhook");
    gir::Builder b(f);
    b.pos = f.pos;
    std::vector<gir::Operand> args{
        gir::constOp(constant::makeBool(config.mode == "testmain"), types::basicType(BasicKind::Bool))};
    const gir::FuncRef *callee = function("runtime/coverage.initHook", args, f, nullptr);
    b.effect(gir::Op::Call, std::move(args)).callee = callee;
    b.ret({});
    return &f;
  }
};

} // namespace

bool parseCoverageConfig(std::string_view text, CoverageConfig &config, std::string &error) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(llvm::StringRef(text));
  const llvm::json::Object *top = value ? value->getAsObject() : nullptr;
  if (!top) {
    error = value ? std::string("not an object") : llvm::toString(value.takeError());
    return false;
  }
  auto field = [&](const char *name) { return top->getString(name).value_or("").str(); };
  config.metaVar = field("MetaVar");
  config.metaHash = field("MetaHash");
  config.metaLen = top->getInteger("MetaLen").value_or(0);
  config.packageIdVar = field("PkgIdVar");
  config.counterPrefix = field("CounterPrefix");
  config.mode = field("CounterMode");
  config.granularity = field("CounterGranularity");
  if (number(modes, config.mode) == 0)
    error = "bad setting \"" + config.mode + "\" for covermode";
  else if (number(granularities, config.granularity) == 0)
    error = "bad setting \"" + config.granularity + "\" for covergranularity";
  else if (config.metaHash.size() != 32 || config.metaHash.find_first_not_of("0123456789abcdef") != std::string::npos)
    error = "got metahash \"" + config.metaHash + "\", want 32 hexadecimal digits";
  else if (config.counterPrefix.empty())
    error = "no counter prefix";
  return error.empty();
}

bool addCoverage(const CoverageConfig &config, gir::Package &package, gir::RefTable &refs, std::string &error) {
  return Coverage(config, package, refs).run(error);
}

} // namespace golem::compile
