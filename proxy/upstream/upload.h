// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/upstreamrequest.h"

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// What of one request is still to be written: head, then body, in slices. Pure but for taking
/// from the request's BodySource. Part of UpstreamConnection.
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

    /// A 101 came: from here on the source's bytes go out as they are.
    void becomeTunnel();
    /// Nothing more is to go out, and the request is not looked at again.
    void stop();

    /// The next bytes to write. Empty: nothing is there now. Valid until the next call.
    [[nodiscard]] Slice next();
    /// @p bytes of the last slice were written.
    void advance(qsizetype bytes);

    /// All of it was written, or it was stopped.
    [[nodiscard]] bool isOver() const;
    [[nodiscard]] bool isStopped() const { return m_request == nullptr; }
    [[nodiscard]] bool hasWrittenAny() const { return m_hasWritten; }
    /// The source was asked for bytes: they can't be had a second time.
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
