// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/jsonspan.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>

namespace standins {

namespace {

/// The offset after the closing quote of the string that starts at @p quote; -1: none.
qsizetype stringEnd(QByteArrayView json, qsizetype quote)
{
    for (qsizetype i = quote + 1; i < json.size(); ++i) {
        if (json[i] == '\\')
            ++i;
        else if (json[i] == '"')
            return i + 1;
    }
    return -1;
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

qsizetype skipSpace(QByteArrayView json, qsizetype at)
{
    while (at < json.size() && isSpace(json[at]))
        ++at;
    return at;
}

/// Escapes resolved, so that "mod\u0065l" is found too.
bool isKey(QByteArrayView quoted, QByteArrayView key)
{
    if (!quoted.contains('\\'))
        return quoted.sliced(1, quoted.size() - 2) == key;
    const QByteArray list = '[' + quoted.toByteArray() + ']';
    return QJsonDocument::fromJson(list).array().at(0).toString().toUtf8() == key;
}

} // namespace

std::optional<JsonSpan> findMember(QByteArrayView json, QByteArrayView key)
{
    int depth = 0;
    qsizetype at = 0;
    while (at < json.size()) {
        const char c = json[at];
        if (c != '"') {
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            ++at;
            continue;
        }
        const qsizetype end = stringEnd(json, at);
        if (end < 0)
            return std::nullopt;
        const qsizetype colon = skipSpace(json, end);
        const bool isName = depth == 1 && colon < json.size() && json[colon] == ':';
        const bool wanted = isName && isKey(json.sliced(at, end - at), key);
        at = end;
        if (!wanted)
            continue;
        const qsizetype value = skipSpace(json, colon + 1);
        if (value < json.size() && json[value] == '"') {
            const qsizetype valueEnd = stringEnd(json, value);
            if (valueEnd < 0)
                return std::nullopt;
            return JsonSpan {json.sliced(value + 1, valueEnd - value - 2).toByteArray(), value};
        }
    }
    return std::nullopt;
}

} // namespace standins
