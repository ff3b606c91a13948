// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/jsontext.h"

#include <simdjson.h>

#include <string_view>

namespace app::backend {

namespace {

simdjson::padded_string padded(const QByteArray &text)
{
    return simdjson::padded_string(text.constData(), static_cast<size_t>(text.size()));
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Copies a string literal, quotes included; returns the position after it.
qsizetype copyString(QByteArrayView text, qsizetype at, QByteArray &out)
{
    const qsizetype start = at++;
    while (at < text.size() && text[at] != '"')
        at += text[at] == '\\' ? 2 : 1;
    at = qMin(at + 1, text.size());
    out.append(text.sliced(start, at - start));
    return at;
}

void breakLine(QByteArray &out, int depth)
{
    out.append('\n').append(QByteArray(qsizetype(depth) * 2, ' '));
}

qsizetype skipSpace(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && isSpace(text[at]))
        ++at;
    return at;
}

} // namespace

std::optional<QString> jsonFault(const QByteArray &text)
{
    simdjson::dom::parser parser;
    const auto fault = parser.parse(padded(text)).error();
    if (fault == simdjson::SUCCESS)
        return std::nullopt;
    return QString::fromUtf8(simdjson::error_message(fault));
}

QByteArray prettyJson(QByteArrayView text)
{
    QByteArray out;
    out.reserve(text.size() + text.size() / 2);
    int depth = 0;
    for (qsizetype at = skipSpace(text, 0); at < text.size(); at = skipSpace(text, at)) {
        const char c = text[at];
        if (c == '"') {
            at = copyString(text, at, out);
            continue;
        }
        ++at;
        if (c == '{' || c == '[') {
            out.append(c);
            const qsizetype next = skipSpace(text, at);
            if (next < text.size() && (text[next] == '}' || text[next] == ']')) {
                out.append(text[next]);
                at = next + 1;
            } else {
                breakLine(out, ++depth);
            }
        } else if (c == '}' || c == ']') {
            breakLine(out, --depth);
            out.append(c);
        } else {
            out.append(c);
            if (c == ',')
                breakLine(out, depth);
            else if (c == ':')
                out.append(' ');
        }
    }
    return out;
}

JsonMembers topLevelMembers(const QByteArray &text)
{
    simdjson::dom::parser parser;
    const simdjson::padded_string copy = padded(text);
    simdjson::dom::object object;
    JsonMembers members;
    if (parser.parse(copy).get(object) != simdjson::SUCCESS)
        return members;
    for (const auto &[key, value] : object) {
        std::optional<QByteArray> content;
        std::string_view string;
        if (value.get(string) == simdjson::SUCCESS)
            content = QByteArray(string.data(), static_cast<qsizetype>(string.size()));
        members.emplace_back(QByteArray(key.data(), static_cast<qsizetype>(key.size())), content);
    }
    return members;
}

} // namespace app::backend
