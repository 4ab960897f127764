// The Unix archive format as Go uses it: short member names, no symbol table, members at even offsets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace golem::archive {

inline constexpr std::string_view arMagic = "!<arch>\n";

struct Member {
  std::string_view name; ///< at most 16 characters
  std::string_view data;
};

/// Takes an archive apart; the members point into `bytes`. False: truncated or not an archive.
bool readArchive(std::string_view bytes, std::vector<Member> &members, std::string &error);

void startArchive(std::string &out);
void appendMember(std::string &out, std::string_view name, std::string_view data);

} // namespace golem::archive
