// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/wire.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace standins {

/// One answer taken out of raw bytes.
struct RawResponse
{
    QByteArray rawHead; ///< with the empty line
    int status = 0;
    QByteArray reason;
    QByteArray version; ///< "HTTP/1.1"
    WireHeaders headers;
    WireFraming framing = WireFraming::None;
    QByteArray body; ///< framing removed
    std::vector<QByteArray> chunks; ///< payload of each chunk, with chunked framing
    WireHeaders trailers;
    bool complete = false; ///< ended as its framing says
    bool broken = false; ///< bytes that can't be chunk framing
    qsizetype wireSize = 0; ///< bytes of the buffer that belong to it

    [[nodiscard]] QByteArray header(QByteArrayView name) const
    {
        return headerValue(headers, name);
    }
};

/// Takes the first final answer (1xx other than 101 skipped) out of @p bytes. nullopt: the head is
/// not complete. @p closed: the peer ended by FIN, which completes a body without framing.
[[nodiscard]] std::optional<RawResponse> parseResponse(QByteArrayView bytes, bool toHead,
                                                       bool closed);

/// A blocking HTTP client for tests and the demo: shows raw bytes as they arrived, one entry for
/// each read, and never parses more than it is asked to. Every wait has a deadline and, when
/// called on the main thread, runs Qt's events meanwhile, so that the peer may live on the same
/// thread. Bytes that arrive while sending are kept.
class RawClient final
{
public:
    using Millis = std::chrono::milliseconds;
    static constexpr Millis kDeadline {10000};

    struct Arrival
    {
        QByteArray bytes;
        WireTime at;
    };

    RawClient() = default;
    ~RawClient();
    Q_DISABLE_COPY_MOVE(RawClient)

    /// Connects by TCP; @p receiveBuffer > 0 makes the kernel's buffer small, for slow readers.
    bool connectTo(quint16 port, const QString &host = QStringLiteral("127.0.0.1"),
                   int receiveBuffer = 0);
    /// False when the peer ended the connection or the deadline passed before all was written.
    bool send(QByteArrayView bytes, Millis deadline = kDeadline);
    /// One segment per @p piece bytes.
    bool sendInPieces(QByteArrayView bytes, qsizetype piece);
    void shutdownWrite(); ///< half-close: FIN, still reading
    void close(); ///< FIN
    void reset(); ///< RST

    /// Reads until @p done says so; false when the peer ended or the deadline passed first.
    bool waitUntil(const std::function<bool()> &done, Millis deadline = kDeadline);
    bool waitForBytes(qsizetype total, Millis deadline = kDeadline);
    bool waitForText(QByteArrayView text, Millis deadline = kDeadline);
    /// True when the peer ended the connection before the deadline.
    bool waitForEnd(Millis deadline = kDeadline);
    /// Reads for the whole of @p period whatever happens.
    void readFor(Millis period);
    /// Waits for a whole final answer, takes it out of received() and returns it. On a deadline or
    /// a cut: what there is, with `complete` false; status 0 when there was no head.
    RawResponse readResponse(bool toHead = false, Millis deadline = kDeadline);
    /// Sends and reads the answer.
    RawResponse exchange(QByteArrayView request, Millis deadline = kDeadline);

    [[nodiscard]] bool isConnected() const { return m_fd >= 0; }
    [[nodiscard]] WireEnd end() const { return m_end; } ///< how the peer ended, if it did
    [[nodiscard]] const QByteArray &received() const { return m_received; }
    [[nodiscard]] const std::vector<Arrival> &arrivals() const { return m_arrivals; }
    void clearReceived(); ///< forgets received bytes and arrivals
    [[nodiscard]] quint16 localPort() const;

private:
    bool poll(short events, Millis slice, short &ready);
    void readOnce();
    void peerEnded(WireEnd how);

    int m_fd = -1;
    WireEnd m_end = WireEnd::Open;
    QByteArray m_received;
    std::vector<Arrival> m_arrivals;
};

/// "POST /x HTTP/1.1" with Host, the given fields and, when there is a body, Content-Length.
[[nodiscard]] QByteArray rawRequest(QByteArrayView method, QByteArrayView target,
                                    const WireHeaders &headers = {}, QByteArrayView body = {});

} // namespace standins
