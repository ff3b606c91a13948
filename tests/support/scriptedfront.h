// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/http/clientstream.h"
#include "proxy/http/listener.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

/// One request as a test sees it; answers when the test says so.
class ScriptedExchange final : public proxy::ClientSinkObserver, public proxy::BodySourceObserver
{
public:
    explicit ScriptedExchange(std::unique_ptr<proxy::ClientStream> clientStream);
    ~ScriptedExchange() override;

    /// A whole 200 answer with a Content-Length.
    void reply(const QByteArray &body);
    /// A head of our making: @p framing and, with Length, how long.
    void begin(proxy::BodyFraming framing, qint64 length = 0, int status = 200);
    /// One piece without chunk framing.
    void write(const QByteArray &bytes);
    /// One chunk as upstream would have sent it.
    void writeChunk(const QByteArray &payload);
    /// Becomes the stream's observer in both directions.
    void observe();

    void clientDrained() override { ++drained; }
    void clientGone() override { ++gone; }
    void clientFinished() override { ++finished; }
    void bodyReady() override;
    void bodyFailed(const proxy::Error &error) override { failed = error; }

    std::unique_ptr<proxy::ClientStream> stream;
    proxy::RequestHead head;
    QByteArray body; ///< collected or taken
    bool takesBody = true; ///< in bodyReady()
    bool bodyEnded = false;
    std::optional<proxy::Error> failed;
    int drained = 0;
    int gone = 0;
    int finished = 0;
};

struct RefusedRequest
{
    proxy::RequestHead head;
    proxy::Error error;
    int status;
};

/// A Listener on loopback, on a free port, whose requests a test handles. By default each body is
/// collected and answered with "<method> <target> <body>".
class ScriptedFront final
{
public:
    using Handler = std::function<void(ScriptedExchange &)>;

    explicit ScriptedFront(const proxy::ServerSettings &settings = {});

    /// Called for each request instead of the default.
    Handler onRequest;
    /// Collects the body, then calls @p then; an error is answered with its status.
    void collect(ScriptedExchange &exchange, const Handler &then);
    static void echo(ScriptedExchange &exchange);

    [[nodiscard]] quint16 port() const { return listener->port(); }
    [[nodiscard]] ScriptedExchange &last() { return *exchanges.back(); }

    std::vector<std::unique_ptr<ScriptedExchange>> exchanges;
    std::vector<RefusedRequest> refused;
    proxy::ServerSettings settings;
    std::unique_ptr<proxy::Listener> listener;
};
