// SPDX-License-Identifier: LicenseRef-Private
// Ahead of step 3 of 8: a coded body → a plain copy to read.
#pragma once

#include "proxy/message/headerlist.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace proxy {

/// A content coding of a request body (RFC 9110 8.4.1).
enum class ContentCoding {
    Identity,
    Gzip,
    Zstd,
    Other, ///< known to others, or several
};

/// As the Content-Encoding fields say together.
[[nodiscard]] ContentCoding contentCodingOf(const HeaderList &headers);

/// What a body may grow to.
struct DecodeLimits
{
    qint64 maxBytes = 64LL * 1024 * 1024;
    /// Bodies over kRatioMatters that are this many times their coded size are bombs, whatever
    /// maxBytes allows. JSON of agents reaches 30.
    qint64 maxRatio = 200;

    static constexpr qint64 kRatioMatters = 4LL * 1024 * 1024;
};

struct DecodedBody
{
    enum class Outcome {
        Whole,
        Broken, ///< not what its coding says, cut, or wants more memory than a decoder gets
        TooLarge, ///< passes a limit: a bomb, as far as we can tell
    };

    Outcome outcome = Outcome::Broken;
    QByteArray body; ///< only with Whole
};

/// Takes the coding off. Stops at the first byte beyond a limit: memory stays within maxBytes plus
/// a window of 32 MB. Members and frames that follow one another are one body. Pure; any thread.
[[nodiscard]] DecodedBody decodeBody(ContentCoding coding, QByteArrayView coded,
                                     const DecodeLimits &limits);

} // namespace proxy
