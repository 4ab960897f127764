// See toolid.h. The build id note is found through the program headers, so nothing has to be hashed at run time.
#include "archive/toolid.h"

#include "target/version.h"

#include <cstring>
#include <elf.h>
#include <link.h>

namespace golem::archive {

static int findBuildId(dl_phdr_info *info, size_t, void *out) {
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) &header = info->dlpi_phdr[i];
    if (header.p_type != PT_NOTE)
      continue;
    auto *at = reinterpret_cast<const char *>(info->dlpi_addr + header.p_vaddr), *end = at + header.p_memsz;
    while (at + 12 <= end) {
      uint32_t words[3]; // name size, contents size, type
      std::memcpy(words, at, 12);
      const char *name = at + 12, *desc = name + ((words[0] + 3) & ~3u);
      if (words[2] == NT_GNU_BUILD_ID && words[0] == 4 && !std::memcmp(name, "GNU", 4))
        *static_cast<std::string *>(out) = {desc, words[1]};
      at = desc + ((words[1] + 3) & ~3u);
    }
  }
  return 1; // the first object is the program itself
}

std::string versionLine(const std::string &tool) {
  std::string id;
  dl_iterate_phdr(findBuildId, &id);
  std::string line = tool + " version " + target::goVersion + " golem-";
  for (unsigned char c : id) {
    line += "0123456789abcdef"[c >> 4];
    line += "0123456789abcdef"[c & 15];
  }
  return line;
}

} // namespace golem::archive
