// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

namespace proxy {

/// A range of bytes [begin, end) of a text.
struct ByteRange
{
    qsizetype begin = 0;
    qsizetype end = 0;

    [[nodiscard]] bool isEmpty() const { return begin == end; }
    [[nodiscard]] qsizetype size() const { return end - begin; }
    [[nodiscard]] bool operator==(const ByteRange &) const = default;
};

} // namespace proxy
