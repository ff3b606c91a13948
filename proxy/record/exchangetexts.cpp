// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/exchangetexts.h"

#include "proxy/core/secretmask.h"
#include "proxy/json/jsonwriter.h"

#include <QString>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

bool continuesCharacter(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

/// The end of a slice that divides no character.
qsizetype endOfSlice(const QByteArray &text, qsizetype from)
{
    qsizetype end = std::min(text.size(), from + ExchangeTexts::kSlice);
    while (end > from && end < text.size() && continuesCharacter(text[end]))
        --end;
    return end;
}

ExchangeTexts::Piece pieceOf(const KeptTexts::Body &body)
{
    const qsizetype end =
        body.isOver || body.isCut ? body.raw.size() : body.raw.lastIndexOf('\n') + 1;
    return {.behind = body.masked.size(), .size = end, .text = body.raw.first(end)};
}

void appendBody(JsonWriter &json, QByteArrayView key, const KeptTexts::Body &body, qsizetype from)
{
    from = std::clamp<qsizetype>(from, 0, body.masked.size());
    const qsizetype end = endOfSlice(body.masked, from);
    json.key(key).beginObject();
    json.field("text", QByteArrayView(body.masked).sliced(from, end - from));
    json.field("next", qint64 {end}).field("size", body.size);
    json.key("more").boolean(end < body.masked.size());
    json.key("cut").boolean(body.isCut);
    json.key("over").boolean(body.isOver);
    json.key("unread").boolean(body.isUnread);
    json.endObject();
}

} // namespace

void ExchangeTexts::setMost(int most)
{
    m_most = std::max(0, most);
    makeRoom();
}

std::shared_ptr<KeptTexts> ExchangeTexts::keep(const QByteArray &id, const QByteArray &request)
{
    if (!keepsAny())
        return nullptr;
    auto texts = std::make_shared<KeptTexts>();
    texts->id = id;
    m_kept.push_back(texts);
    add(texts->request, request);
    texts->request.isOver = true;
    makeRoom();
    return texts;
}

void ExchangeTexts::append(KeptTexts &texts, QByteArrayView answer)
{
    if (texts.isDropped || texts.answer.isUnread)
        return;
    add(texts.answer, answer);
    makeRoom();
}

void ExchangeTexts::add(KeptTexts::Body &body, QByteArrayView bytes)
{
    body.size += bytes.size();
    const qsizetype room = kMaxText - body.masked.size() - body.raw.size();
    if (bytes.size() > room)
        body.isCut = true;
    const QByteArrayView kept = bytes.first(std::clamp<qsizetype>(room, 0, bytes.size()));
    body.raw.append(kept);
    m_bytes += kept.size();
}

void ExchangeTexts::makeRoom()
{
    // The newest one stays, whatever its size.
    while (m_kept.size() > static_cast<size_t>(m_most)
           || (m_bytes > kMaxTotal && m_kept.size() > 1))
        drop();
}

void ExchangeTexts::drop()
{
    KeptTexts &texts = *m_kept.front();
    for (KeptTexts::Body *body : {&texts.request, &texts.answer}) {
        m_bytes -= body->masked.size() + body->raw.size();
        *body = {};
    }
    texts.isDropped = true;
    m_kept.pop_front();
}

/// Of two that were masked at once the second changes nothing.
void ExchangeTexts::replace(KeptTexts::Body &body, const Piece &masked)
{
    if (masked.size == 0 || masked.behind != body.masked.size())
        return;
    m_bytes += masked.text.size() - masked.size;
    body.masked.append(masked.text);
    body.raw = body.raw.sliced(masked.size);
}

KeptTexts *ExchangeTexts::find(QByteArrayView id) const
{
    const auto found = std::find_if(m_kept.rbegin(), m_kept.rend(),
                                    [id](const auto &texts) { return texts->id == id; });
    return found == m_kept.rend() ? nullptr : found->get();
}

ExchangeTexts::Pieces ExchangeTexts::unmasked(QByteArrayView id) const
{
    const KeptTexts *texts = find(id);
    return texts == nullptr ? Pieces {} : Pieces {pieceOf(texts->request), pieceOf(texts->answer)};
}

ExchangeTexts::Pieces ExchangeTexts::mask(Pieces pieces)
{
    for (Piece *piece : {&pieces.request, &pieces.answer})
        piece->text = maskSecrets(QString::fromUtf8(piece->text).toUtf8()).text;
    return pieces;
}

QByteArray ExchangeTexts::json(QByteArrayView id, From from, const Pieces &masked)
{
    KeptTexts *texts = find(id);
    if (texts == nullptr)
        return {};
    replace(texts->request, masked.request);
    replace(texts->answer, masked.answer);
    QByteArray out;
    JsonWriter json(out);
    json.beginObject().field("id", id).field("dialect", name(texts->dialect));
    appendBody(json, "request", texts->request, from.request);
    appendBody(json, "answer", texts->answer, from.answer);
    json.endObject();
    return out;
}

} // namespace proxy
