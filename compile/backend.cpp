// See backend.h. girgen → opt (instances and wrappers on demand) → lower → codegen.
#include "compile/backend.h"

#include "base/stages.h"
#include "codegen/codegen.h"
#include "compile/options.h"
#include "compile/symabis.h"
#include "diag/diag.h"
#include "export/unified.h"
#include "gir/linkname.h"
#include "gir/print.h"
#include "gir/verify.h"
#include "girgen/girgen.h"
#include "lower/intrinsics.h"
#include "lower/lower.h"
#include "opt/improving/improve.h"
#include "opt/improving/report.h"
#include "opt/required/provider.h"

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>

#include <cstdio>
#include <optional>
#include <unordered_set>

namespace golem::compile {

namespace {

class Backend {
public:
  Backend(const BackendInput &in, Output &output)
      : in(in), output(output), provider(package, in.refs, in.sizes, [&in](std::string_view name) {
          return in.importer.function(name);
        }) {}

  bool run() { return build() && exportBodies() && generateCode(); }

private:
  const BackendInput &in;
  Output &output;
  gir::Package package;
  SymbolSet asmDefs, asmRefs;
  girgen::Names names;
  opt::Provider provider;
  std::optional<opt::Improver> improver;

  std::function<void(source::Pos, std::string)> reportError() {
    return [this](source::Pos pos, std::string text) { in.reporter.error(pos, std::move(text)); };
  }

  bool build() {
    in.stages.enter("build GIR");
    girgen::Input input;
    input.pkg = in.package;
    input.path = in.packagePath;
    input.files = in.files;
    input.info = in.info;
    input.sizes = in.sizes;
    input.goVersion = in.options.lang;
    input.embedPatterns = in.options.embedPatterns;
    input.embedFiles = in.options.embedFiles;
    input.renamed = [this](types::Object *object) { return in.importer.renamed(object); };
    if (std::string error; !in.options.symAbis.empty() && !readSymAbis(in.options.symAbis, asmDefs, asmRefs, error)) {
      in.reporter.error(source::Pos(), "compile: " + error);
      return false;
    }
    input.isAssembly = [this](const std::string &name) { return asmDefs.count(name) != 0; };
    input.error = reportError();
    if (!girgen::generate(input, package, in.refs, &names))
      return false;
    if (std::string error; in.options.coverage && !addCoverage(*in.options.coverage, package, in.refs, error))
      return fatal(error);
    in.stages.enter("GIR passes");
    if (!in.options.noOptimize)
      improve();
    in.stages.enter("verify GIR");
    for (const gir::Function &function : package.functions)
      if (std::string problem = gir::verify(function); !problem.empty())
        in.reporter.error(function.pos, "internal error: " + problem);
    if (in.options.dump == "gir") {
      std::string text;
      gir::print(text, package);
      std::fputs(text.c_str(), stdout);
    }
    describe();
    return !in.reporter.hasErrors();
  }

  void improve() {
    opt::ImproveOptions options;
    options.inlining = in.options.inlineLevel != 0;
    options.importedBody = [this](std::string_view name) { return in.importer.inlinable(name); };
    options.importedLeaks = [this](std::string_view name) { return in.importer.leaks(name); };
    options.isIntrinsic = [](std::string_view name) { return lower::findIntrinsic(name) != nullptr; };
    if (in.options.printDecisions)
      options.finished = [this](const gir::Function &f) {
        opt::report(f, [this](source::Pos pos, std::string text) { in.reporter.warn(pos, std::move(text)); });
      };
    improver.emplace(package, provider, in.sizes, std::move(options));
    provider.improve = [this](gir::Function &f) { improver->function(f); };
    improver->package();
  }

  /// What the linker must know.
  void describe() {
    output.meta.inits = unsigned(package.inits.size());
    std::string task = gir::symbolPath(in.packagePath) + "..inittask";
    if (task != in.packagePath + "..inittask")
      output.meta.task = task;
    for (const gir::Global &global : package.globals) {
      if (global.isExternal || global.readOnly || !global.object)
        continue;
      bool isString = types::unalias(global.type) == types::basicType(types::BasicKind::String);
      bool constant = global.init.kind == gir::StaticValue::ZeroValue || global.init.kind == gir::StaticValue::Constant;
      if (isString && constant)
        output.meta.stringVars.push_back(global.linkName);
      else
        output.meta.otherVars.emplace_back(global.linkName, gir::linkString(global.type));
    }
  }

  static std::string methodName(types::Func *method) {
    types::Type *recv = types::unalias(method->signature()->recv()->type());
    bool pointer = false;
    if (auto *p = types::as<types::Pointer>(recv)) {
      pointer = true;
      recv = types::unalias(p->elem());
    }
    types::TypeName *type = types::asNamed(recv)->obj();
    std::string name(type->name());
    return gir::symbolPath(type->pkg()->path()) + "." + (pointer ? "(*" + name + ")" : name) + "." + std::string(method->name());
  }

  bool exportBodies() {
    in.stages.enter("export");
    exportdata::OwnInput own;
    own.package = in.package;
    std::unordered_map<std::string_view, const gir::Function *> generic, plain;
    auto isInlinable = [](const gir::Function &f) { return f.inlineCost >= 0 && f.inlineCost <= opt::inlineBudget; };
    for (const gir::Function &function : package.functions)
      if (!function.typeParams.empty()) {
        generic[function.linkName] = &function;
        if (!function.outer)
          own.functions.push_back(&function);
      } else {
        plain[function.linkName] = &function;
        if (function.object == nullptr || !function.object->exported())
          continue;
        own.callable.push_back(function.linkName);
        if (isInlinable(function))
          own.functions.push_back(&function);
      }
    for (const std::string &name : package.noEscape)
      own.callable.push_back(name);
    own.inlinable = [&](std::string_view name) -> const gir::Function * {
      if (auto it = plain.find(name); it != plain.end()) {
        bool literal = it->second->isClosure && it->second->inlineCost >= 0 && it->second->inlineCost <= opt::literalBudget;
        return literal || isInlinable(*it->second) ? it->second : nullptr;
      }
      return in.importer.inlinable(name);
    };
    gir::Leaks nothing{.known = true, .nothing = true};
    own.leaks = [&](std::string_view name) -> const gir::Leaks * {
      if (auto it = plain.find(name); it != plain.end())
        return &it->second->leaks;
      return package.noEscape.count(name) ? &nothing : in.importer.leaks(name);
    };
    own.body = [&](std::string_view name) -> const gir::Function * {
      auto it = generic.find(name);
      return it != generic.end() ? it->second : in.importer.function(name);
    };
    own.linkName = methodName;
    own.renamed = [&](types::Object *object) {
      auto it = names.renamed.find(object);
      return it != names.renamed.end() ? std::string_view(it->second) : in.importer.renamed(object);
    };
    output.own = exportdata::writeOwn(own, in.positionOf);
    std::unordered_set<types::Object *> withBody;
    for (const gir::Function &function : package.functions)
      if (function.object != nullptr && (!function.typeParams.empty() || isInlinable(function)))
        withBody.insert(function.object);
    output.unified = exportdata::writeUnified(in.package, [&](types::Func *f) { return withBody.count(f) != 0; }, in.positionOf);
    return true;
  }

  bool generateCode() {
    codegen::Options options;
    options.optimize = !in.options.noOptimize;
    llvm::SmallVector<char, 0> text;
    codegen::Objects objects;
    if (in.options.dump == "asm" || in.options.printAssembly)
      options.assembly = &text;
    options.stages = &in.stages;
    options.verify = in.options.debug.count("verify");
    options.passTimes = in.options.debug.count("passtimes");
    if (auto it = in.options.debug.find("hugefunction"); it != in.options.debug.end())
      if (unsigned n; !llvm::StringRef(it->second).getAsInteger(10, n))
        options.hugeFunction = n;
    if (auto it = in.options.debug.find("framebound"); it != in.options.debug.end())
      if (unsigned n; !llvm::StringRef(it->second).getAsInteger(10, n))
        options.frameBound = n;
    in.stages.enter("set up LLVM");
    std::string error;
    auto machine = codegen::createTargetMachine(in.target, options, error);
    if (!machine)
      return fatal(error);

    in.stages.enter("LLVM IR");
    llvm::LLVMContext context;
    lower::Input input;
    input.package = &package;
    input.provider = &provider;
    input.sizes = in.sizes;
    input.context = in.context;
    input.target = &in.target;
    if (auto it = in.options.debug.find("converthash"); it != in.options.debug.end())
      input.saturate = it->second.ends_with('y');
    input.error = reportError();
    input.positionOf = in.positionOf;
    input.optimize = options.optimize;
    input.std = in.options.std;
    input.hasAssembly = !in.options.symAbis.empty();
    input.asmDefs = asmDefs;
    input.asmRefs = asmRefs;
    std::unique_ptr<llvm::Module> module = lower::lower(input, context);
    if (!module)
      return false;
    for (const llvm::Function &f : *module)
      if (llvm::StringRef name = f.getName(); !f.isDeclaration() && name.consume_back(".abi0"))
        output.meta.abi0.push_back(name.str());
    if (in.options.dump == "llvm")
      module->print(llvm::outs(), nullptr);
    if (in.options.dump == "opt")
      options.dumpOptimized = "-";
    if (!codegen::emit(*module, in.target, *machine, options, objects, error))
      return fatal(error);
    std::fwrite(text.data(), 1, text.size(), stdout);
    for (const llvm::SmallVector<char, 0> &bytes : objects)
      output.objects.emplace_back(bytes.data(), bytes.size());
    return true;
  }

  bool fatal(const std::string &text) {
    in.reporter.error(source::Pos(), "internal error: " + in.packagePath + ": " + text);
    return false;
  }
};

} // namespace

bool runBackend(const BackendInput &in, Output &output) {
  auto *backend = new Backend(in, output); // never freed: the process ends with it
  return backend->run();
}

} // namespace golem::compile
