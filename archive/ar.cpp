// See ar.h. A member's header: name 16, time 12, user 6, group 6, mode 8, size 10, "`\n".
#include "archive/ar.h"

namespace golem::archive {

static constexpr size_t headerSize = 60;

bool readArchive(std::string_view bytes, std::vector<Member> &members, std::string &error) {
  if (bytes.substr(0, arMagic.size()) != arMagic) {
    error = "not a package file";
    return false;
  }
  bytes.remove_prefix(arMagic.size());
  while (!bytes.empty()) {
    if (bytes.size() < headerSize || bytes.substr(58, 2) != "`\n") {
      error = "truncated or damaged archive";
      return false;
    }
    std::string_view name = bytes.substr(0, 16);
    name = name.substr(0, name.find_last_not_of(' ') + 1);
    size_t size = 0;
    for (char c : bytes.substr(48, 10)) {
      if (c == ' ')
        break;
      if (c < '0' || c > '9') {
        error = "truncated or damaged archive";
        return false;
      }
      size = size * 10 + size_t(c - '0');
    }
    if (bytes.size() - headerSize < size) {
      error = "truncated or damaged archive";
      return false;
    }
    members.push_back({name, bytes.substr(headerSize, size)});
    bytes.remove_prefix(headerSize + size);
    if ((size & 1) && !bytes.empty())
      bytes.remove_prefix(1);
  }
  return true;
}

void startArchive(std::string &out) { out = arMagic; }

static void pad(std::string &out, std::string_view text, size_t width) {
  out.append(text.substr(0, width));
  out.append(width - std::min(width, text.size()), ' ');
}

void appendMember(std::string &out, std::string_view name, std::string_view data) {
  pad(out, name, 16);
  pad(out, "0", 12);
  pad(out, "0", 6);
  pad(out, "0", 6);
  pad(out, "644", 8);
  pad(out, std::to_string(data.size()), 10);
  out += "`\n";
  out += data;
  if (data.size() & 1)
    out += '\0';
}

} // namespace golem::archive
