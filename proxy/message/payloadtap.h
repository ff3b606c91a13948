// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

/// Observes the payload of an answer, for example to read its token usage. It never changes or
/// delays a byte: RELAY calls it on the worker thread after it wrote the piece to the client.
class PayloadTap
{
public:
    virtual ~PayloadTap() = default;
    /// Gets the next bytes of the body: without framing, with their content coding. They are valid
    /// during the call only.
    virtual void payload(QByteArrayView bytes) = 0;
};

} // namespace proxy
