// The element container of gc's unified export data: ten sections of byte strings that refer to one another through
// per-element reference tables (format: package internal/pkgbits of the SDK; version 2, no sync markers).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace golem::exportdata {

enum Section : uint8_t { String, Meta, PosBase, Pkg, Name, Type, Obj, ObjExt, ObjDict, Body, kNumSections };

class Container;

/// One element while it is written. Numbers go to the data; references are collected in front of it.
class Element {
public:
  explicit Element(Container &container) : container(&container) {}
  void boolean(bool b) { data.push_back(b ? 1 : 0); }
  void uvarint(uint64_t x);
  void varint(int64_t x) { uvarint(x < 0 ? ~(uint64_t(x) << 1) : uint64_t(x) << 1); }
  void reference(Section section, uint32_t index);
  void string(std::string_view s);
  /// The element's bytes: the reference table, then the data.
  std::string bytes() const;

private:
  Container *container;
  std::string data;
  std::vector<std::pair<Section, uint32_t>> references;
};

class Container {
public:
  /// Reserves the next index of a section; its contents are set later.
  uint32_t reserve(Section section);
  void set(Section section, uint32_t index, const Element &element) { elements[section][index] = element.bytes(); }
  uint32_t stringIndex(std::string_view s);
  /// The whole file, fingerprint included.
  std::string serialize() const;

private:
  std::array<std::vector<std::string>, kNumSections> elements;
  std::unordered_map<std::string, uint32_t> strings;
};

} // namespace golem::exportdata
