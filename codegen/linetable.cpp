// Line tables, written while machine code is printed.
//
// A label is set wherever an instruction's place in the source changes; at the end of a function its record is written with
// differences of labels, which the assembler resolves. The entries have SHF_LINK_ORDER to the function's section: the linker
// sorts them by address and drops them with the code, and the records with them.
//
// Instances of one generic function often have the same code. The linker keeps it once (--icf) where nobody can tell: names,
// lines and frame maps are the same. It compares what sections refer to, so the code of an instance refers to its record, by a
// relocation that changes nothing, and the record ends with the name.
#include "codegen/linetable.h"

#include "abi/constants.h"
#include "codegen/stackcheck.h"

#include <llvm/BinaryFormat/ELF.h>
#include <llvm/CodeGen/AsmPrinter.h>
#include <llvm/CodeGen/MachineFunction.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/MC/MCContext.h>
#include <llvm/MC/MCExpr.h>
#include <llvm/MC/MCSectionELF.h>
#include <llvm/MC/MCStreamer.h>
#include <llvm/MC/MCSymbolELF.h>
#include <llvm/Target/TargetLoweringObjectFile.h>

#include <map>
#include <string>
#include <vector>

using namespace llvm;

namespace golem::codegen {

namespace {

uint8_t flagsOf(const Function &f) {
  bool plain = all_of(f.args(), [](const Argument &a) { return a.hasAttribute(Attribute::Nest) || a.hasAttribute(Attribute::SwiftSelf); });
  return (f.hasFnAttribute(wrapperAttr) ? abi::IsWrapper : 0) | (f.hasFnAttribute(noSplitAttr) ? abi::IsNoSplit : 0) |
         (plain ? abi::NoArguments : 0);
}

struct Place {
  unsigned line = 0, file = 0, inlined = 0; // inlined: index + 1
  bool operator==(const Place &) const = default;
};

struct Row {
  MCSymbol *label;
  Place place;
};

// A call that was inlined: `name` was called at file:line of node `parent` (0: the function itself).
struct Inlined {
  StringRef name;
  unsigned parent, file, line, startLine;
};

class LineTable : public AsmPrinterHandler {
public:
  LineTable(AsmPrinter &printer, const FrameLivenessTable &frames) : printer(printer), frames(frames), out(*printer.OutStreamer), context(printer.OutContext) {}

  void endModule() override {}
  void beginFunction(const MachineFunction *) override {
    rows.clear();
    calls.clear();
    files.clear();
    inlined.clear();
    fileIndex.clear();
    inlinedIndex.clear();
    end = nullptr;
  }
  void beginInstruction(const MachineInstr *instr) override {
    endsWithCall = instr->isMetaInstruction() ? endsWithCall : instr->isCall() && !instr->isReturn();
    call = callNumber(*instr);
    const DebugLoc &loc = instr->getDebugLoc();
    if (!loc || loc.getLine() == 0 || instr->isMetaInstruction())
      return;
    Place place = placeOf(loc.get());
    if (!rows.empty() && rows.back().place == place)
      return;
    MCSymbol *label = context.createTempSymbol();
    out.emitLabel(label);
    rows.push_back({label, place});
  }
  void endInstruction() override {
    if (call < 0)
      return;
    MCSymbol *label = context.createTempSymbol();
    out.emitLabel(label);
    calls.push_back({label, call});
    call = -1;
  }
  void markFunctionEnd() override {
    // A return address must lie in the function that called, also when the call does not return.
    if (endsWithCall)
      printer.emitNops(1);
    end = context.createTempSymbol();
    out.emitLabel(end);
  }
  void endFunction(const MachineFunction *function) override {
    if (end)
      write(*function);
  }

private:
  struct Call {
    MCSymbol *label; // where it returns to
    int number;
  };

  AsmPrinter &printer;
  const FrameLivenessTable &frames;
  MCStreamer &out;
  MCContext &context;
  std::vector<Row> rows;
  std::vector<Call> calls;
  int call = -1; // the instruction that is printed
  std::vector<StringRef> files;
  std::vector<Inlined> inlined;
  std::map<StringRef, unsigned> fileIndex;
  std::map<std::pair<const DISubprogram *, const DILocation *>, unsigned> inlinedIndex;
  std::map<std::string, MCSymbol *> strings;
  MCSymbol *end = nullptr;
  bool endsWithCall = false;
  unsigned records = 0;

  unsigned fileOf(StringRef name) {
    auto [it, isNew] = fileIndex.try_emplace(name, unsigned(files.size()));
    if (isNew)
      files.push_back(name);
    return it->second;
  }

  static StringRef nameOf(const DISubprogram *s) { return s->getLinkageName().empty() ? s->getName() : s->getLinkageName(); }

  Place placeOf(const DILocation *loc) {
    Place place;
    place.inlined = inlinedNode(loc);
    place.file = fileOf(loc->getFilename());
    place.line = loc->getLine();
    return place;
  }

  unsigned inlinedNode(const DILocation *loc) {
    const DILocation *at = loc->getInlinedAt();
    if (!at)
      return 0;
    const DISubprogram *callee = loc->getScope()->getSubprogram();
    auto key = std::make_pair(callee, at);
    if (auto it = inlinedIndex.find(key); it != inlinedIndex.end())
      return it->second;
    unsigned parent = inlinedNode(at);
    inlined.push_back({nameOf(callee), parent, fileOf(at->getFilename()), at->getLine(), callee->getLine()});
    return inlinedIndex[key] = unsigned(inlined.size());
  }

  // A function's name as the runtime tells it, without the type arguments: instances share it.
  MCSymbol *functionName(StringRef name) {
    size_t open = name.find('['), close = name.rfind(']');
    if (open == name.npos || close == name.npos || close < open)
      return string(name);
    return string((name.take_front(open) + "[...]" + name.drop_front(close + 1)).str());
  }

  MCSymbol *string(StringRef text) {
    auto [it, isNew] = strings.try_emplace(text.str(), nullptr);
    if (isNew) {
      it->second = context.createTempSymbol();
      out.pushSection();
      out.switchSection(context.getELFSection(".rodata.str", ELF::SHT_PROGBITS, ELF::SHF_ALLOC | ELF::SHF_MERGE | ELF::SHF_STRINGS, 1));
      out.emitLabel(it->second);
      out.emitBytes(text);
      out.emitBytes(StringRef("\0", 1));
      out.popSection();
    }
    return it->second;
  }

  const MCExpr *difference(const MCSymbol *a, const MCSymbol *b) {
    return MCBinaryExpr::createSub(MCSymbolRefExpr::create(a, context), MCSymbolRefExpr::create(b, context), context);
  }

  // A 32-bit distance from here to the symbol.
  void relative(const MCSymbol *to) {
    MCSymbol *here = context.createTempSymbol();
    out.emitLabel(here);
    out.emitValue(difference(to, here), 4);
  }

  // A section that belongs to a function: it goes with its code, or stays as long as something refers to it.
  MCSectionELF *sectionFor(StringRef name, const Function &f, bool linked) {
    auto *code = static_cast<MCSectionELF *>(printer.getObjFileLowering().SectionForGlobal(&f, printer.TM));
    unsigned flags = ELF::SHF_ALLOC | (linked ? ELF::SHF_LINK_ORDER : 0);
    const MCSymbolELF *group = code->getGroup();
    if (group)
      flags |= ELF::SHF_GROUP;
    return context.getELFSection(name, ELF::SHT_PROGBITS, flags, 0, group, group && code->isComdat(),
                                 linked ? +MCSection::NonUniqueID : records++,
                                 linked ? static_cast<const MCSymbolELF *>(printer.CurrentFnSym) : nullptr);
  }

  // A relocation at `from` that only says that what stands there depends on `to`.
  void depend(const MCSymbol *from, const MCSymbol *to) {
    out.emitRelocDirective(*MCSymbolRefExpr::create(from, context), "BFD_RELOC_NONE", MCSymbolRefExpr::create(to, context));
  }

  void writeMap(const FrameMap &map) {
    out.emitULEB128IntValue(map.above);
    out.emitULEB128IntValue(map.below);
    out.emitULEB128IntValue(map.saves.size());
    for (const FrameMap::Save &save : map.saves) {
      out.emitULEB128IntValue(save.reg);
      out.emitSLEB128IntValue(save.word);
    }
    out.emitULEB128IntValue(map.runs.size());
    int at = -int(map.below);
    for (const FrameMap::Run &run : map.runs) {
      out.emitULEB128IntValue(uint64_t(run.word - at));
      out.emitULEB128IntValue(run.words);
      at = run.word + int(run.words);
    }
    out.emitULEB128IntValue(map.sets.size());
    for (const BitVector &set : map.sets) {
      SmallVector<char, 16> bytes((set.size() + 7) / 8);
      for (unsigned bit : set.set_bits())
        bytes[bit / 8] = char(bytes[bit / 8] | 1 << bit % 8);
      out.emitBytes(StringRef(bytes.data(), bytes.size()));
    }
    auto listed = [&](const Call &c) { return map.setOf[size_t(c.number)] >= 0; };
    out.emitULEB128IntValue(uint64_t(count_if(calls, listed)));
    const MCSymbol *last = printer.CurrentFnSym;
    for (const Call &c : calls)
      if (listed(c)) {
        out.emitULEB128Value(difference(c.label, last));
        out.emitULEB128IntValue(uint64_t(map.setOf[size_t(c.number)]));
        last = c.label;
      }
  }

  void write(const MachineFunction &function) {
    const Function &f = function.getFunction();
    auto liveness = frames.find(&f);
    FrameMap map;
    bool mapped = liveness != frames.end() && layOut(function, liveness->second, map);
    MCSymbol *begin = printer.CurrentFnSym;
    StringRef name = f.hasFnAttribute(nameAttr) ? f.getFnAttribute(nameAttr).getValueAsString() : f.getName();
    MCSymbol *nameSymbol = functionName(name), *lines = context.createTempSymbol();
    std::vector<MCSymbol *> fileSymbols, inlinedSymbols;
    for (StringRef file : files)
      fileSymbols.push_back(string(file));
    for (Inlined &i : inlined)
      inlinedSymbols.push_back(functionName(i.name));

    out.pushSection();
    out.switchSection(sectionFor("golem_functab", f, true));
    out.emitValueToAlignment(Align(4));
    relative(begin);
    out.emitValue(difference(end, begin), 4);
    relative(nameSymbol);
    relative(lines);

    out.switchSection(sectionFor(".golem_lines", f, false));
    out.emitLabel(lines);
    if (canBeFolded(f))
      depend(begin, lines);
    const DISubprogram *subprogram = f.getSubprogram();
    int startLine = subprogram ? int(subprogram->getLine()) : 0;
    out.emitIntValue(flagsOf(f) | (mapped ? abi::HasFrameMap : 0), 1);
    if (mapped) {
      MCSymbol *from = context.createTempSymbol(), *to = context.createTempSymbol();
      out.emitULEB128Value(difference(to, from));
      out.emitLabel(from);
      writeMap(map);
      out.emitLabel(to);
    }
    out.emitULEB128IntValue(uint64_t(startLine));
    out.emitULEB128IntValue(files.size());
    for (MCSymbol *file : fileSymbols)
      relative(file);
    out.emitULEB128IntValue(inlined.size());
    for (size_t i = 0; i < inlined.size(); i++) {
      relative(inlinedSymbols[i]);
      out.emitULEB128IntValue(inlined[i].parent);
      out.emitULEB128IntValue(inlined[i].file);
      out.emitULEB128IntValue(inlined[i].line);
      out.emitULEB128IntValue(inlined[i].startLine);
    }
    out.emitULEB128IntValue(rows.size());
    const MCSymbol *last = begin;
    int line = startLine;
    for (Row &row : rows) {
      out.emitULEB128Value(difference(row.label, last));
      out.emitSLEB128IntValue(int64_t(row.place.line) - line);
      out.emitULEB128IntValue(row.place.file);
      out.emitULEB128IntValue(row.place.inlined);
      last = row.label;
      line = int(row.place.line);
    }
    if (canBeFolded(f))
      relative(nameSymbol);
    out.popSection();
  }
};

} // namespace

bool canBeFolded(const Function &f) { return f.getName().contains('['); }

std::unique_ptr<AsmPrinterHandler> createLineTable(AsmPrinter &printer, const FrameLivenessTable &frames) {
  return std::make_unique<LineTable>(printer, frames);
}

} // namespace golem::codegen
