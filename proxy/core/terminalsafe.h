// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QByteArray>
#include <QString>

namespace proxy {

/// Returns @p text as one line that is safe to print on a terminal. Control characters (line ends
/// too), line and paragraph separators, and invisible characters that reorder or hide text (bidi
/// controls, zero width, tags) become escapes such as \u001b, as in a JSON string. Any thread.
[[nodiscard]] QString terminalSafe(QStringView text);
/// terminalSafe() of UTF-8 bytes; invalid ones become U+FFFD.
[[nodiscard]] QString terminalSafe(const QByteArray &utf8);
/// terminalSafe() of every value in @p text, so that its text is safe in every language.
[[nodiscard]] Text terminalSafe(const Text &text);
/// terminalSafe() for a text of several lines: line ends and tabs stay.
[[nodiscard]] QString terminalSafeLines(QStringView text);

} // namespace proxy
