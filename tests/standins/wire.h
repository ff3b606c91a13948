// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

// What the fakes and the raw client say about bytes on a wire. They share no code with the
// engine on purpose: a fault of the engine's parser must not hide behind the same fault here.
namespace standins {

using WireTime = std::chrono::steady_clock::time_point;

struct WireHeader
{
    QByteArray name; ///< letter case as sent
    QByteArray value;

    bool operator==(const WireHeader &) const = default;
};
using WireHeaders = std::vector<WireHeader>;

/// Value of the first field of that name (case-insensitive), empty when there is none.
[[nodiscard]] QByteArray headerValue(const WireHeaders &headers, QByteArrayView name);
[[nodiscard]] int headerCount(const WireHeaders &headers, QByteArrayView name);

enum class WireFraming { None, Length, Chunked, UntilClose };

/// Who ended a connection, and how.
enum class WireEnd { Open, PeerFin, PeerReset, Ours };

/// Everything a fake saw of one request.
struct RecordedRequest
{
    int connection = 0; ///< 1, 2, … in order of acceptance
    int numberOnConnection = 0; ///< 1 for the first request of a connection
    QByteArray peer {}; ///< address without port
    QByteArray head; ///< raw, with the empty line
    QByteArray method;
    QByteArray target; ///< byte for byte
    QByteArray version; ///< "HTTP/1.1"
    WireHeaders headers; ///< in order, repeated ones too
    WireHeaders trailers;
    WireFraming framing = WireFraming::None;
    QByteArray body; ///< framing removed
    bool complete = false; ///< the whole body arrived
    QByteArray model; ///< top-level "model" of a JSON body
    qsizetype modelOffset = -1; ///< of its value (the opening quote) in the body

    WireTime firstByteAt;
    std::optional<WireTime> headAt;
    std::optional<WireTime> bodyAt;
    std::optional<WireTime> answerFirstByteAt;
    std::optional<WireTime> answerLastByteAt; ///< last byte in the kernel's hands
    std::optional<WireTime> clientClosedAt;
    WireEnd end = WireEnd::Open;
    int status = 0; ///< of the answer, 0: none was sent
    qint64 answerBytes = 0; ///< handed to the kernel, head and framing included
    qint64 answerBytesAcked = -1; ///< acknowledged by the peer's kernel; -1: not known
    QByteArray rule; ///< name of the scenario rule that answered; empty: built-in behaviour
    QStringList notes; ///< of `record` steps
    std::vector<QByteArray> frames; ///< payloads of WebSocket messages the client sent

    [[nodiscard]] QByteArray header(QByteArrayView name) const
    {
        return headerValue(headers, name);
    }
    [[nodiscard]] QByteArray path() const; ///< target without query
    [[nodiscard]] QByteArray bodySha256() const; ///< hex
};

struct RecordedConnection
{
    int id = 0;
    WireTime acceptedAt {};
    int requests = 0;
    std::optional<WireTime> idleSince {}; ///< empty while a request runs
    std::optional<WireTime> closedAt {};
    WireEnd end = WireEnd::Open;
};

} // namespace standins
