// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

#include <QByteArray>
#include <QString>

namespace proxy {

/// What came from outside as a terminal may see it: control characters, line ends among them,
/// separators of lines and paragraphs, and what orders or hides text without being seen (bidi
/// controls, zero width, tags) stand as \u001b, which is what JSON writes in a string, too. One
/// line, whatever comes in. Any thread.
[[nodiscard]] QString terminalSafe(QStringView text);
/// The same of UTF-8; what is none becomes U+FFFD.
[[nodiscard]] QString terminalSafe(const QByteArray &utf8);
/// The same of every value of what is said: words of others have no control characters in any
/// language.
[[nodiscard]] Said terminalSafe(const Said &said);
/// A text of several lines: as terminalSafe(), but line ends and tabs stay.
[[nodiscard]] QString terminalSafeLines(QStringView text);

} // namespace proxy
