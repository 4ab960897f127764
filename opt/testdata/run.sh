#!/bin/sh
# Golden tests of girgen and opt: the CHECK comments of each file against its GIR with instances, or as "// Flags:" says.
# usage: run.sh girdump FileCheck
cd "$(dirname "$0")" || exit 1
failed=0
for f in *.go; do
  flags=$(sed -n 's,^// Flags: ,,p' "$f")
  "$1" ${flags:--instances} -p=p "$f" >"${TMPDIR:-/tmp}/gir.$$" || failed=1
  "$2" "$f" <"${TMPDIR:-/tmp}/gir.$$" || failed=1
done
rm -f "${TMPDIR:-/tmp}/gir.$$"
exit $failed
