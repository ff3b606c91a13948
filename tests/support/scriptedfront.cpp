// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/scriptedfront.h"

#include "proxy/local/errorreply.h"

ScriptedExchange::ScriptedExchange(std::unique_ptr<proxy::ClientStream> clientStream)
    : stream(std::move(clientStream))
    , head(stream->head())
{ }

ScriptedExchange::~ScriptedExchange() = default;

void ScriptedExchange::reply(const QByteArray &text)
{
    proxy::Reply reply;
    reply.contentType = "text/plain";
    reply.body = text;
    stream->sendReply(reply);
}

void ScriptedExchange::begin(proxy::BodyFraming framing, qint64 length, int status)
{
    proxy::ResponseHead answer;
    answer.status = status;
    answer.reason = "Scripted";
    answer.headers.append("X-Scripted", "1");
    answer.framing = framing;
    answer.contentLength = length;
    stream->begin(answer);
}

void ScriptedExchange::write(const QByteArray &bytes)
{
    const QByteArrayView view = bytes;
    stream->write({view, {&view, 1}});
    stream->flush();
}

void ScriptedExchange::writeChunk(const QByteArray &payload)
{
    const QByteArray wire = QByteArray::number(payload.size(), 16) + "\r\n" + payload + "\r\n";
    const QByteArrayView view = payload;
    stream->write({wire, {&view, payload.isEmpty() ? size_t(0) : size_t(1)}});
    stream->flush();
}

void ScriptedExchange::observe()
{
    stream->setSinkObserver(this);
    stream->setBodyObserver(this);
}

void ScriptedExchange::bodyReady()
{
    if (!takesBody)
        return;
    body += stream->take(std::numeric_limits<qint64>::max());
    bodyEnded = stream->atEnd();
}

ScriptedFront::ScriptedFront(const proxy::ServerSettings &wanted)
    : settings(wanted)
{
    settings.port = 0;
    onRequest = [this](ScriptedExchange &exchange) { collect(exchange, echo); };
    proxy::FrontCallbacks callbacks;
    callbacks.onRequest = [this](std::unique_ptr<proxy::ClientStream> stream) {
        exchanges.push_back(std::make_unique<ScriptedExchange>(std::move(stream)));
        onRequest(*exchanges.back());
    };
    callbacks.errorReply = proxy::errorReply;
    callbacks.requestRefused = [this](const proxy::RequestHead &head, const proxy::Error &error,
                                      int status) {
        refused.push_back({head, error, status});
    };
    listener = std::make_unique<proxy::Listener>(std::move(callbacks));
    if (const auto port = listener->listen(settings); !port)
        qFatal("%s", qPrintable(port.error().detail.text()));
}

void ScriptedFront::collect(ScriptedExchange &exchange, const Handler &then)
{
    exchange.stream->collectBody(settings.maxBodyBytes, [&exchange,
                                                         then](proxy::Result<QByteArray> body) {
        if (body) {
            exchange.body = std::move(*body);
            then(exchange);
            return;
        }
        exchange.failed = body.error();
        if (body.error().code != proxy::ErrorCode::ClientGone)
            exchange.stream->sendReply(proxy::errorReply(body.error(), exchange.head.dialect()));
    });
}

void ScriptedFront::echo(ScriptedExchange &exchange)
{
    exchange.reply(exchange.head.method + ' ' + exchange.head.target + ' ' + exchange.body);
}
