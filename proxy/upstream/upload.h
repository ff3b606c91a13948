// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/upstreamrequest.h"

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// The part of one request that is still to be written: head, then body, in slices. It takes a
/// streamed body from the request's BodySource. Part of UpstreamConnection.
class Upload final
{
public:
    static constexpr qsizetype kSlice = 256 * 1024;

    struct Slice
    {
        QByteArrayView first;
        QByteArrayView second;

        [[nodiscard]] bool isEmpty() const { return first.isEmpty() && second.isEmpty(); }
    };

    Upload() = default;
    /// The request must outlive the upload, unless stop() is called.
    explicit Upload(const UpstreamRequest &request);

    /// From now on, after a 101, the source's bytes are sent as they are.
    void becomeTunnel();
    /// Ends the upload. The request is not used any more.
    void stop();

    /// Returns the next bytes to write; empty when there are none now. Valid until the next call.
    [[nodiscard]] Slice next();
    /// @p bytes of the last slice were written.
    void advance(qsizetype bytes);

    /// Whether everything was written, or stop() was called.
    [[nodiscard]] bool isOver() const;
    [[nodiscard]] bool isStopped() const { return m_request == nullptr; }
    [[nodiscard]] bool hasWrittenAny() const { return m_hasWritten; }
    /// Whether bytes were taken from the source, so that the request can't be sent again.
    [[nodiscard]] bool hasTaken() const { return m_hasTaken; }

private:
    void refill();
    void endStream();
    [[nodiscard]] BodySource *source() const;

    const UpstreamRequest *m_request = nullptr;
    bool m_isTunnel = false;
    bool m_hasWritten = false;
    bool m_hasTaken = false;
    bool m_streamEnded = true;
    QByteArray m_head; // head of the request, then heads of chunks
    qsizetype m_headAt = 0;
    QByteArray m_streamed; // payload taken from the source
    QByteArrayView m_body; // what is left of the payload
};

} // namespace proxy
