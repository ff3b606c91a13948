// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/environment.h"
#include "app/backend/exitcodes.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <vector>

namespace app::backend {

/// How the backend represents a setting of the flat file.
struct SettingPlace
{
    enum class Form {
        Plain, ///< the value itself
        ExcludedModels, ///< strings "<channel>:<pattern>" ↔ {channel: [pattern]}
        ModelAliases, ///< strings "<channel>:<name>=<alias>[;fork]" ↔ {channel: [{…}]}
        Entries, ///< a list of objects
    };

    QString key; ///< in JSON/cliproxyapi-base-settings.json
    QStringList path; ///< in the backend's YAML and in its /config answer
    QString route; ///< under /v0/management/; empty: only a restart with the file sets it
    Form form = Form::Plain;
    bool wrapped = true; ///< PUT {"value": …}, else the bare value
    bool shownWhenEmpty = true; ///< stands in /config whatever its value
    /// A value to set first when 0 or false is wanted and the backend's default differs. The
    /// backend does not write a zero into a file without the key, so the default would return at
    /// its next start (v6.8.51, v7.2.140). Null: not needed.
    QJsonValue keyMaker {};
};

/// All settings that the file may set, in its order.
[[nodiscard]] const std::vector<SettingPlace> &settingPlaces();

/// The checked content of the settings file.
struct BaseSettings
{
    QString file; ///< where it came from; ":/…" when compiled in
    QJsonObject values; ///< flat, as written
    QString binaryPath;
    QStringList binaryArgs;

    /// A setting in the backend's form.
    [[nodiscard]] QJsonValue backendValue(const SettingPlace &place) const;
    /// The value to set before it, see SettingPlace::keyMaker; null: none.
    [[nodiscard]] QJsonValue valueBefore(const SettingPlace &place) const;
    /// Whether the setting is written; false for one that is left to the backend: an empty proxy-
    /// url.
    [[nodiscard]] bool owns(const SettingPlace &place) const;
};

/// Returns the path of the settings file: <checkout>/JSON/cliproxyapi-base-settings.json, else the
/// same name beside llm-proxy.json, else the compiled-in one.
[[nodiscard]] QString baseSettingsFile(const Environment &environment);

/// Reads and checks a settings file. Returns an error that lists every fault; a forbidden value is
/// one too.
[[nodiscard]] Outcome<BaseSettings> loadBaseSettings(const QString &file);

/// Converts the backend's value of a setting to the file's form, so that both can be compared.
/// Lists are sorted; empty members (null, false, 0, "", …) are left out. Pure.
[[nodiscard]] QJsonValue comparable(const SettingPlace &place, const QJsonValue &backendValue);

} // namespace app::backend
