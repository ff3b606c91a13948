// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/settingrow.h"

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

Text typeInWords(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return Text::english("true or false");
    case QJsonValue::Double:
        return Text::english("a number");
    case QJsonValue::String:
        return Text::english("a text");
    case QJsonValue::Array:
        return Text::english("an array");
    case QJsonValue::Object:
        return Text::english("an object");
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return Text::words(u"null"_s);
}

tl::unexpected<Error> wrongType(const QJsonValue &value, const Text &wanted)
{
    return tl::unexpected(
        invalidValue(Text::english("is %1, not %2", {typeInWords(value), wanted})));
}

} // namespace

Error invalidValue(Text detail)
{
    return Error {.code = ErrorCode::InvalidConfig, .detail = std::move(detail)};
}

Result<bool> booleanOf(const QJsonValue &value)
{
    if (!value.isBool())
        return wrongType(value, Text::english("true or false"));
    return value.toBool();
}

Result<qint64> integerOf(const QJsonValue &value, Range range)
{
    if (!value.isDouble())
        return wrongType(value, Text::english("a number"));
    const double number = value.toDouble();
    if (number != std::floor(number))
        return tl::unexpected(
            invalidValue(Text::english("%1 is not a whole number", {QString::number(number)})));
    if (number < static_cast<double>(range.minimum) || number > static_cast<double>(range.maximum))
        return tl::unexpected(
            invalidValue(Text::english("%1 is out of range", {QString::number(number, 'g', 15)})));
    return static_cast<qint64>(number);
}

Result<QString> textOf(const QJsonValue &value)
{
    if (!value.isString())
        return wrongType(value, Text::english("a text"));
    return value.toString().trimmed();
}

Result<QStringList> listOf(const QJsonValue &value)
{
    const QJsonArray items = value.isString() ? QJsonArray {value} : value.toArray();
    if (!value.isArray() && !value.isString())
        return wrongType(value, Text::english("an array of texts"));
    QStringList list;
    for (const auto item : items) {
        const auto text = textOf(item);
        if (!text)
            return tl::unexpected(
                invalidValue(Text::english("one entry %1", {text.error().detail})));
        if (text->isEmpty())
            return tl::unexpected(invalidValue(Text::english("one entry is empty")));
        list.append(*text);
    }
    return list;
}

Result<qsizetype> choiceOf(const QJsonValue &value, const QStringList &choices)
{
    return textOf(value).and_then([&](const QString &text) -> Result<qsizetype> {
        const qsizetype index = choices.indexOf(text.toLower());
        if (index < 0)
            return tl::unexpected(invalidValue(Text::english("\"%1\" is not one of them", {text})));
        return index;
    });
}

Result<QJsonArray> objectsOf(const QJsonValue &value, Result<void> (*check)(const QJsonArray &))
{
    QJsonArray objects = value.toArray();
    const auto isObject = [](const QJsonValue &each) { return each.isObject(); };
    if (!value.isArray() || !std::all_of(objects.begin(), objects.end(), isObject))
        return tl::unexpected(invalidValue(Text::english("is not an array of objects")));
    if (const auto checked = check(objects); !checked)
        return tl::unexpected(
            invalidValue(Text::english("can't be used: %1", {checked.error().detail})));
    return objects;
}

Text rangeInWords(Range range)
{
    return Text::english("a whole number from %1 to %2", {range.minimum, range.maximum});
}

Text choicesInWords(const QStringList &choices)
{
    if (choices.size() < 2)
        return Text::words(choices.join(QString()));
    return Text::english("%1 or %2",
                         {choices.mid(0, choices.size() - 1).join(u", "_s), choices.last()});
}

Setting row(RowNames names, SettingKind kind, Text allowed)
{
    Setting made;
    made.key = std::move(names.key);
    made.jsonPath = std::move(names.jsonPath);
    made.summary = std::move(names.summary);
    made.kind = kind;
    made.allowed = std::move(allowed);
    return made;
}

} // namespace proxy
