// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

namespace proxy {

/// Returns @p text, a constant that lives as long as the program, without a copy.
[[nodiscard]] inline QByteArray literal(const char *text)
{
    return QByteArray::fromRawData(text, static_cast<qsizetype>(qstrlen(text)));
}

} // namespace proxy
