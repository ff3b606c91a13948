// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/headerlist.h"
#include "proxy/message/request.h"

#include <QByteArray>

namespace proxy {

/// The final head of an answer, hop-by-hop fields included until the relay takes them out.
struct ResponseHead
{
    int status = 200;
    QByteArray reason; ///< as sent; may be empty
    int minorVersion = 1;
    HeaderList headers;
    BodyFraming framing = BodyFraming::None; ///< already decided, method and status considered
    qint64 contentLength = 0; ///< with BodyFraming::Length
};

/// A whole small answer of our own.
struct Reply
{
    int status = 200;
    QByteArray contentType = "application/json";
    QByteArray body;
    HeaderList headers = {}; ///< further fields
};

/// The standard reason phrase (RFC 9110 15), "" for an unknown status.
[[nodiscard]] QByteArrayView reasonPhrase(int status);

} // namespace proxy
