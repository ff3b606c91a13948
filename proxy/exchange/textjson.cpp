// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/textjson.h"

#include "proxy/json/jsonwriter.h"

#include <QJsonArray>
#include <QJsonObject>

#include <utility>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr int kDeepest = 8; ///< sentences in one another
constexpr qsizetype kMostValues = 9;
constexpr qsizetype kMostLines = 256;

Text read(const QJsonValue &value, int depth);

QList<Text> readAll(const QJsonArray &array, qsizetype first, qsizetype most, int depth)
{
    QList<Text> values;
    for (qsizetype at = first; at < array.size() && values.size() < most; ++at)
        values << read(array.at(at), depth + 1);
    return values;
}

Text read(const QJsonValue &value, int depth)
{
    if (depth > kDeepest)
        return {};
    if (value.isString())
        return Text::words(value.toString());
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        return Text::stored(Text::Kind::Sentence, array.at(0).toString().toUtf8(),
                            readAll(array, 1, kMostValues, depth));
    }
    const QJsonObject object = value.toObject();
    if (const QJsonValue code = object["code"_L1]; code.isString())
        return Text::stored(Text::Kind::Code, code.toString().toUtf8());
    return Text::lines(readAll(object["lines"_L1].toArray(), 0, kMostLines, depth));
}

} // namespace

void appendText(JsonWriter &json, const Text &text)
{
    switch (text.kind()) {
    case Text::Kind::Words:
        json.string(text.source());
        return;
    case Text::Kind::Code:
        json.beginObject().field("code", text.source()).endObject();
        return;
    case Text::Kind::Sentence:
        json.beginArray().string(text.source());
        for (const Text &value : text.values())
            appendText(json, value);
        json.endArray();
        return;
    case Text::Kind::Lines:
        json.beginObject().key("lines").beginArray();
        for (const Text &line : text.values())
            appendText(json, line);
        json.endArray().endObject();
        return;
    }
}

void optionalText(JsonWriter &json, QByteArrayView key, const Text &text)
{
    if (text.kind() == Text::Kind::Words)
        return;
    json.key(key);
    appendText(json, text);
}

Text textFromJson(const QJsonValue &value)
{
    return read(value, 0);
}

} // namespace proxy
