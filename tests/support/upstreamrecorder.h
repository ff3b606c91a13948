// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/upstream/upstream.h"

#include <QByteArray>

#include <functional>
#include <optional>

namespace support {

/// An UpstreamObserver that writes down what it is told.
class UpstreamRecorder final : public proxy::UpstreamObserver
{
public:
    void upstreamHead(const proxy::ResponseHead &answer) override
    {
        ++heads;
        head = answer;
        if (onHead)
            onHead();
    }
    void upstreamBody(const proxy::BodyPiece &piece) override
    {
        wire.append(piece.wire);
        for (const QByteArrayView view : piece.payload)
            payload.append(view);
    }
    void upstreamPaused() override
    {
        ++pauses;
        if (onPaused)
            onPaused();
    }
    void upstreamFinished() override
    {
        ++ends;
        finished = true;
        if (onEnd)
            onEnd();
    }
    void upstreamFailed(const proxy::Error &failure) override
    {
        ++ends;
        error = failure;
        if (onEnd)
            onEnd();
    }

    [[nodiscard]] bool isOver() const { return ends > 0; }

    int heads = 0;
    int pauses = 0;
    int ends = 0;
    bool finished = false;
    proxy::ResponseHead head;
    QByteArray wire;
    QByteArray payload;
    std::optional<proxy::Error> error;
    std::function<void()> onHead;
    std::function<void()> onPaused;
    std::function<void()> onEnd;
};

} // namespace support
