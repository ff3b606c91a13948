// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/checkedtext.h"
#include "proxy/config/settingrow.h"

namespace proxy {

inline QString itemText(const QString &item)
{
    return item;
}
inline QString itemText(const QByteArray &item)
{
    return QString::fromLatin1(item);
}

template <class Target> Setting secretRow(RowNames names, Target target)
{
    Setting made = row(std::move(names), SettingKind::Text,
                       Text::english("a key of visible ASCII characters"));
    made.secret = true;
    made.assign = [=](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        return textOf(value).and_then(checkedSecret).map([&](const QByteArray &secret) {
            target.in(config) = secret;
        });
    };
    made.value = [=](const ProxyConfig &config) {
        return QJsonValue(QString::fromLatin1(target.in(config)));
    };
    return made;
}

template <class Target>
Setting urlRow(RowNames names, Target target, UrlPath path, const Text &allowed)
{
    Setting made = row(std::move(names), SettingKind::Url, allowed);
    made.assign = [=](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        return textOf(value)
            .and_then([&](const QString &text) { return checkedUrl(text, path); })
            .map([&](const QUrl &url) { target.in(config) = url; });
    };
    made.value = [=](const ProxyConfig &config) {
        return QJsonValue(target.in(config).toString());
    };
    return made;
}

template <class Target> Setting pathRow(RowNames names, Target target, const Text &allowed)
{
    Setting made = row(std::move(names), SettingKind::Path, allowed);
    made.assign = [=](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        return textOf(value).and_then([&](const QString &text) -> Result<void> {
            if (text.contains(QChar::Null))
                return tl::unexpected(invalidValue(Text::english("holds a NUL")));
            target.in(config) = text;
            return {};
        });
    };
    made.value = [=](const ProxyConfig &config) { return QJsonValue(target.in(config)); };
    return made;
}

/// Makes the setting of a list. @p check, a Result<Item>(const QString &), accepts or refuses each
/// item.
template <class Target, class Check>
Setting listRow(RowNames names, Target target, Check check, const Text &allowed)
{
    using List = std::remove_cvref_t<decltype(target.in(std::declval<ProxyConfig &>()))>;
    Setting made = row(std::move(names), SettingKind::List, allowed);
    made.assign = [=](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        const auto texts = listOf(value);
        if (!texts)
            return tl::unexpected(texts.error());
        List list;
        for (const QString &text : *texts) {
            auto item = check(text);
            if (!item)
                return tl::unexpected(item.error());
            list.append(*std::move(item));
        }
        target.in(config) = list;
        return {};
    };
    made.value = [=](const ProxyConfig &config) {
        QJsonArray items;
        for (const auto &item : target.in(config))
            items.append(itemText(item));
        return QJsonValue(items);
    };
    return made;
}

} // namespace proxy
