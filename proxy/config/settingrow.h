// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/setting.h"

#include <limits>
#include <type_traits>

namespace proxy {

/// The names and the explanation of a setting.
struct RowNames
{
    QString key;
    QString jsonPath;
    Text summary;
};

/// A field of a group of settings in ProxyConfig, such as ProxyConfig::server.port.
template <class Group, class Field> struct Place
{
    Group ProxyConfig::*group;
    Field Group::*field;

    Field &in(ProxyConfig &config) const { return config.*group.*field; }
    const Field &in(const ProxyConfig &config) const { return config.*group.*field; }
};

template <class Group, class Field>
Place<Group, Field> at(Group ProxyConfig::*group, Field Group::*field)
{
    return {group, field};
}

/// A field of ProxyConfig itself.
template <class Field> struct OwnPlace
{
    Field ProxyConfig::*field;

    Field &in(ProxyConfig &config) const { return config.*field; }
    const Field &in(const ProxyConfig &config) const { return config.*field; }
};
// clang 14 does not deduce aggregates by itself.
template <class Field> OwnPlace(Field ProxyConfig::*) -> OwnPlace<Field>;

template <class Field> OwnPlace<Field> at(Field ProxyConfig::*field)
{
    return {field};
}

struct Range
{
    qint64 minimum;
    qint64 maximum;
};

/// Of every time limit: up to a day, in milliseconds.
inline constexpr Range kTimeoutRange {1, 86'400'000};

/// Returns an Error(InvalidConfig) about one value.
[[nodiscard]] Error invalidValue(Text detail);

// Each returns the value of one SettingKind, or an error whose detail says what is there instead.
[[nodiscard]] Result<bool> booleanOf(const QJsonValue &value);
[[nodiscard]] Result<qint64> integerOf(const QJsonValue &value, Range range);
[[nodiscard]] Result<QString> textOf(const QJsonValue &value);
[[nodiscard]] Result<QStringList> listOf(const QJsonValue &value);
[[nodiscard]] Result<qsizetype> choiceOf(const QJsonValue &value, const QStringList &choices);
/// Of an array of objects that @p check takes.
[[nodiscard]] Result<QJsonArray> objectsOf(const QJsonValue &value,
                                           Result<void> (*check)(const QJsonArray &));

/// Returns "a whole number from 1 to 10".
[[nodiscard]] Text rangeInWords(Range range);
/// Returns "balanced or aggressive".
[[nodiscard]] Text choicesInWords(const QStringList &choices);

/// Makes a setting without `assign` and `value`. The functions below add them for one kind of
/// field.
[[nodiscard]] Setting row(RowNames names, SettingKind kind, Text allowed);

template <class Target> Setting booleanRow(RowNames names, Target target)
{
    Setting made = row(std::move(names), SettingKind::Boolean, Text::english("true or false"));
    made.assign = [target](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        return booleanOf(value).map([&](bool is) { target.in(config) = is; });
    };
    made.value = [target](const ProxyConfig &config) { return QJsonValue(target.in(config)); };
    return made;
}

/// Makes the setting of an integer field. @p scale is how many of the field's units make one of the
/// setting's: 1,048,576 for a field in bytes and a setting in megabytes.
template <class Target>
Setting integerRow(RowNames names, Target target, Range range, qint64 scale = 1)
{
    using Field = std::remove_cvref_t<decltype(target.in(std::declval<ProxyConfig &>()))>;
    Setting made = row(std::move(names), SettingKind::Integer, rangeInWords(range));
    made.minimum = static_cast<double>(range.minimum);
    made.maximum = static_cast<double>(range.maximum);
    made.assign = [=](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        return integerOf(value, range).map([&](qint64 number) {
            target.in(config) = static_cast<Field>(number * scale);
        });
    };
    made.value = [=](const ProxyConfig &config) {
        return QJsonValue(static_cast<qint64>(target.in(config)) / scale);
    };
    return made;
}

template <class Target> Setting millisecondsRow(RowNames names, Target target, Range range)
{
    Setting made = row(std::move(names), SettingKind::Integer,
                       Text::english("a whole number from %1 to %2 (milliseconds)",
                                     {range.minimum, range.maximum}));
    made.minimum = static_cast<double>(range.minimum);
    made.maximum = static_cast<double>(range.maximum);
    made.assign = [=](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        return integerOf(value, range).map([&](qint64 number) {
            target.in(config) = std::chrono::milliseconds(number);
        });
    };
    made.value = [=](const ProxyConfig &config) {
        return QJsonValue(static_cast<qint64>(target.in(config).count()));
    };
    return made;
}

/// Makes the setting of a JSON array of objects that @p check can read.
template <class Target>
Setting objectsRow(RowNames names, Target target, Result<void> (*check)(const QJsonArray &))
{
    Setting made =
        row(std::move(names), SettingKind::Json, Text::english("a JSON array of objects"));
    made.assign = [=](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        return objectsOf(value, check).map([&](const QJsonArray &objects) {
            target.in(config) = objects;
        });
    };
    made.value = [target](const ProxyConfig &config) { return QJsonValue(target.in(config)); };
    return made;
}

/// Makes the setting of an enum whose enumerators have the order of @p choices.
template <class Target> Setting choiceRow(RowNames names, Target target, QStringList choices)
{
    using Field = std::remove_cvref_t<decltype(target.in(std::declval<ProxyConfig &>()))>;
    Setting made = row(std::move(names), SettingKind::Choice, choicesInWords(choices));
    made.choices = choices;
    made.assign = [=](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        return choiceOf(value, choices).map([&](qsizetype index) {
            target.in(config) = static_cast<Field>(index);
        });
    };
    made.value = [=](const ProxyConfig &config) {
        return QJsonValue(choices.at(static_cast<qsizetype>(target.in(config))));
    };
    return made;
}

// Each appends one group of settings; settings() calls them in this order.
void appendListenerSettings(std::vector<Setting> &rows);
void appendLimitSettings(std::vector<Setting> &rows);
void appendRouterSettings(std::vector<Setting> &rows);
void appendRouterTuning(std::vector<Setting> &rows);
void appendModelMapSettings(std::vector<Setting> &rows);
void appendUpstreamSettings(std::vector<Setting> &rows);
void appendRecordSettings(std::vector<Setting> &rows);
void appendStoreSettings(std::vector<Setting> &rows);

} // namespace proxy
