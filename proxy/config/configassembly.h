// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"
#include "proxy/config/setting.h"

#include <QHash>
#include <QSet>

namespace proxy {

/// A configuration while its sources are laid over one another, weakest first, and what was found
/// wrong on the way. A bad value is a problem even where a stronger source overrides it.
class ConfigAssembly
{
public:
    /// A value given as text; empty means not set. The key must be a setting's.
    void takeText(const Setting &setting, const QString &text, ConfigSource source,
                  const Said &where);
    /// A value given as JSON; `writtenKey` is how its place calls it.
    void takeJson(const Setting &setting, const QJsonValue &value, ConfigSource source,
                  const Said &where);

    void error(const Said &where, const QString &key, const Said &problem,
               const Said &allowed = {});
    void warn(const Said &where, const QString &key, const Said &problem, const Said &allowed = {});

    /// Where the value in force stands: "/x/.env:3"; "default".
    [[nodiscard]] Said whereOf(const QString &key) const;
    [[nodiscard]] bool hasErrors() const;
    /// Some source gave this setting a bad value: what is in force now says nothing.
    [[nodiscard]] bool isBroken(const QString &settingKey) const;

    ProxyConfig config;
    ConfigProblems problems;

private:
    void assign(const Setting &setting, const QJsonValue &value, ConfigSource source,
                const Said &where);

    QHash<QString, Said> m_where;
    QSet<QString> m_broken;
};

/// "/x/.env:3".
[[nodiscard]] Said placeIn(const QString &path, int line);

} // namespace proxy
