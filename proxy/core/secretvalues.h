// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

/// Whether a value that stands beside a secret's name is one, not code that fetches it.
[[nodiscard]] bool looksRandom(QByteArrayView value);

/// Whether a quoted value is so long and random that it is no code, whatever signs it has.
[[nodiscard]] bool isLongAndRandom(QByteArrayView value);

/// Whether a value is words and short numbers between separators, as a name, a version or a path.
[[nodiscard]] bool isMadeOfWords(QByteArrayView value);

[[nodiscard]] int countIf(QByteArrayView text, bool (*isCounted)(char));

} // namespace proxy
