"""The records of abi/layouts.def that Go's own packages declare too (internal/abi, internal/runtime/maps), held against the SDK's structs:
place of each field, field by field, and size; for words of 8 and of 4 bytes. A program inside of the standard library, which
the SDK itself builds, tells what these look like. Likewise funcEntry of golib/runtime."""
import json
import os
import re
import subprocess
import tempfile

from common import ROOT

PROGRAM = """package main

import (
	"fmt"
	"internal/abi"
	"internal/runtime/maps"
	"reflect"
)

// show prints the places of the fields of v from number first on, as seen from there, and the end of the last one.
func show(name string, v any, first int) {
	t := reflect.TypeOf(v)
	base := t.Field(first).Offset
	fmt.Print(name)
	for i := first; i < t.NumField(); i++ {
		fmt.Print(" ", t.Field(i).Offset-base)
	}
	fmt.Println(" ", t.Size()-base)
}

func main() {
	show("Type", abi.Type{}, 0)
	show("ArrayPart", abi.ArrayType{}, 1)
	show("ChanPart", abi.ChanType{}, 1)
	show("FuncPart", abi.FuncType{}, 1)
	show("MapPart", abi.MapType{}, 1)
	show("ElemPart", abi.PtrType{}, 1)
	show("ElemPart", abi.SliceType{}, 1)
	show("StructField", abi.StructField{}, 0)
	show("Uncommon", abi.UncommonType{}, 0)
	show("Method", abi.Method{}, 0)
	show("InterfaceMethod", abi.Imethod{}, 0)
	show("Map", maps.Map{}, 0)
	show("MapIterator", maps.Iter{}, 0)
	show("FuncEntry", funcEntry{}, 0)
	itab := reflect.TypeOf(abi.ITab{})
	fmt.Println("Itab", itab.Field(0).Offset, itab.Field(1).Offset, itab.Field(2).Offset, "", itab.Field(3).Offset)
	inner := func(name string, v any) { // name, a slice
		t := reflect.TypeOf(v)
		base := t.Field(1).Offset
		s := t.Field(2).Offset - base
		word := reflect.TypeOf(uintptr(0)).Size()
		fmt.Println(name, 0, s, s+word, s+2*word, "", t.Size()-base)
	}
	inner("InterfacePart", abi.InterfaceType{})
	inner("StructPart", abi.StructType{})
}
"""
MACHINES = {"amd64": ("8", "8"), "386": ("4", "4")}


def struct_of(path, name):
    with open(os.path.join(ROOT, path)) as f:
        return re.search(r"^type " + name + r" struct \{\n.*?^\}\n", f.read(), re.M | re.S).group()


def described(tool, machine):
    """record -> places of its fields and its size, as layouts.def has them."""
    records = {}
    for line in subprocess.run([tool, *machine], capture_output=True, text=True, check=True).stdout.split("\n"):
        words = line.split()
        if len(words) == 3 and "_" in words[1]:
            records.setdefault(words[1].partition("_")[0], []).append(int(words[2]))
    return records


def declared(context, goarch):
    """The same as the SDK has them."""
    with tempfile.TemporaryDirectory() as folder:
        source, overlay = os.path.join(folder, "main.go"), os.path.join(folder, "overlay.json")
        with open(source, "w") as f:
            f.write(PROGRAM + struct_of("golib/runtime/symtab.go", "funcEntry"))
        with open(overlay, "w") as f:
            json.dump({"Replace": {os.path.join(context.sdk, "src", "internal", "showlayouts", "main.go"): source}}, f)
        p = subprocess.run([os.path.join(context.sdk, "bin", "go"), "run", "-overlay", overlay, "internal/showlayouts"],
                           capture_output=True, text=True, env=context.sdk_env(GOARCH=goarch))
    if p.returncode != 0:
        return None, p.stderr
    return [(line.split()[0], [int(n) for n in line.split()[1:]]) for line in p.stdout.strip().split("\n")], ""


def run(context, count):
    tool = os.path.join(context.build, "abi", "golem_abi_offsets")
    for goarch, machine in MACHINES.items():
        ours = described(tool, machine)
        theirs, why = declared(context, goarch)
        if theirs is None:
            count.fail(goarch, why)
            continue
        for record, places in theirs:
            if ours.get(record) == places:
                count.ok()
            else:
                count.fail(f"{record} ({goarch})", f"abi/layouts.def: {ours.get(record)}\nGo:              {places}")
        # The comparison sees a difference: records that have a word look otherwise on the other machine.
        others = described(tool, next(m for m in MACHINES.values() if m != machine))
        for record in ("Type", "MapPart", "Map", "MapIterator", "StructPart", "Itab"):
            count.ok() if others[record] != dict(theirs)[record] else count.fail(f"{record} is the same for all machines")
