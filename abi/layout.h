// Offsets and sizes of the records of layouts.def, for the machine that code is made for: the
// compiler and the linker run on another, so C++'s own structures would tell them nothing.
//
// A record is a class with an enumeration of its fields: abi::G::defers. offsetOf(field, machine)
// is its place, sizeOf<abi::G>(machine) the record's size, both in bytes.
#pragma once

#include "abi/constants.h"

#include <cstdint>

namespace golem::abi {

/// What layouts depend on.
struct Machine {
  unsigned wordSize = 8;       ///< bytes of a pointer, int and uintptr
  unsigned int64Alignment = 8; ///< of a 64-bit integer in memory
};

enum class FieldKind : uint8_t { Word, Pointer, Int64, Int32, Int16, Int8 };

constexpr unsigned sizeOf(FieldKind k, Machine m) {
  switch (k) {
  case FieldKind::Word: case FieldKind::Pointer: return m.wordSize;
  case FieldKind::Int64: return 8;
  case FieldKind::Int32: return 4;
  case FieldKind::Int16: return 2;
  case FieldKind::Int8: return 1;
  }
  return 0;
}

constexpr unsigned alignmentOf(FieldKind k, Machine m) {
  return k == FieldKind::Int64 ? m.int64Alignment : sizeOf(k, m);
}

#define RECORD(R) struct R { enum Field : unsigned {
#define FIELD(R, name, kind, type) name,
#define END(R) recordEnd }; };
#include "abi/layouts.def"
#undef RECORD
#undef FIELD
#undef END

// The kinds of a record's fields. The last entry, which no field has, ends lists that are empty.
#define RECORD(R) inline constexpr FieldKind kindsOf##R[] = {
#define FIELD(R, name, kind, type) FieldKind::kind,
#define END(R) FieldKind::Int8}; constexpr const FieldKind *kinds(R::Field) { return kindsOf##R; }
#include "abi/layouts.def"
#undef RECORD
#undef FIELD
#undef END

constexpr uint64_t alignTo(uint64_t offset, uint64_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

/// Bytes from the record's start.
template <class Field> constexpr uint64_t offsetOf(Field field, Machine m) {
  uint64_t at = 0;
  for (unsigned i = 0; i < unsigned(field); i++)
    at = alignTo(at, alignmentOf(kinds(field)[i], m)) + sizeOf(kinds(field)[i], m);
  return alignTo(at, alignmentOf(kinds(field)[field], m));
}

template <class Field> constexpr FieldKind kindOf(Field field) { return kinds(field)[field]; }

template <class Record> constexpr uint64_t sizeOf(Machine m) {
  constexpr auto last = typename Record::Field(Record::recordEnd - 1);
  return alignTo(offsetOf(last, m) + sizeOf(kindOf(last), m), m.wordSize);
}

} // namespace golem::abi
