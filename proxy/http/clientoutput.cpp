// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/clientoutput.h"

#include "proxy/http/clientsocket.h"

#include <algorithm>

namespace proxy {

namespace {

/// From here on one more system call costs less than one more copy.
constexpr qsizetype kSendAtOnce = 16 * 1024;

} // namespace

ClientOutput::ClientOutput(ClientSocket &socket)
    : m_socket(socket)
{ }

void ClientOutput::append(QByteArrayView bytes)
{
    if (m_gathered.size() + bytes.size() < kSendAtOnce)
        m_gathered.append(bytes);
    else
        send(m_gathered, bytes);
}

void ClientOutput::flush()
{
    if (!m_gathered.isEmpty())
        send(m_gathered, {});
}

void ClientOutput::sendRest()
{
    const std::optional<qint64> taken = m_isBroken ? std::nullopt : m_socket.send(m_rest);
    m_isBroken = !taken;
    m_rest.remove(0, taken.value_or(m_rest.size()));
    if (hasRest())
        m_socket.notifyWritable();
}

/// @p first is m_gathered, which is empty afterwards.
void ClientOutput::send(QByteArrayView first, QByteArrayView second)
{
    qint64 sent = 0;
    if (!m_isBroken && !hasRest()) {
        if (first.isEmpty())
            std::swap(first, second);
        const std::optional<qint64> taken = m_socket.send(first, second);
        m_isBroken = !taken;
        sent = taken.value_or(0);
    }
    if (!m_isBroken && sent < first.size() + second.size()) {
        const qint64 ofFirst = std::min<qint64>(sent, first.size());
        m_rest.append(first.sliced(ofFirst)).append(second.sliced(sent - ofFirst));
        m_socket.notifyWritable();
    }
    m_gathered.resize(0);
}

} // namespace proxy
