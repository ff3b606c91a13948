// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>

namespace proxy {

/// Told about a BodySource. All calls come on the worker thread, never from inside a call of
/// take() or setObserver().
class BodySourceObserver
{
public:
    virtual ~BodySourceObserver() = default;
    /// There is more to take, or the end was reached.
    virtual void bodyReady() = 0;
    /// The body will never be complete (bad framing, too large, too slow, client gone).
    virtual void bodyFailed(const Error &error) = 0;
};

/// A request body that streams through: what FORWARD pulls from. Counterpart: ClientSink, for the
/// other direction. After a 101 it yields the client's raw bytes. Implemented by ClientStream;
/// owned by the exchange.
class BodySource
{
public:
    virtual ~BodySource() = default;
    /// Up to @p max decoded bytes, possibly none. Taking makes room: at most 256 KB wait here.
    virtual QByteArray take(qint64 max) = 0;
    /// All of the body was taken.
    virtual bool atEnd() const = 0;
    /// nullptr ends the observation. Whoever takes bytes must keep the observer alive.
    virtual void setBodyObserver(BodySourceObserver *observer) = 0;
};

} // namespace proxy
