// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/localrun.h"

#include "proxy/local/accesschecks.h"
#include "proxy/local/errorreply.h"
#include "proxy/rewrite/credentials.h"

#include <new>
#include <utility>

namespace proxy {

LocalRun::LocalRun(Steps &steps, std::unique_ptr<Client> client, Ended ended)
    : m_steps(steps)
    , m_client(std::move(client))
    , m_ended(std::move(ended))
    , m_work(steps.pool, steps.worker)
{ }

LocalRun::~LocalRun()
{
    if (m_self)
        *m_self = nullptr;
}

/// Who is turned away sends no body for nothing, and who is not no more than is needed.
void LocalRun::start()
{
    const RequestHead &head = m_client->head();
    const ServerSettings &server = m_steps.config->server;
    const PresentedClient presented =
        m_steps.clients ? m_steps.clients->find(head) : PresentedClient();
    if (const auto refusal = accessRefusal(head, PathClass::Local, server, presented))
        return answerError(*refusal);
    const LocalAdmission admission =
        m_steps.localRoutes.admit(head, isForeignOrigin(head.headers, server.allowedOrigins));
    if (admission.refusal) {
        m_client->sendReply(*admission.refusal);
        return m_ended(*this);
    }
    m_client->collectBody(admission.maxBody, [this](Result<QByteArray> body) {
        if (!body)
            return answerError(body.error());
        answer(std::move(*body));
    });
}

void LocalRun::cut()
{
    m_client->cut();
    m_ended(*this);
}

void LocalRun::answer(QByteArray body)
{
    const LocalAnswer answer = m_steps.localRoutes.handle({m_client->head(), std::move(body)});
    if (answer.work) {
        m_client->setSinkObserver(this);
        const auto work = [work = answer.work, dialect = m_client->head().dialect()] {
            try {
                return work();
            } catch (const std::bad_alloc &) {
                return std::function<Reply()>(
                    [dialect] { return errorReply(outOfMemory(), dialect); });
            }
        };
        return m_work.start(work, [this](const std::function<Reply()> &finish) {
            m_client->sendReply(finish());
            m_ended(*this);
        });
    }
    if (answer.later)
        return awaitAnswer(answer.later);
    if (answer.streamsEvents)
        watchEvents();
    else
        m_client->sendReply(answer.reply);
    m_ended(*this);
}

/// Whoever answers does not know whether the client is still there.
void LocalRun::awaitAnswer(const LocalLater &later)
{
    m_client->setSinkObserver(this);
    m_self = std::make_shared<LocalRun *>(this);
    later([self = m_self](const Reply &reply) {
        LocalRun *run = *self;
        if (!run)
            return;
        run->m_client->sendReply(reply);
        run->m_ended(*run);
    });
}

void LocalRun::watchEvents()
{
    const QByteArray lastSeen =
        m_client->head().headers.first("last-event-id").value_or("").toByteArray();
    std::unique_ptr<ClientSink> sink = std::move(m_client);
    if (m_steps.events.subscribe(sink, lastSeen))
        return;
    m_client.reset(static_cast<Client *>(sink.release()));
    m_client->sendReply(
        errorReply({.code = ErrorCode::Overloaded,
                    .detail = Text::english("too many readers of the event stream")},
                   Dialect::OpenAiChat));
}

void LocalRun::answerError(const Error &error)
{
    if (error.code != ErrorCode::ClientGone && !m_client->isClientGone())
        m_client->sendReply(errorReply(error, m_client->head().dialect()));
    m_ended(*this);
}

} // namespace proxy
