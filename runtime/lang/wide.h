// Byte operations with the processor's widest vectors, for operands that are long enough to be worth the call. To be called only when
// arch::wideVectors says that they are there.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime::wide {

constexpr uptr least = 64; ///< bytes (of `index`: places) below which these may not be called

iptr indexByte(const u8 *p, uptr n, u8 c);
uptr count(const u8 *p, uptr n, u8 c);
iptr compare(const u8 *a, uptr an, const u8 *b, uptr bn); ///< -1, 0 or 1
bool equal(const u8 *a, const u8 *b, uptr n);
/// Where k bytes, k >= 2, begin at one of the first `places` bytes of p.
iptr index(const u8 *p, uptr places, const u8 *needle, uptr k);
void move(u8 *to, const u8 *from, uptr n); ///< n > least
void fill(u8 *p, u8 c, uptr n);

} // namespace golem::runtime::wide
