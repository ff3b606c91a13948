// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <optional>

namespace proxy {

/// Whether this processor has what findTokens() needs (AVX2). Any thread.
[[nodiscard]] bool canFindTokens();

/// Writes where the tokens of a JSON text begin to @p starts, which has room for one for each byte,
/// and returns how many there are. The same tokens as simdjson's first stage finds: brackets,
/// colons, commas, opening quotes and the beginnings of everything else outside strings. Returns
/// nullopt when the text has no token, a string does not end or holds a raw control character. It
/// does not check that the text is UTF-8. Call it only where canFindTokens(). Any thread.
///
/// An agent's conversation is long strings: blocks inside one take half of what simdjson spends on
/// every block.
[[nodiscard]] std::optional<size_t> findTokens(QByteArrayView text, quint32 *starts);

} // namespace proxy
