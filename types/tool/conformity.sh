#!/bin/sh
# Checks the SDK's standard library and compares with the ERROR comments of the SDK's own type checker tests.
# Usage: conformity.sh TYPECHECK [GOROOT]
set -eu
typecheck=$1
goroot=${2:-${GOLEM_SDK:-$(go env GOROOT 2>/dev/null || echo /usr/local/go)}}
list=$(mktemp)
trap 'rm -f "$list"' EXIT
CGO_ENABLED=0 GOTOOLCHAIN=local "$goroot/bin/go" list -deps -f \
  '{{.ImportPath}}|{{.Dir}}|{{range .GoFiles}}{{.}} {{end}}|{{range $k,$v := .ImportMap}}{{$k}}={{$v}};{{end}}' std >"$list"
"$typecheck" -list="$list" -all
data=$goroot/src/internal/types/testdata
# (local/issue47996.go has several syntax errors on a line, of which the compiler shows one.)
local=$goroot/src/cmd/compile/internal/types2/testdata/local
"$typecheck" -list="$list" -errors "$data/check" "$data/spec" "$data/examples" "$data/fixedbugs" \
  $(ls "$local"/*.go | grep -v issue47996)
