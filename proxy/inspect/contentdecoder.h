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
    Other, ///< an unsupported coding, or several
};

/// Returns the coding that all Content-Encoding fields together name.
[[nodiscard]] ContentCoding contentCodingOf(const HeaderList &headers);

/// The size limits of a decoded body.
struct DecodeLimits
{
    qint64 maxBytes = 64LL * 1024 * 1024;
    /// A body over kRatioMatters bytes that is this many times as large as its coded form is
    /// refused as a decompression bomb. Agents' JSON reaches 30.
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
    QByteArray body; ///< set only with Outcome::Whole
};

/// Decodes a body. Stops at the first byte beyond a limit, so memory stays within maxBytes plus a
/// window of 32 MB. Consecutive members or frames are one body. Pure; any thread.
[[nodiscard]] DecodedBody decodeBody(ContentCoding coding, QByteArrayView coded,
                                     const DecodeLimits &limits);

} // namespace proxy
