// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/settingrow.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

QString typeInWords(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return u"true or false"_s;
    case QJsonValue::Double:
        return u"a number"_s;
    case QJsonValue::String:
        return u"a text"_s;
    case QJsonValue::Array:
        return u"an array"_s;
    case QJsonValue::Object:
        return u"an object"_s;
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return u"null"_s;
}

tl::unexpected<Error> wrongType(const QJsonValue &value, QLatin1StringView wanted)
{
    return tl::unexpected(invalidValue(u"is %1, not %2"_s.arg(typeInWords(value), wanted)));
}

} // namespace

Error invalidValue(const QString &detail)
{
    return Error {.code = ErrorCode::InvalidConfig, .detail = detail};
}

Result<bool> booleanOf(const QJsonValue &value)
{
    if (!value.isBool())
        return wrongType(value, "true or false"_L1);
    return value.toBool();
}

Result<qint64> integerOf(const QJsonValue &value, Range range)
{
    if (!value.isDouble())
        return wrongType(value, "a number"_L1);
    const double number = value.toDouble();
    if (number != std::floor(number))
        return tl::unexpected(invalidValue(u"%1 is not a whole number"_s.arg(number)));
    if (number < static_cast<double>(range.minimum) || number > static_cast<double>(range.maximum))
        return tl::unexpected(
            invalidValue(u"%1 is out of range"_s.arg(QString::number(number, 'g', 15))));
    return static_cast<qint64>(number);
}

Result<QString> textOf(const QJsonValue &value)
{
    if (!value.isString())
        return wrongType(value, "a text"_L1);
    return value.toString().trimmed();
}

Result<QStringList> listOf(const QJsonValue &value)
{
    const QJsonArray items = value.isString() ? QJsonArray {value} : value.toArray();
    if (!value.isArray() && !value.isString())
        return wrongType(value, "an array of texts"_L1);
    QStringList list;
    for (const auto item : items) {
        const auto text = textOf(item);
        if (!text)
            return tl::unexpected(invalidValue(u"one entry "_s + text.error().detail));
        if (text->isEmpty())
            return tl::unexpected(invalidValue(u"one entry is empty"_s));
        list.append(*text);
    }
    return list;
}

Result<qsizetype> choiceOf(const QJsonValue &value, const QStringList &choices)
{
    return textOf(value).and_then([&](const QString &text) -> Result<qsizetype> {
        const qsizetype index = choices.indexOf(text.toLower());
        if (index < 0)
            return tl::unexpected(invalidValue(u"\"%1\" is not one of them"_s.arg(text)));
        return index;
    });
}

QString rangeInWords(Range range)
{
    return u"a whole number from %1 to %2"_s.arg(range.minimum).arg(range.maximum);
}

QString choicesInWords(const QStringList &choices)
{
    if (choices.size() < 2)
        return choices.join(QString());
    return choices.mid(0, choices.size() - 1).join(u", "_s) + u" or "_s + choices.last();
}

Setting row(RowNames names, SettingKind kind, QString allowed)
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
