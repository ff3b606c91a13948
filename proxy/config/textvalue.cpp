// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/textvalue.h"

#include "proxy/config/settingrow.h"
#include "proxy/json/jsonobject.h"
#include "proxy/json/jsontree.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

Result<QJsonValue> booleanFromText(const QString &text)
{
    const QString lower = text.toLower();
    if (QStringList {u"true"_s, u"1"_s, u"yes"_s, u"on"_s}.contains(lower))
        return QJsonValue(true);
    if (QStringList {u"false"_s, u"0"_s, u"no"_s, u"off"_s}.contains(lower))
        return QJsonValue(false);
    return tl::unexpected(
        invalidValue(Text::english("\"%1\" is neither true nor false", {text.left(80)})));
}

Result<QJsonValue> numberFromText(const QString &text, bool whole)
{
    bool isNumber = false;
    const QJsonValue number =
        whole ? QJsonValue(text.toLongLong(&isNumber)) : QJsonValue(text.toDouble(&isNumber));
    if (!isNumber) {
        const QString quoted = u'"' + text.left(80) + u'"';
        return tl::unexpected(invalidValue(whole
                                               ? Text::english("%1 is not a whole number", {quoted})
                                               : Text::english("%1 is not a number", {quoted})));
    }
    return number;
}

Result<QJsonValue> listFromText(const QString &text)
{
    QJsonArray items;
    for (const QString &item : text.split(u',')) {
        if (!item.trimmed().isEmpty())
            items.append(item.trimmed());
    }
    if (items.isEmpty())
        return tl::unexpected(invalidValue(Text::english("holds commas only")));
    return QJsonValue(items);
}

Result<QJsonValue> jsonFromText(const QString &text)
{
    const QByteArray json = text.toUtf8();
    JsonTree tree;
    if (!tree.parse(json))
        return tl::unexpected(invalidValue(Text::english("is not JSON: %1", {tree.error()})));
    return qtValue(tree.root());
}

} // namespace

Result<QJsonValue> valueFromText(const Setting &setting, const QString &text)
{
    switch (setting.kind) {
    case SettingKind::Boolean:
        return booleanFromText(text);
    case SettingKind::Integer:
        return numberFromText(text, true);
    case SettingKind::Number:
        return numberFromText(text, false);
    case SettingKind::List:
        return listFromText(text);
    case SettingKind::Json:
        return jsonFromText(text);
    case SettingKind::Choice:
    case SettingKind::Text:
    case SettingKind::Url:
    case SettingKind::Path:
        break;
    }
    return QJsonValue(text);
}

bool isNotSet(const QJsonValue &value)
{
    return value.isNull() || value.isUndefined()
           || (value.isString() && value.toString().trimmed().isEmpty())
           || (value.isArray() && value.toArray().isEmpty())
           || (value.isObject() && value.toObject().isEmpty());
}

} // namespace proxy
