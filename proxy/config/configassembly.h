// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"
#include "proxy/config/setting.h"

#include <QHash>
#include <QSet>

namespace proxy {

/// A configuration in the making. Its sources are taken one after another, the weakest first, and
/// each overrides the ones before. A bad value is a problem even when a stronger source overrides
/// it.
class ConfigAssembly
{
public:
    /// Takes a value that is given as text; an empty text means "not set". @p where says where it
    /// stands.
    void takeText(const Setting &setting, const QString &text, ConfigSource source,
                  const Text &where);
    /// Takes a value that is given as JSON.
    void takeJson(const Setting &setting, const QJsonValue &value, ConfigSource source,
                  const Text &where);

    /// Adds an error. @p key is the name as written at @p where; @p allowed says what would be
    /// right.
    void error(const Text &where, const QString &key, const Text &problem,
               const Text &allowed = {});
    /// Adds a warning.
    void warn(const Text &where, const QString &key, const Text &problem, const Text &allowed = {});

    /// Returns where the value in force stands: "/x/.env:3", "default".
    [[nodiscard]] Text whereOf(const QString &key) const;
    [[nodiscard]] bool hasErrors() const;
    /// Whether some source gave this setting a bad value. Its value in `config` then means nothing.
    [[nodiscard]] bool isBroken(const QString &settingKey) const;

    ProxyConfig config;
    ConfigProblems problems;

private:
    void assign(const Setting &setting, const QJsonValue &value, ConfigSource source,
                const Text &where);

    QHash<QString, Text> m_where;
    QSet<QString> m_broken;
};

/// Returns the place of a line in a file: "/x/.env:3".
[[nodiscard]] Text placeIn(const QString &path, int line);

} // namespace proxy
