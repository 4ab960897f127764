// What Go asks about the program's image and process: sections, arguments.
#include "runtime/lang/types.h"
#include "runtime/os/os.h"
#include "runtime/sched/sched.h"

extern "C" {
extern char __executable_start[] __attribute__((weak));
extern char _end[] __attribute__((weak));
#define SECTION(name)                                                                                            \
  extern char __start_##name[] __attribute__((weak));                                                            \
  extern char __stop_##name[] __attribute__((weak))
SECTION(golem_functab);
SECTION(golem_typelinks);
SECTION(golem_itabs);
SECTION(golem_covctrs);
#undef SECTION
extern char golem_nativetab[], golem_nativetabend[]; // made by names.cmake
}

namespace golem::runtime {

struct Range {
  void *start;
  iptr count;
};

struct Words2 {
  uptr a, b;
};

struct Words3 {
  uptr a, b, c;
};

static Range range(char *start, char *stop, uptr size) { return {start, (stop - start) / iptr(size)}; }

RT_SWIFT Words2 goImageBounds(RT_SELF_UNUSED) asm("runtime.imageBounds");
RT_SWIFT Words2 goImageBounds(RT_SELF_UNUSED) { return {uptr(__executable_start), uptr(_end)}; }

RT_SWIFT Range goFunctabBounds(RT_SELF_UNUSED) asm("runtime.functabBounds");
RT_SWIFT Range goFunctabBounds(RT_SELF_UNUSED) { return range(__start_golem_functab, __stop_golem_functab, 16); }

RT_SWIFT Range goNativetabBounds(RT_SELF_UNUSED) asm("runtime.nativetabBounds");
RT_SWIFT Range goNativetabBounds(RT_SELF_UNUSED) { return range(golem_nativetab, golem_nativetabend, 16); }

RT_SWIFT Range goTypelinkBounds(RT_SELF_UNUSED) asm("runtime.typelinkBounds");
RT_SWIFT Range goTypelinkBounds(RT_SELF_UNUSED) { return range(__start_golem_typelinks, __stop_golem_typelinks, wordBytes); }

RT_SWIFT Range goItabBounds(RT_SELF_UNUSED) asm("runtime.itabBounds");
RT_SWIFT Range goItabBounds(RT_SELF_UNUSED) { return range(__start_golem_itabs, __stop_golem_itabs, wordBytes); }

RT_SWIFT Range goCoverCounters(RT_SELF_UNUSED) asm("runtime.coverCounters");
RT_SWIFT Range goCoverCounters(RT_SELF_UNUSED) { return range(__start_golem_covctrs, __stop_golem_covctrs, 4); }

RT_SWIFT Words3 goProgramArgs(RT_SELF_UNUSED) asm("runtime.programArgs");
RT_SWIFT Words3 goProgramArgs(RT_SELF_UNUSED) { return {uptr(os::argc), uptr(os::argv), uptr(os::envp)}; }

RT_SWIFT Range goAuxvWords(RT_SELF_UNUSED) asm("runtime.auxvWords");
RT_SWIFT Range goAuxvWords(RT_SELF_UNUSED) { return {os::auxv, os::auxvCount}; }

RT_SWIFT uptr goPageSize(RT_SELF_UNUSED) asm("runtime.pageSize");
RT_SWIFT uptr goPageSize(RT_SELF_UNUSED) { return os::pageSize; }

RT_SWIFT void goExitProcess(iptr code, RT_SELF_UNUSED) asm("runtime.exitProcess");
RT_SWIFT void goExitProcess(iptr code, RT_SELF_UNUSED) { os::exit(int(code)); }

RT_SWIFT u64 goGoid(RT_SELF) asm("runtime.goid");
RT_SWIFT u64 goGoid(RT_SELF) { return g->id; }

RT_SWIFT u64 goRand(RT_SELF_UNUSED) asm("runtime.rand");
RT_SWIFT u64 goRand(RT_SELF_UNUSED) { return random64(); }

RT_SWIFT u32 goCheaprand(RT_SELF_UNUSED) asm("runtime.cheaprand");
RT_SWIFT u32 goCheaprand(RT_SELF_UNUSED) { return fastRandom(); }

RT_SWIFT void goBreakpoint(RT_SELF_UNUSED) asm("runtime.Breakpoint");
RT_SWIFT void goBreakpoint(RT_SELF_UNUSED) { arch::breakpoint(); }

// ---- small state of a goroutine that std keeps in the runtime

struct LangState {
  u8 fipsIndicator, fipsBypass;
};
static_assert(sizeof(LangState) <= sizeof(G::reservedForLang));
static LangState *lang(G *g) { return reinterpret_cast<LangState *>(g->reservedForLang); }

RT_SWIFT u32 fipsGetIndicator(RT_SELF) asm("crypto/internal/fips140.getIndicator");
RT_SWIFT u32 fipsGetIndicator(RT_SELF) { return lang(g)->fipsIndicator; }

RT_SWIFT void fipsSetIndicator(u32 v, RT_SELF) asm("crypto/internal/fips140.setIndicator");
RT_SWIFT void fipsSetIndicator(u32 v, RT_SELF) { lang(g)->fipsIndicator = u8(v); }

RT_SWIFT void fipsSetBypass(RT_SELF) asm("crypto/fips140.setBypass");
RT_SWIFT void fipsSetBypass(RT_SELF) { lang(g)->fipsBypass = 1; }

RT_SWIFT void fipsUnsetBypass(RT_SELF) asm("crypto/fips140.unsetBypass");
RT_SWIFT void fipsUnsetBypass(RT_SELF) { lang(g)->fipsBypass = 0; }

RT_SWIFT u32 fipsIsBypassed(RT_SELF) asm("crypto/fips140.isBypassed");
RT_SWIFT u32 fipsIsBypassed(RT_SELF) { return lang(g)->fipsBypass; }

RT_SWIFT void profSetLabel(void *labels, RT_SELF) asm("runtime/pprof.runtime_setProfLabel");
RT_SWIFT void profSetLabel(void *labels, RT_SELF) { g->labels = labels; }

RT_SWIFT void *profGetLabel(RT_SELF) asm("runtime/pprof.runtime_getProfLabel");
RT_SWIFT void *profGetLabel(RT_SELF) { return g->labels; }

RT_SWIFT u32 goPanicOnFault(RT_SELF) asm("runtime.panicOnFault");
RT_SWIFT u32 goPanicOnFault(RT_SELF) { return g->panicOnFault; }

RT_SWIFT u32 goSetPanicOnFault(u32 on, RT_SELF) asm("runtime/debug.setPanicOnFault");
RT_SWIFT u32 goSetPanicOnFault(u32 on, RT_SELF) {
  bool old = g->panicOnFault;
  g->panicOnFault = on & 0xff;
  return old;
}

// ---- marks of programs with certain packages, for tools that look for them

RT_SWIFT void sigBoring(RT_SELF_UNUSED) asm("crypto/internal/boring/sig.BoringCrypto");
RT_SWIFT void sigBoring(RT_SELF_UNUSED) {}

RT_SWIFT void sigFips(RT_SELF_UNUSED) asm("crypto/internal/boring/sig.FIPSOnly");
RT_SWIFT void sigFips(RT_SELF_UNUSED) {}

RT_SWIFT void sigStandard(RT_SELF_UNUSED) asm("crypto/internal/boring/sig.StandardCrypto");
RT_SWIFT void sigStandard(RT_SELF_UNUSED) {}

} // namespace golem::runtime
