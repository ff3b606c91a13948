// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/modelwatch.h"

#include <algorithm>

namespace proxy {

const ModelWarnings &ModelWatch::look(const std::shared_ptr<const ProxyConfig> &config,
                                      const std::shared_ptr<const ModelList> &listed, QDate day)
{
    if (config == m_config && listed == m_listed && day == m_day)
        return m_warnings;
    if (day != m_day)
        m_told.clear();
    m_config = config;
    m_listed = listed;
    m_day = day;
    m_sorted = listed ? QList<QByteArray>(listed->begin(), listed->end()) : QList<QByteArray>();
    std::sort(m_sorted.begin(), m_sorted.end());
    m_warnings = modelWarnings(*config, listed ? &m_sorted : nullptr, day);
    // What is good to know is for `models check`; here it would bury the rest.
    std::erase_if(m_warnings, [](const ModelWarning &warning) { return !warning.needsDoing; });
    std::erase_if(m_substitutions,
                  [day](const ModelWarning &warning) { return warning.day != day; });
    m_warnings.insert(m_warnings.end(), m_substitutions.begin(), m_substitutions.end());
    tellNews();
    return m_warnings;
}

void ModelWatch::noteSubstitution(const QByteArray &sent, const QByteArray &answered, QDate day)
{
    std::erase_if(m_substitutions,
                  [day](const ModelWarning &warning) { return warning.day != day; });
    const ModelWarning warning {
        .kind = ModelWarning::Kind::Substituted, .model = sent, .day = day, .instead = answered};
    const bool isKnown =
        std::find(m_substitutions.begin(), m_substitutions.end(), warning) != m_substitutions.end();
    if (isKnown || m_substitutions.size() >= kMostSubstitutions)
        return;
    m_substitutions.push_back(warning);
    m_warnings.push_back(warning);
    tellNews();
}

void ModelWatch::tellNews()
{
    for (const ModelWarning &warning : m_warnings) {
        const QByteArray text = sentence(warning).utf8();
        if (m_told.contains(text))
            continue;
        m_told.insert(text);
        m_tell(warning);
    }
}

} // namespace proxy
