// LLD's LTO initialises every backend that LLVM was built with. Those that are not linked get empty initialisers here, so that
// only the backends in use are in the program.
#include "llvm/Plugins/PassPlugin.h"

/// Debian's LLVM has the Polly plug-in built in; an empty one takes its place.
llvm::PassPluginLibraryInfo getPollyPluginInfo() { return {LLVM_PLUGIN_API_VERSION, "none", "", nullptr, nullptr}; }

#define STUB(name)                                                                                                      \
  extern "C" void LLVMInitialize##name##TargetInfo() {}                                                                \
  extern "C" void LLVMInitialize##name##Target() {}                                                                    \
  extern "C" void LLVMInitialize##name##TargetMC() {}                                                                  \
  extern "C" void LLVMInitialize##name##AsmPrinter() {}                                                                \
  extern "C" void LLVMInitialize##name##AsmParser() {}

STUB(AArch64)
STUB(AMDGPU)
STUB(ARM)
STUB(AVR)
STUB(BPF)
STUB(Hexagon)
STUB(Lanai)
STUB(LoongArch)
STUB(M68k)
STUB(MSP430)
STUB(Mips)
STUB(NVPTX)
STUB(PowerPC)
STUB(RISCV)
STUB(SPIRV)
STUB(Sparc)
STUB(SystemZ)
STUB(VE)
STUB(WebAssembly)
STUB(X86)
STUB(XCore)
STUB(Xtensa)
