// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/headerlist.h"
#include "proxy/message/request.h"

#include <QByteArray>

namespace proxy {

/// The final (not interim) head of an answer. It has its hop-by-hop fields until RELAY removes
/// them.
struct ResponseHead
{
    int status = 200;
    QByteArray reason; ///< as sent; may be empty
    int minorVersion = 1;
    HeaderList headers;
    BodyFraming framing = BodyFraming::None; ///< decided already, by method, status and fields
    qint64 contentLength = 0; ///< with BodyFraming::Length
};

/// A whole small answer of the proxy itself.
struct Reply
{
    int status = 200;
    QByteArray contentType = "application/json";
    QByteArray body;
    HeaderList headers = {}; ///< further fields
};

/// Returns the standard reason phrase of a status (RFC 9110 15); empty for an unknown one.
[[nodiscard]] QByteArrayView reasonPhrase(int status);

} // namespace proxy
