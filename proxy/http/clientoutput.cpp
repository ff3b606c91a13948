// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/clientoutput.h"

#include "proxy/http/socketcontrol.h"

#include <QTcpSocket>

#include <algorithm>

namespace proxy {

namespace {

/// From here on one more system call costs less than one more copy.
constexpr qsizetype kSendAtOnce = 16 * 1024;

} // namespace

ClientOutput::ClientOutput(QTcpSocket &socket)
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

qint64 ClientOutput::unsentBytes() const
{
    return m_gathered.size() + m_socket.bytesToWrite();
}

/// @p first is m_gathered, which is empty afterwards.
void ClientOutput::send(QByteArrayView first, QByteArrayView second)
{
    qint64 sent = 0;
    if (!m_isBroken && m_socket.bytesToWrite() == 0) {
        if (first.isEmpty())
            std::swap(first, second);
        const std::optional<qint64> taken = sendNow(m_socket.socketDescriptor(), first, second);
        m_isBroken = !taken;
        sent = taken.value_or(0);
    }
    if (!m_isBroken) {
        const qint64 ofFirst = std::min<qint64>(sent, first.size());
        for (const QByteArrayView rest : {first.sliced(ofFirst), second.sliced(sent - ofFirst)}) {
            if (!rest.isEmpty())
                m_socket.write(rest.data(), rest.size());
        }
    }
    m_gathered.resize(0);
}

} // namespace proxy
