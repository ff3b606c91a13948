// SPDX-License-Identifier: LicenseRef-Private
// Frames of a websocket: no byte is lost, and where the bytes are split changes nothing.
#include "proxy/message/websocketmessages.h"

#include <QList>

#include <algorithm>
#include <cstdlib>

namespace {

using proxy::WebSocketMessage;
using proxy::WebSocketMessages;

constexpr qsizetype kLimit = 300;

class Notes final : public proxy::WebSocketMessageObserver
{
public:
    void wirePasses(QByteArrayView wire) override { passed.append(wire); }
    void messageCame(WebSocketMessage message) override
    {
        texts.append(message.text);
        held += message.wire.size();
    }
    QByteArray passed;
    QList<QByteArray> texts;
    qsizetype held = 0;
};

void require(bool holds)
{
    if (!holds)
        std::abort();
}

Notes read(QByteArrayView bytes, qsizetype piece, WebSocketMessages::Wire wire)
{
    Notes notes;
    WebSocketMessages messages(notes, kLimit, nullptr);
    messages.setWire(wire);
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype size = std::min(piece, bytes.size() - at);
        const qsizetype taken = messages.read(bytes.sliced(at, size));
        require(taken > 0 && taken <= size);
        at += taken;
    }
    notes.held += messages.release().size();
    return notes;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes(data, qsizetype(size));
    using Wire = WebSocketMessages::Wire;
    const Notes whole = read(bytes, bytes.size() + 1, Wire::Held);
    const Notes split = read(bytes, 1 + bytes.size() % 7, Wire::Held);
    require(whole.texts == split.texts);
    // The head of a last frame may still be incomplete.
    constexpr qsizetype kLongestHead = 14;
    const qsizetype told = whole.passed.size() + whole.held;
    require(told <= bytes.size() && told + kLongestHead > bytes.size());
    const Notes passed = read(bytes, 3, Wire::Passed);
    require(passed.texts == whole.texts && bytes.startsWith(passed.passed));
    require(read(bytes, 5, Wire::Unread).texts.isEmpty());
    return 0;
}
