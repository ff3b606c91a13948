// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upload.h"

#include <algorithm>

namespace proxy {

namespace {

QByteArray serialisedHead(const UpstreamRequest &request)
{
    constexpr QByteArrayView kVersion = " HTTP/1.1\r\n";
    const qsizetype line = request.method.size() + 1 + request.target.size() + kVersion.size();
    QByteArray out(line + request.headers.wireSize() + 2, Qt::Uninitialized);
    char *to = out.data();
    const auto put = [&to](QByteArrayView text) { to = std::copy(text.begin(), text.end(), to); };
    put(request.method);
    put(" ");
    put(request.target);
    put(kVersion);
    to = request.headers.writeTo(to);
    put("\r\n");
    return out;
}

} // namespace

Upload::Upload(const UpstreamRequest &request)
    : m_request(&request)
    , m_streamEnded(request.source == nullptr || request.framing == BodyFraming::None)
    , m_head(serialisedHead(request))
    , m_body(request.body)
{ }

void Upload::becomeTunnel()
{
    m_isTunnel = true;
    m_streamEnded = m_request == nullptr || m_request->source == nullptr;
}

void Upload::stop()
{
    m_request = nullptr;
    m_streamEnded = true;
    m_head.clear();
    m_headAt = 0;
    m_streamed.clear();
    m_body = {};
}

BodySource *Upload::source() const
{
    return m_request != nullptr ? m_request->source : nullptr;
}

Upload::Slice Upload::next()
{
    if (m_headAt == m_head.size() && m_body.isEmpty() && !m_streamEnded)
        refill();
    const QByteArrayView head = QByteArrayView(m_head).sliced(m_headAt);
    if (head.size() >= kSlice)
        return {head.first(kSlice), {}};
    return {head, m_body.first(std::min(m_body.size(), kSlice - head.size()))};
}

void Upload::refill()
{
    m_head.clear();
    m_headAt = 0;
    m_streamed = source()->take(kSlice);
    m_hasTaken = true;
    if (m_streamed.isEmpty() && source()->atEnd()) {
        endStream();
        return;
    }
    if (m_streamed.isEmpty())
        return;
    m_body = m_streamed;
    if (!m_isTunnel && m_request->framing == BodyFraming::Chunked) {
        m_head = QByteArray::number(m_streamed.size(), 16) + "\r\n";
        m_streamed.append("\r\n");
        m_body = m_streamed;
    }
}

void Upload::endStream()
{
    m_streamEnded = true;
    if (!m_isTunnel && m_request->framing == BodyFraming::Chunked)
        m_head = QByteArrayLiteral("0\r\n\r\n");
}

void Upload::advance(qsizetype bytes)
{
    m_hasWritten = m_hasWritten || bytes > 0;
    const qsizetype ofHead = std::min(bytes, m_head.size() - m_headAt);
    m_headAt += ofHead;
    m_body = m_body.sliced(bytes - ofHead);
    // A body that is done after its last chunk needs no further event to say so.
    const bool isDrained = m_headAt == m_head.size() && m_body.isEmpty();
    if (isDrained && !m_streamEnded && m_hasTaken && source()->atEnd()) {
        m_head.clear();
        m_headAt = 0;
        endStream();
    }
}

bool Upload::isOver() const
{
    return m_streamEnded && m_headAt == m_head.size() && m_body.isEmpty();
}

} // namespace proxy
