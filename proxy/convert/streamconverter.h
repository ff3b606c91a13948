// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/losses.h"
#include "proxy/core/error.h"
#include "proxy/message/sseparser.h"

#include <QByteArray>

#include <optional>

namespace proxy {

/// Turns one event stream into another, event by event. Holds no more of the stream than the
/// events force it to. Implementations: MessagesStream and ChatStream. Pure.
class StreamConverter
{
public:
    virtual ~StreamConverter() = default;
    StreamConverter() = default;
    Q_DISABLE_COPY_MOVE(StreamConverter)

    /// Appends to @p out what @p event means for the client. Comments pass.
    void convert(const SseEvent &event, QByteArray &out);
    /// Upstream's answer ended cleanly: appends what is still owed. False: the stream itself was
    /// not at its end, the client must see a cut.
    [[nodiscard]] bool finish(QByteArray &out);
    /// Set when the stream can't go on; the client was told by an error event.
    [[nodiscard]] const std::optional<Error> &failure() const { return m_failure; }
    [[nodiscard]] const Losses &losses() const { return m_losses; }

protected:
    virtual void convertData(QByteArrayView data, QByteArray &out) = 0;
    virtual bool finishStream(QByteArray &out) = 0;
    /// Appends an error in the client's shape; @p quoted as between a JSON string's quotes.
    virtual void appendError(QByteArray &out, QByteArrayView quoted) = 0;

    void lose(QByteArrayView name) { m_losses.add(name); }
    void add(const Losses &losses) { m_losses.add(losses); }
    void fail(QByteArray &out, const QString &why);
    /// Upstream told of an error and may end now.
    void setErrorPassed() { m_errorPassed = true; }

private:
    Losses m_losses;
    std::optional<Error> m_failure;
    bool m_errorPassed = false;
};

} // namespace proxy
