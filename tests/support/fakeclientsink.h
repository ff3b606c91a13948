// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/clientsink.h"

#include <QByteArray>
#include <QList>

namespace support {

/// A ClientSink that keeps a transcript; a test plays its client.
class FakeClientSink final : public proxy::ClientSink
{
public:
    void begin(const proxy::ResponseHead &answer) override
    {
        head = answer;
        transcript.append("begin " + QByteArray::number(answer.status));
    }
    void write(const proxy::BodyPiece &piece) override
    {
        wire.append(piece.wire);
        for (const QByteArrayView view : piece.payload)
            payload.append(view);
        unsent += isSlow ? piece.wire.size() : 0;
        transcript.append("write");
    }
    void end() override { transcript.append("end"); }
    void cut() override { transcript.append("cut"); }
    void flush() override { transcript.append("flush"); }
    qint64 unsentBytes() const override { return unsent; }
    void setSinkObserver(proxy::ClientSinkObserver *watcher) override { observer = watcher; }

    /// The client took everything.
    void drain()
    {
        unsent = 0;
        if (observer != nullptr)
            observer->clientDrained();
    }
    void leave()
    {
        if (observer != nullptr)
            observer->clientGone();
    }

    bool isSlow = false; ///< what is written stays unsent
    qint64 unsent = 0;
    proxy::ResponseHead head;
    QByteArray wire;
    QByteArray payload;
    QList<QByteArray> transcript;
    proxy::ClientSinkObserver *observer = nullptr;
};

} // namespace support
