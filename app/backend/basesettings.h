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

/// How a setting of the flat file stands in the backend.
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
    /// To be put first when 0 or false is wanted and the backend's own default is another: it
    /// leaves a zero out of a file that lacks the key, and falls back at the next load (seen on
    /// v6.8.51 and v7.2.140). Null: not needed.
    QJsonValue keyMaker {};
};

/// All settings this repository owns, in the order of the file.
[[nodiscard]] const std::vector<SettingPlace> &settingPlaces();

/// The checked content of the settings file.
struct BaseSettings
{
    QString file; ///< where it came from; ":/…" when compiled in
    QJsonObject values; ///< flat, as written
    QString binaryPath;
    QStringList binaryArgs;

    /// A setting in the backend's own form.
    [[nodiscard]] QJsonValue backendValue(const SettingPlace &place) const;
    /// The value to put before it, see SettingPlace::keyMaker; null: none.
    [[nodiscard]] QJsonValue valueBefore(const SettingPlace &place) const;
    /// False for a setting left to the backend: an empty proxy-url.
    [[nodiscard]] bool owns(const SettingPlace &place) const;
};

/// <checkout>/JSON/cliproxyapi-base-settings.json, else the same name beside llm-proxy.json, else
/// the compiled-in one.
[[nodiscard]] QString baseSettingsFile(const Environment &environment);

/// Reads and checks a settings file. The message lists every fault; breaking a mandate is one.
[[nodiscard]] Outcome<BaseSettings> loadBaseSettings(const QString &file);

/// The backend's value of a setting in the file's form, so that the two can be compared; lists
/// are sorted, members that say nothing (null, false, 0, "", empty) left out. Pure.
[[nodiscard]] QJsonValue comparable(const SettingPlace &place, const QJsonValue &backendValue);

} // namespace app::backend
