// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/settingsdiff.h"

#include "proxy/json/jsonobject.h"

#include <QUrl>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;
using Form = SettingPlace::Form;

QJsonValue at(const QJsonObject &object, const QStringList &path)
{
    const QJsonValue value = object.value(path.first());
    return path.size() == 1 ? value : at(value.toObject(), path.mid(1));
}

QString entryName(const QJsonValue &entry)
{
    const QJsonObject object = entry.toObject();
    return object.contains(u"name"_s) ? object.value(u"name"_s).toString()
                                      : object.value(u"from"_s).toString();
}

QStringList entryNames(const QJsonValue &list)
{
    QStringList names;
    for (const QJsonValue entry : list.toArray())
        names.append(entry.isString() ? entry.toString() : entryName(entry));
    return names;
}

QString shown(const SettingPlace &place, const QJsonValue &value)
{
    if (place.form != Form::Plain)
        return u'[' + entryNames(value).join(u", "_s) + u']';
    if (place.key == u"proxy-url") {
        // A proxy's address may hold a password.
        QUrl url(value.toString());
        if (!url.userInfo().isEmpty())
            url.setUserInfo(u"…"_s);
        return u'"' + url.toString() + u'"';
    }
    return QString::fromUtf8(proxy::compactJson(value));
}

} // namespace

std::vector<SettingDifference> differences(const BaseSettings &settings,
                                           const QJsonObject &backendConfig)
{
    std::vector<SettingDifference> result;
    for (const SettingPlace &place : settingPlaces()) {
        if (!settings.owns(place))
            continue;
        const QJsonValue found = at(backendConfig, place.path);
        SettingDifference difference {&place,
                                      comparable(place, settings.backendValue(place)),
                                      comparable(place, found),
                                      false,
                                      {}};
        difference.missing = found.isUndefined() && place.shownWhenEmpty;
        if (!difference.missing && difference.wanted == difference.found)
            continue;
        const QStringList wanted = entryNames(difference.wanted);
        for (const QString &name : entryNames(difference.found)) {
            if (!wanted.contains(name))
                difference.removed.append(name);
        }
        result.push_back(std::move(difference));
    }
    return result;
}

QString describe(const SettingDifference &difference)
{
    const SettingPlace &place = *difference.place;
    if (difference.missing)
        return u"%1: this backend does not have it"_s.arg(place.key);
    const QString found = shown(place, difference.found);
    const QString wanted = shown(place, difference.wanted);
    if (found == wanted)
        return u"%1: the same entries with other contents"_s.arg(place.key);
    return u"%1: %2 → %3"_s.arg(place.key, found, wanted);
}

} // namespace app::backend
