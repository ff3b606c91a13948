// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

/// Sees the payload of an answer pass by (usage, previews); never changes, holds or delays a
/// byte. Fed by RELAY on the worker thread, after the client's copy was written.
class PayloadTap
{
public:
    virtual ~PayloadTap() = default;
    /// The next bytes of the body, framing removed, content coding kept. Valid during the call.
    virtual void payload(QByteArrayView bytes) = 0;
};

} // namespace proxy
