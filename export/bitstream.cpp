// Writing of the unified export data's container: see bitstream.h.
#include "export/bitstream.h"

namespace golem::exportdata {

static void appendUvarint(std::string &out, uint64_t x) {
  for (; x >= 0x80; x >>= 7)
    out.push_back(char(x | 0x80));
  out.push_back(char(x));
}

static void appendUint32(std::string &out, uint32_t x) {
  for (int i = 0; i < 4; i++)
    out.push_back(char(x >> 8 * i));
}

void Element::uvarint(uint64_t x) { appendUvarint(data, x); }

void Element::reference(Section section, uint32_t index) {
  std::pair<Section, uint32_t> wanted(section, index);
  size_t i = 0;
  while (i < references.size() && references[i] != wanted)
    i++;
  if (i == references.size())
    references.push_back(wanted);
  uvarint(i);
}

void Element::string(std::string_view s) { reference(String, container->stringIndex(s)); }

std::string Element::bytes() const {
  std::string out;
  appendUvarint(out, references.size());
  for (auto [section, index] : references) {
    appendUvarint(out, section);
    appendUvarint(out, index);
  }
  return out + data;
}

uint32_t Container::reserve(Section section) {
  elements[section].emplace_back();
  return uint32_t(elements[section].size() - 1);
}

uint32_t Container::stringIndex(std::string_view s) {
  auto [it, isNew] = strings.try_emplace(std::string(s), uint32_t(elements[String].size()));
  if (isNew)
    elements[String].emplace_back(s);
  return it->second;
}

std::string Container::serialize() const {
  std::string out;
  appendUint32(out, 2); // version
  appendUint32(out, 0); // flags
  uint32_t sum = 0;
  for (auto &section : elements)
    appendUint32(out, sum += uint32_t(section.size()));
  sum = 0;
  for (auto &section : elements)
    for (auto &element : section)
      appendUint32(out, sum += uint32_t(element.size()));
  for (auto &section : elements)
    for (auto &element : section)
      out += element;
  // Readers want eight bytes here that change with the contents: FNV-1a of everything before them.
  uint64_t hash = 0xcbf29ce484222325u;
  for (unsigned char c : out)
    hash = (hash ^ c) * 0x100000001b3u;
  for (int i = 0; i < 8; i++)
    out.push_back(char(hash >> 8 * i));
  return out;
}

} // namespace golem::exportdata
