// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/classify/cuetable.h"

#include "proxy/classify/textfeatures.h"
#include "proxy/json/jsonobject.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr std::array kLanguages {"en"_L1, "zh"_L1, "es"_L1, "de"_L1, "pl"_L1};

tl::unexpected<Error> cueError(const QString &what)
{
    return tl::unexpected(Error {.code = ErrorCode::InvalidConfig,
                                 .detail = Text::words(u"classifier-cues.json: "_s + what)});
}

quint32 keyOf(const std::vector<quint32> &words)
{
    quint32 key = 0;
    for (const quint32 word : words)
        key = CueTable::keyAfter(key, word);
    return key;
}

} // namespace

Result<CueTable> CueTable::fromJson(const QByteArray &json)
{
    const auto read = readJsonObject(json);
    if (!read)
        return cueError(read.error().what.text());
    const QJsonArray kinds = read->value(u"kinds").toArray();
    if (kinds.isEmpty() || size_t(kinds.size()) > kMostKinds)
        return cueError(u"kinds must be a list of 1 to 60 entries"_s);
    CueTable table;
    for (const QJsonValue entry : kinds) {
        const auto kind = static_cast<quint8>(table.m_kinds.size());
        table.m_kinds.append(entry[u"kind"].toString().toUtf8());
        for (const QLatin1StringView language : kLanguages) {
            const QJsonArray phrases = entry[language].toArray();
            for (const QJsonValue phrase : phrases) {
                const auto words = wordsOf(phrase.toString().toUtf8(), kMostWords + 1);
                if (words.empty() || words.size() > kMostWords)
                    return cueError(phrase.toString() + u": not 1 to 4 words"_s);
                table.m_phrases.push_back({.key = keyOf(words), .kind = kind});
                table.m_filter.set(table.m_phrases.back().key % kFilterBits);
            }
        }
    }
    std::sort(table.m_phrases.begin(), table.m_phrases.end(),
              [](const Phrase &one, const Phrase &other) {
                  return std::pair(one.key, one.kind) < std::pair(other.key, other.kind);
              });
    const auto isRepeated = [](const Phrase &one, const Phrase &other) {
        return one.key == other.key && one.kind == other.kind;
    };
    table.m_phrases.erase(std::unique(table.m_phrases.begin(), table.m_phrases.end(), isRepeated),
                          table.m_phrases.end());
    return table;
}

int CueTable::kindOfLikely(quint32 key) const
{
    const auto found =
        std::lower_bound(m_phrases.begin(), m_phrases.end(), key,
                         [](const Phrase &phrase, quint32 wanted) { return phrase.key < wanted; });
    return found != m_phrases.end() && found->key == key ? found->kind : -1;
}

quint32 CueTable::fingerprint() const
{
    quint32 print = 0;
    for (const Phrase &phrase : m_phrases)
        print = (print * kFnvPrime) ^ phrase.key ^ phrase.kind;
    return print;
}

} // namespace proxy
