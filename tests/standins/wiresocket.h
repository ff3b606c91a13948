// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/wire.h"

#include <QByteArray>
#include <QSocketNotifier>

#include <optional>

namespace standins {

/// Told about a WireSocket. The socket must not be destroyed inside a call.
class WireSocketObserver
{
public:
    virtual ~WireSocketObserver() = default;
    virtual void bytesArrived(QByteArrayView bytes) = 0;
    virtual void drained() = 0; ///< all written bytes are in the kernel's hands
    virtual void ended(WireEnd how) = 0; ///< by the peer; called once
};

/// An accepted connection, on the bare descriptor: only there can a FIN be told from a reset, a
/// write be one segment, and a reset be sent on purpose.
class WireSocket final
{
public:
    WireSocket(qintptr descriptor, WireSocketObserver &observer);
    ~WireSocket(); ///< closes, whatever the state
    Q_DISABLE_COPY_MOVE(WireSocket)

    /// One send() if the kernel takes it all; the rest follows when there is room.
    void write(const QByteArray &bytes);
    void setReading(bool reading);
    /// FIN after what was written; what still arrives is thrown away. ended() tells the end.
    void finish();
    void reset(); ///< RST at once

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    [[nodiscard]] qsizetype unsent() const { return m_unsent.size(); }
    [[nodiscard]] qint64 written() const { return m_written; } ///< bytes the kernel took
    [[nodiscard]] QByteArray peerAddress() const; ///< without port
    [[nodiscard]] qint64 acknowledged() const; ///< by the peer's kernel; -1: not known

private:
    void readSome();
    void writeSome();
    void fail(WireEnd how);
    void closeNow();

    int m_fd;
    WireSocketObserver &m_observer;
    QSocketNotifier m_read;
    QSocketNotifier m_write;
    QByteArray m_unsent;
    qint64 m_written = 0;
    bool m_finishing = false;
};

} // namespace standins
