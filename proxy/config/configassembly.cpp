// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configassembly.h"

#include "proxy/config/textvalue.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace proxy {

void ConfigAssembly::takeText(const Setting &setting, const QString &text, ConfigSource source,
                              const Text &where)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return;
    const auto value = valueFromText(setting, trimmed);
    if (value) {
        assign(setting, *value, source, where);
    } else {
        m_broken.insert(setting.key);
        error(where, setting.key, value.error().detail, setting.allowed);
    }
}

void ConfigAssembly::takeJson(const Setting &setting, const QJsonValue &value, ConfigSource source,
                              const Text &where)
{
    if (!isNotSet(value))
        assign(setting, value, source, where);
}

void ConfigAssembly::assign(const Setting &setting, const QJsonValue &value, ConfigSource source,
                            const Text &where)
{
    if (const auto assigned = setting.assign(config, value); !assigned) {
        m_broken.insert(setting.key);
        const bool isFile = source == ConfigSource::ConfigFile || source == ConfigSource::Default;
        error(where, isFile ? setting.jsonPath : setting.key, assigned.error().detail,
              setting.allowed);
        return;
    }
    config.sources.insert(setting.key, source);
    if (source != ConfigSource::Default)
        m_where.insert(setting.key, where);
}

bool ConfigAssembly::isBroken(const QString &settingKey) const
{
    return m_broken.contains(settingKey);
}

void ConfigAssembly::error(const Text &where, const QString &key, const Text &problem,
                           const Text &allowed)
{
    problems.push_back({ConfigProblem::Severity::Error, where, key, problem, allowed});
}

void ConfigAssembly::warn(const Text &where, const QString &key, const Text &problem,
                          const Text &allowed)
{
    problems.push_back({ConfigProblem::Severity::Warning, where, key, problem, allowed});
}

Text ConfigAssembly::whereOf(const QString &key) const
{
    return m_where.value(key, inWords(ConfigSource::Default));
}

bool ConfigAssembly::hasErrors() const
{
    return std::any_of(problems.begin(), problems.end(), [](const ConfigProblem &problem) {
        return problem.severity == ConfigProblem::Severity::Error;
    });
}

Text placeIn(const QString &path, int line)
{
    return Text::words(u"%1:%2"_s.arg(path).arg(line));
}

} // namespace proxy
