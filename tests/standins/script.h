// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/wire.h"

#include <QJsonArray>
#include <QString>

#include <functional>
#include <memory>
#include <variant>
#include <vector>

namespace standins {

class RawPeer;

// The steps a fake can be told to take. A script is played from the first to the last step;
// one that ends without End, CloseFin, CloseReset or Upgrade leaves the answer open.
namespace step {

/// Does nothing for that long (times the time scale, or until the manual clock gets there).
struct Wait
{
    std::chrono::milliseconds period {0};
};

/// Reads that many bytes of the request's body, -1: all of it. A script without this step starts
/// when the whole request is there; one with it starts at the end of the head.
struct ReadBody
{
    qint64 bytes = -1;
};

/// The head goes out together with the first write after it, or with the end.
struct Head
{
    int status = 200;
    WireHeaders headers {};
    WireFraming framing = WireFraming::Chunked; ///< Length: the headers say it
    QByteArray reason {}; ///< empty: the standard phrase
};

/// One write and flush; one chunk when the framing is chunked. @p repeat writes the same again.
struct Send
{
    QByteArray bytes;
    int repeat = 1;
};

/// Like Send, but the wire bytes (framing included) leave in segments of these sizes; the last
/// size repeats.
struct SendSplit
{
    QByteArray bytes;
    std::vector<int> sizes;
};

/// Bytes as they are, no framing added.
struct SendRaw
{
    QByteArray bytes;
    int repeat = 1;
};

/// Goes on when a permit of that name is there, and takes it (FakeBackend::release).
struct HoldUntil
{
    QByteArray token;
};

/// The proper end of the answer; the connection stays unless the head or the client said close.
struct End
{
    WireHeaders trailers {};
};

struct CloseFin // closes without a proper end
{ };

struct CloseReset
{ };

struct AwaitClientClose // at most that long
{
    std::chrono::milliseconds period {10000};
};

struct Note // into RecordedRequest::notes
{
    QString text;
};

/// Hands the connection over to a peer that speaks something else (WebSocket).
struct Upgrade
{
    std::function<std::unique_ptr<RawPeer>()> make;
};

} // namespace step

using Step = std::variant<step::Wait, step::ReadBody, step::Head, step::Send, step::SendSplit,
                          step::SendRaw, step::HoldUntil, step::End, step::CloseFin,
                          step::CloseReset, step::AwaitClientClose, step::Note, step::Upgrade>;
using Script = std::vector<Step>;

/// The steps of a rule as the control port takes them: [{"wait":5},{"head":{"status":200,…}},…].
/// @p error says what is wrong with them; then the script is empty.
[[nodiscard]] Script scriptFromJson(const QJsonArray &steps, QString &error);

/// A whole answer: head with these fields and Content-Length, the body, the end.
[[nodiscard]] Script replyScript(int status, const QByteArray &contentType, const QByteArray &body,
                                 WireHeaders further = {});

/// Whether the script reads the body itself, so that it starts at the end of the head.
[[nodiscard]] bool readsBody(const Script &script);

[[nodiscard]] QByteArray reasonOf(int status);

} // namespace standins
