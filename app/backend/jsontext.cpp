// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/jsontext.h"

#include "proxy/json/jsonindex.h"
#include "proxy/json/jsontree.h"

namespace app::backend {

namespace {

void breakLine(QByteArray &out, int depth)
{
    out.append('\n').append(QByteArray(qsizetype(depth) * 2, ' '));
}

} // namespace

std::optional<QString> jsonFault(const QByteArray &text)
{
    proxy::JsonTree tree;
    return tree.parse(text) ? std::nullopt : std::optional(tree.error().text());
}

QByteArray prettyJson(QByteArrayView text)
{
    proxy::JsonIndex index;
    if (!index.build(text))
        return text.toByteArray();
    const proxy::IndexedJson json {text, index.starts()};
    QByteArray out;
    out.reserve(text.size() + text.size() / 2);
    int depth = 0;
    bool isOpened = false; // the token before opened an object or array
    for (size_t token = 0; token < json.starts.size(); ++token) {
        const char byte = json.byteAt(token);
        const bool closes = byte == '}' || byte == ']';
        if (closes)
            --depth;
        if (closes != isOpened)
            breakLine(out, depth);
        out.append(text.sliced(json.beginOf(token), json.endOf(token) - json.beginOf(token)));
        isOpened = byte == '{' || byte == '[';
        if (isOpened)
            ++depth;
        else if (byte == ',')
            breakLine(out, depth);
        else if (byte == ':')
            out.append(' ');
    }
    return out;
}

std::optional<JsonMembers> topLevelMembers(const QByteArray &text)
{
    proxy::JsonTree tree;
    if (!tree.parse(text) || !tree.root().isObject())
        return std::nullopt;
    JsonMembers members;
    for (proxy::JsonValue value = tree.root().first(); value; value = value.next())
        members.emplace_back(value.key().text(),
                             value.isString() ? std::optional(value.text()) : std::nullopt);
    return members;
}

} // namespace app::backend
