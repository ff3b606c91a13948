// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/autolistsink.h"

#include "proxy/inspect/contentdecoder.h"
#include "proxy/rewrite/autolisting.h"

#include <utility>

namespace proxy {

void AutoListSink::begin(const ResponseHead &head)
{
    m_isHeld = head.status == 200 && contentCodingOf(head.headers) != ContentCoding::Other
               && head.contentLength <= kMaxList;
    if (!m_isHeld)
        return m_next.begin(head);
    m_head = head;
}

void AutoListSink::write(const BodyPiece &piece)
{
    if (!m_isHeld)
        return m_next.write(piece);
    m_wire.append(piece.wire);
    for (const QByteArrayView payload : piece.payload)
        m_payload.append(payload);
    if (m_wire.size() > kMaxList)
        pass();
}

void AutoListSink::end()
{
    if (!m_isHeld)
        return m_next.end();
    const auto changed = withAutoModel(list());
    if (!changed) {
        pass();
        return m_next.end();
    }
    m_isHeld = false;
    m_head.framing = BodyFraming::Length;
    m_head.contentLength = changed->size();
    m_head.headers.set("Content-Length", QByteArray::number(changed->size()));
    for (const char *ofTheOldBytes : {"content-encoding", "etag", "content-digest", "content-md5"})
        m_head.headers.removeAll(ofTheOldBytes);
    m_next.begin(m_head);
    const QByteArrayView view = *changed;
    m_next.write({.wire = view, .payload = {&view, 1}});
    m_next.end();
}

void AutoListSink::cut()
{
    if (m_isHeld)
        pass();
    m_next.cut();
}

/// The client gets what was held, as it came.
void AutoListSink::pass()
{
    m_isHeld = false;
    m_next.begin(m_head);
    const QByteArray wire = std::exchange(m_wire, {});
    const QByteArray payload = std::exchange(m_payload, {});
    const QByteArrayView view = payload;
    if (!wire.isEmpty())
        m_next.write({.wire = wire, .payload = {&view, 1}});
}

QByteArray AutoListSink::list() const
{
    const ContentCoding coding = contentCodingOf(m_head.headers);
    if (coding == ContentCoding::Identity)
        return m_payload;
    return decodeBody(coding, m_payload, {.maxBytes = kMaxList}).body;
}

} // namespace proxy
