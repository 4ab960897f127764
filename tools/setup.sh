# Shell functions shared by ./golem and ./check: what a Debian 12 machine needs, and the build. Source with $root set.
build=${GOLEM_BUILD:-$root/build}
packages="clang-22 lld-22 llvm-22-dev llvm-22-tools liblld-22-dev libclang-rt-22-dev libgmp-dev libmpfr-dev zlib1g-dev
libzstd-dev ninja-build cmake libgtest-dev libgmock-dev ccache python3 ca-certificates"

setup_fail() {
  echo "golem: $*" >&2
  exit 1
}

# Is everything there that the build asks for? Looks at files: asking dpkg costs a tenth of a second.
setup_complete() {
  for tool in clang++-22 ld.lld-22 FileCheck-22 ninja cmake python3; do
    command -v "$tool" >/dev/null || return 1
  done
  for file in /usr/lib/llvm-22/lib/cmake/llvm/LLVMConfig.cmake /usr/lib/llvm-22/lib/cmake/lld/LLDConfig.cmake \
    /usr/include/mpfr.h /usr/include/zlib.h /usr/include/zstd.h /usr/include/gtest/gtest.h; do
    [ -e "$file" ] || return 1
  done
}

# Runs a long command quietly; shows its last lines when it fails.
setup_quietly() {
  log=$(mktemp) || setup_fail "cannot make a temporary file (no space left?)"
  if ! "$@" >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

setup_install() {
  command -v apt-get >/dev/null || setup_fail "not a Debian system: install these yourself: $(echo $packages)"
  as_root=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || setup_fail "run once as root to install: $(echo $packages)"
    as_root="sudo"
  fi
  echo "golem: installing Debian packages (LLVM 22, LLD, clang, GMP, MPFR, CMake, Ninja)" >&2
  setup_quietly $as_root apt-get update || setup_fail "apt-get update failed (no network?)"
  setup_quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
    setup_fail "apt-get install failed (no network, no space, or not Debian 12?)"
}

setup_packages() {
  setup_complete || setup_install $packages
  setup_complete || setup_fail "the installed packages are not what the build needs (LLVM 22 from Debian 12)"
}

# setup_build TARGET: configures once, then lets ninja decide; only a build that takes its time says so.
setup_build() {
  if [ ! -e "$build/build.ninja" ]; then
    echo "golem: configuring the build in $build" >&2
    setup_quietly cmake -G Ninja -B "$build" -S "$root" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=clang++-22 \
      -DCMAKE_C_COMPILER=clang-22 -DCMAKE_ASM_COMPILER=clang-22 -DCMAKE_CXX_FLAGS_RELEASE=-O2 ||
      setup_fail "CMake could not configure the build"
  fi
  # One build at a time; a second caller waits for the first.
  if command -v flock >/dev/null; then
    exec 9>"$build/.lock"
    flock 9
  fi
  NINJA_STATUS='golem: building [%f/%t] ' ninja -C "$build" "$1" >"$build/build.log" 2>&1 &
  ninja_pid=$!
  steps=0 # of a twentieth of a second: progress after two seconds, then each half minute, on a terminal every two seconds
  every=600
  [ -t 2 ] && every=40
  while kill -0 $ninja_pid 2>/dev/null; do
    sleep 0.05
    steps=$((steps + 1))
    [ $(((steps - 40) % every)) != 0 ] || tail -n 1 "$build/build.log" | cut -c 1-110 >&2
  done
  if ! wait $ninja_pid; then
    grep -q 'No space left on device' "$build/build.log" && setup_fail "no space left in $build"
    grep -n -m 20 -A 3 -e 'error:' -e '^FAILED' "$build/build.log" >&2 || tail -n 20 "$build/build.log" >&2
    setup_fail "the build failed; all of it is in $build/build.log"
  fi
  exec 9>&-
}
