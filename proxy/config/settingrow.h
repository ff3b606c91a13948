// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/setting.h"

#include <limits>
#include <type_traits>

namespace proxy {

/// How a row is called and explained.
struct RowNames
{
    QString key;
    QString jsonPath;
    Said summary;
};

/// A field of ProxyConfig, two members deep.
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

/// A field that stands in ProxyConfig itself.
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

/// An Error(InvalidConfig) of one value.
[[nodiscard]] Error invalidValue(Said detail);

/// The JSON types of each kind; `detail` of the Error says what stands there instead.
[[nodiscard]] Result<bool> booleanOf(const QJsonValue &value);
[[nodiscard]] Result<qint64> integerOf(const QJsonValue &value, Range range);
[[nodiscard]] Result<QString> textOf(const QJsonValue &value);
[[nodiscard]] Result<QStringList> listOf(const QJsonValue &value);
[[nodiscard]] Result<qsizetype> choiceOf(const QJsonValue &value, const QStringList &choices);

/// "a whole number from 1 to 10".
[[nodiscard]] Said rangeInWords(Range range);
/// "balanced or aggressive".
[[nodiscard]] Said choicesInWords(const QStringList &choices);

[[nodiscard]] Setting row(RowNames names, SettingKind kind, Said allowed);

template <class Target> Setting booleanRow(RowNames names, Target target)
{
    Setting made = row(std::move(names), SettingKind::Boolean, Said::english("true or false"));
    made.assign = [target](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        return booleanOf(value).map([&](bool is) { target.in(config) = is; });
    };
    made.value = [target](const ProxyConfig &config) { return QJsonValue(target.in(config)); };
    return made;
}

/// An integer field, `scale` of its units to one of the setting's (bytes a megabyte).
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
                       Said::english("a whole number from %1 to %2 (milliseconds)",
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

/// An enum whose enumerators stand in the order of `choices`.
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

/// The groups of the table, each in its own source, in the order of documentation.
void appendListenerSettings(std::vector<Setting> &rows);
void appendLimitSettings(std::vector<Setting> &rows);
void appendRouterSettings(std::vector<Setting> &rows);
void appendRouterTuning(std::vector<Setting> &rows);
void appendModelMapSettings(std::vector<Setting> &rows);
void appendUpstreamSettings(std::vector<Setting> &rows);
void appendRecordSettings(std::vector<Setting> &rows);

} // namespace proxy
