// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

#include <vector>

namespace proxy {

/// One reply of the store in RESP2. Plain value.
struct StoreReply
{
    enum class Kind { Nil, Status, Error, Integer, Text, List };

    Kind kind = Kind::Nil;
    QByteArray text = {}; ///< of Status, Error and Text
    qint64 integer = 0; ///< of Integer
    std::vector<StoreReply> items = {}; ///< of List

    [[nodiscard]] bool isError() const { return kind == Kind::Error; }
    /// Whether it is an error that begins with the word @p code.
    [[nodiscard]] bool isError(QByteArrayView code) const
    {
        return isError() && text.startsWith(code)
               && (text.size() == code.size() || text.at(code.size()) == ' ');
    }
};

} // namespace proxy
