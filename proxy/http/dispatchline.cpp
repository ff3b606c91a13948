// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/dispatchline.h"

#include <algorithm>
#include <cstring>

namespace proxy {

namespace {

/// The host stands in the target: QHttpServer would make one up at more cost.
constexpr QByteArrayView kRequest = "A //a HTTP/1.1\n\n";

} // namespace

DispatchLine::DispatchLine(QObject *parent)
    : QTcpSocket(parent)
    , m_read(kRequest.size())
{
    setSocketState(ConnectedState);
    setOpenMode(ReadOnly | Unbuffered);
}

/// There is no connection that could be ended.
DispatchLine::~DispatchLine()
{
    setSocketState(UnconnectedState);
}

void DispatchLine::announce()
{
    m_read = 0;
    seek(0);
    Q_EMIT readyRead();
}

qint64 DispatchLine::bytesAvailable() const
{
    return kRequest.size() - m_read;
}

qint64 DispatchLine::readData(char *data, qint64 maxSize)
{
    const qint64 count = std::min(maxSize, bytesAvailable());
    std::memcpy(data, kRequest.data() + m_read, static_cast<size_t>(count));
    m_read += count;
    return count;
}

} // namespace proxy
