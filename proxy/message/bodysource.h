// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>

namespace proxy {

/// Observes a BodySource. All calls come on the worker thread, never from inside take() or
/// setBodyObserver().
class BodySourceObserver
{
public:
    virtual ~BodySourceObserver() = default;
    /// take() has more bytes, or the body is at its end.
    virtual void bodyReady() = 0;
    /// The body will never be complete: its framing is bad, it is too large or too slow, or the
    /// client is gone.
    virtual void bodyFailed(const Error &error) = 0;
};

/// A request's body, as FORWARD reads it piece by piece. After a 101 it gives the client's raw
/// bytes. ClientStream implements it; the exchange owns it. ClientSink is its counterpart for the
/// answer.
class BodySource
{
public:
    virtual ~BodySource() = default;
    /// Takes up to @p max bytes, framing removed; possibly none. At most 256 KB wait here, so
    /// nothing more is read from the client until they are taken.
    virtual QByteArray take(qint64 max) = 0;
    /// Whether the whole body was taken.
    virtual bool atEnd() const = 0;
    /// Sets the one observer; nullptr removes it. The observer must outlive its observation.
    virtual void setBodyObserver(BodySourceObserver *observer) = 0;
};

} // namespace proxy
