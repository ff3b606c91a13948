// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/modelwatch.h"

#include <algorithm>

namespace proxy {

const ModelNotices &ModelWatch::look(const std::shared_ptr<const ProxyConfig> &config,
                                     const std::shared_ptr<const ModelList> &listed, QDate day)
{
    if (config == m_config && listed == m_listed && day == m_day)
        return m_notices;
    if (day != m_day)
        m_told.clear();
    m_config = config;
    m_listed = listed;
    m_day = day;
    m_sorted = listed ? QList<QByteArray>(listed->begin(), listed->end()) : QList<QByteArray>();
    std::sort(m_sorted.begin(), m_sorted.end());
    m_notices = modelNotices(*config, listed ? &m_sorted : nullptr, day);
    // What is good to know is for `models check`; here it would bury the rest.
    std::erase_if(m_notices, [](const ModelNotice &notice) { return !notice.needsDoing; });
    std::erase_if(m_substitutions, [day](const ModelNotice &notice) { return notice.day != day; });
    m_notices.insert(m_notices.end(), m_substitutions.begin(), m_substitutions.end());
    tellNews();
    return m_notices;
}

void ModelWatch::noteSubstitution(const QByteArray &sent, const QByteArray &answered, QDate day)
{
    std::erase_if(m_substitutions, [day](const ModelNotice &notice) { return notice.day != day; });
    const ModelNotice notice {
        .kind = ModelNotice::Kind::Substituted, .model = sent, .day = day, .instead = answered};
    const bool isKnown =
        std::find(m_substitutions.begin(), m_substitutions.end(), notice) != m_substitutions.end();
    if (isKnown || m_substitutions.size() >= kMostSubstitutions)
        return;
    m_substitutions.push_back(notice);
    m_notices.push_back(notice);
    tellNews();
}

void ModelWatch::tellNews()
{
    for (const ModelNotice &notice : m_notices) {
        const QByteArray text = sentence(notice).utf8();
        if (m_told.contains(text))
            continue;
        m_told.insert(text);
        m_tell(notice);
    }
}

} // namespace proxy
