// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/socket/socketclient.h"

#include <utility>

namespace proxy {

SocketClient::SocketClient(RequestHead head, QByteArray text, SocketClientOwner &owner)
    : m_head(std::move(head))
    , m_text(std::move(text))
    , m_size(m_text.size())
    , m_owner(&owner)
{ }

SocketClient::~SocketClient()
{
    if (m_owner != nullptr)
        m_owner->clientDestroyed();
}

void SocketClient::leave()
{
    m_owner = nullptr;
    if (ClientSinkObserver *observer = std::exchange(m_observer, nullptr))
        observer->clientGone();
}

void SocketClient::collectBody(qint64 limit, BodyCallback done)
{
    if (m_text.size() <= limit)
        return done(std::exchange(m_text, {}));
    done(tl::make_unexpected(Error {.code = ErrorCode::BodyTooLarge,
                                    .source = ErrorSource::Client,
                                    .detail = Text::english("the message is too large")}));
}

void SocketClient::sendReply(const Reply &reply)
{
    m_bytesOut += reply.body.size();
    if (m_owner != nullptr)
        m_owner->messageAnswered(reply);
}

void SocketClient::begin(const ResponseHead &head)
{
    Q_UNUSED(head)
}

void SocketClient::write(const BodyPiece &piece)
{
    for (const QByteArrayView payload : piece.payload)
        m_bytesOut += payload.size();
}

QByteArray SocketClient::take(qint64 max)
{
    QByteArray taken = m_text.first(std::min<qint64>(max, m_text.size()));
    m_text.remove(0, taken.size());
    return taken;
}

/// All of it is there from the beginning.
void SocketClient::setBodyObserver(BodySourceObserver *observer)
{
    Q_UNUSED(observer)
}

} // namespace proxy
