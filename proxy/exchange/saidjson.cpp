// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/saidjson.h"

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

Said read(const QJsonValue &value, int depth);

QList<Said> readAll(const QJsonArray &array, qsizetype first, qsizetype most, int depth)
{
    QList<Said> values;
    for (qsizetype at = first; at < array.size() && values.size() < most; ++at)
        values << read(array.at(at), depth + 1);
    return values;
}

Said read(const QJsonValue &value, int depth)
{
    if (depth > kDeepest)
        return {};
    if (value.isString())
        return Said::words(value.toString());
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        return Said::stored(Said::Kind::Sentence, array.at(0).toString().toUtf8(),
                            readAll(array, 1, kMostValues, depth));
    }
    const QJsonObject object = value.toObject();
    if (const QJsonValue code = object["code"_L1]; code.isString())
        return Said::stored(Said::Kind::Code, code.toString().toUtf8());
    return Said::lines(readAll(object["lines"_L1].toArray(), 0, kMostLines, depth));
}

} // namespace

void appendSaid(JsonWriter &json, const Said &said)
{
    switch (said.kind()) {
    case Said::Kind::Words:
        json.string(said.source());
        return;
    case Said::Kind::Code:
        json.beginObject().field("code", said.source()).endObject();
        return;
    case Said::Kind::Sentence:
        json.beginArray().string(said.source());
        for (const Said &value : said.values())
            appendSaid(json, value);
        json.endArray();
        return;
    case Said::Kind::Lines:
        json.beginObject().key("lines").beginArray();
        for (const Said &line : said.values())
            appendSaid(json, line);
        json.endArray().endObject();
        return;
    }
}

void optionalSaid(JsonWriter &json, QByteArrayView key, const Said &said)
{
    if (said.kind() == Said::Kind::Words)
        return;
    json.key(key);
    appendSaid(json, said);
}

Said saidFromJson(const QJsonValue &value)
{
    return read(value, 0);
}

} // namespace proxy
