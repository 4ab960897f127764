// See refused.h.
#include "link/refused.h"

#include <unordered_map>

namespace golem::link {

namespace {

constexpr std::string_view layoutReason = "Golem's scheduler keeps its state in other structures";
constexpr std::string_view moduleReason = "code cannot be added to a running program";
constexpr std::string_view stackReason = "stacks are checked and made larger in another way";
constexpr std::string_view barrierReason = "there are no write barriers";
constexpr std::string_view cgoReason = "there is no cgo";
constexpr std::string_view experimentReason = "it belongs to an experiment (GOEXPERIMENT)";
constexpr std::string_view sanitizerReason = "there are no sanitizers";
constexpr std::string_view outputReason = "the runtime's messages do not pass through Go";
constexpr std::string_view debugReason = "it belongs to a debugging mode of gc";

const std::unordered_map<std::string_view, std::string_view> &table() {
  static const std::unordered_map<std::string_view, std::string_view> names{
      {"runtime.sched", layoutReason},
      {"runtime.extraMInUse", layoutReason},
      {"runtime.lastmoduledatap", moduleReason},
      {"runtime.moduledataverify1", moduleReason},
      {"runtime.gcWriteBarrier2", barrierReason},
      {"runtime.morestackc", stackReason},
      {"runtime.morestack_noctxt", stackReason},
      {"runtime.mayMoreStackMove", debugReason},
      {"runtime.mayMoreStackPreempt", debugReason},
      {"runtime.overrideWrite", outputReason},
      {"runtime.set_crosscall2", cgoReason},
      {"runtime._cgo_setenv", cgoReason},
      {"runtime._cgo_unsetenv", cgoReason},
      {"_cgo_init", cgoReason},
      {"_cgo_thread_start", cgoReason},
      {"_cgo_sys_thread_create", cgoReason},
      {"_cgo_notify_runtime_init_done", cgoReason},
      {"_cgo_callers", cgoReason},
      {"_cgo_set_traceback_functions", cgoReason},
      {"_cgo_call_traceback_function", cgoReason},
      {"_cgo_call_symbolizer_function", cgoReason},
      {"_cgo_yield", cgoReason},
      {"_cgo_pthread_key_created", cgoReason},
      {"_cgo_bindm", cgoReason},
      {"_cgo_getstackbound", cgoReason},
      {"_cgo_mmap", cgoReason},
      {"_cgo_munmap", cgoReason},
      {"_cgo_sigaction", cgoReason},
      {"arena.runtime_arena_newArena", experimentReason},
      {"arena.runtime_arena_arena_New", experimentReason},
      {"arena.runtime_arena_arena_Slice", experimentReason},
      {"arena.runtime_arena_arena_Free", experimentReason},
      {"arena.runtime_arena_heapify", experimentReason},
      {"runtime/secret.count", experimentReason},
      {"runtime/secret.inc", experimentReason},
      {"runtime/secret.dec", experimentReason},
      {"runtime/secret.eraseSecrets", experimentReason},
      {"runtime/secret.getStack", experimentReason},
      {"runtime/secret.appendSignalStacks", experimentReason},
      {"plugin.lastmoduleinit", moduleReason},
      {"runtime.memequal_varlen", "it reads gc's closures"},
      {"runtime.asanread", sanitizerReason},
      {"runtime.asanwrite", sanitizerReason},
      {"runtime.msanfree", sanitizerReason},
      {"runtime.msanmalloc", sanitizerReason},
      {"runtime.msanmove", sanitizerReason},
      {"runtime.msanread", sanitizerReason},
      {"runtime.msanwrite", sanitizerReason},
  };
  return names;
}

} // namespace

std::string_view refusal(std::string_view symbol) {
  auto it = table().find(symbol);
  return it == table().end() ? std::string_view() : it->second;
}

} // namespace golem::link
