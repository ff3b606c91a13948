// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonobject.h"

#include "proxy/json/jsontree.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace proxy {

namespace {

/// Qt keeps such a text as it stands: most are, and others take twice as long.
bool isUnescapedAscii(QByteArrayView quoted)
{
    return std::all_of(quoted.begin(), quoted.end(),
                       [](char byte) { return byte >= 0x20 && byte < 0x7F && byte != '\\'; });
}

QJsonValue qtNumber(const JsonValue &value)
{
    if (const auto whole = value.integer())
        return *whole;
    if (const auto real = value.number())
        return *real;
    return QLatin1StringView(value.raw());
}

QJsonArray qtArray(const JsonValue &array)
{
    QJsonArray items;
    for (JsonValue item = array.first(); item; item = item.next())
        items.append(qtValue(item));
    return items;
}

QJsonObject qtObject(const JsonValue &object)
{
    QJsonObject members;
    for (JsonValue member = object.first(); member; member = member.next()) {
        const QByteArrayView name = member.key().quoted();
        if (isUnescapedAscii(name))
            members.insert(QLatin1StringView(name), qtValue(member));
        else
            members.insert(QString::fromUtf8(member.key().text()), qtValue(member));
    }
    return members;
}

} // namespace

tl::expected<QJsonObject, JsonFault> readJsonObject(QByteArrayView text)
{
    JsonTree tree;
    if (!tree.parse(withoutMark(text)))
        return tl::make_unexpected(JsonFault {tree.error(), tree.errorAt()});
    if (!tree.root().isObject())
        return tl::make_unexpected(JsonFault {Text::english("it is no object"), 0});
    return qtObject(tree.root());
}

QJsonValue qtValue(const JsonValue &value)
{
    switch (value.type()) {
    case JsonType::Missing:
        return QJsonValue::Undefined;
    case JsonType::Null:
        return QJsonValue::Null;
    case JsonType::False:
        return false;
    case JsonType::True:
        return true;
    case JsonType::Number:
        return qtNumber(value);
    case JsonType::String:
        if (isUnescapedAscii(value.quoted()))
            return QLatin1StringView(value.quoted());
        return QString::fromUtf8(value.text());
    case JsonType::Array:
        return qtArray(value);
    case JsonType::Object:
        return qtObject(value);
    }
    return {};
}

QByteArray compactJson(const QJsonValue &value)
{
    // Qt writes objects and arrays alone.
    const QByteArray array = QJsonDocument(QJsonArray {value}).toJson(QJsonDocument::Compact);
    return array.sliced(1, array.size() - 2);
}

QByteArrayView withoutMark(QByteArrayView text)
{
    constexpr QByteArrayView kMark("\xEF\xBB\xBF");
    return text.startsWith(kMark) ? text.sliced(kMark.size()) : text;
}

} // namespace proxy
