// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/exchangeheads.h"

#include "proxy/json/jsonwriter.h"
#include "proxy/record/redaction.h"

#include <algorithm>

namespace proxy {

namespace {

/// The list itself where it is of usual size, else copies of its first fields: a list keeps its
/// whole head alive.
HeaderList bounded(const HeaderList &headers)
{
    if (headers.wireSize() <= ExchangeHeads::kMaxHead)
        return headers;
    HeaderList cut;
    for (size_t at = 0; at < headers.size(); ++at) {
        const HeaderList::Field field = headers.at(at);
        cut.append(field.name.toByteArray(), field.value.toByteArray());
        if (cut.wireSize() > ExchangeHeads::kMaxHead) {
            cut.removeAt(at);
            break;
        }
    }
    cut.append("…", "");
    return cut;
}

size_t appendShown(JsonWriter &json, QByteArrayView key, const HeaderList &headers)
{
    const size_t shown = std::min(headers.size(), ExchangeHeads::kMaxShown);
    json.key(key).beginArray();
    for (size_t at = 0; at < shown; ++at) {
        const HeaderList::Field field = headers.at(at);
        json.beginArray().string(field.name).string(redactedHeader(field.name, field.value));
        json.endArray();
    }
    json.endArray();
    return headers.size() - shown;
}

} // namespace

std::shared_ptr<KeptHeads> ExchangeHeads::keep(const QByteArray &id, const HeaderList &request)
{
    if (m_kept.size() >= kKept)
        m_kept.pop_front();
    m_kept.push_back(std::make_shared<KeptHeads>(KeptHeads {id, bounded(request), {}}));
    return m_kept.back();
}

void ExchangeHeads::setAnswer(KeptHeads &heads, const HeaderList &answer)
{
    heads.answer = bounded(answer);
}

QByteArray ExchangeHeads::json(QByteArrayView id) const
{
    const auto found = std::find_if(m_kept.rbegin(), m_kept.rend(),
                                    [id](const auto &heads) { return heads->id == id; });
    if (found == m_kept.rend())
        return {};
    QByteArray text;
    JsonWriter json(text);
    json.beginObject().field("id", id);
    const size_t leftOut = appendShown(json, "request", (*found)->request)
                           + appendShown(json, "answer", (*found)->answer);
    if (leftOut > 0)
        json.field("left_out", static_cast<qint64>(leftOut));
    json.endObject();
    return text;
}

} // namespace proxy
