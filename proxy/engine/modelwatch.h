// SPDX-License-Identifier: LicenseRef-Private
// Serves step 4 of 8 (DECIDE): warns in time about models that end.
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/route/modelmap.h"
#include "proxy/status/modelwarnings.h"

#include <QDate>
#include <QSet>

#include <functional>
#include <memory>

namespace proxy {

/// Keeps the warnings about models. It checks the map again only when the day, the settings or the
/// backend's list have changed, and remembers substituted models. It reports each warning with
/// needsDoing once a day. Lives on the worker thread.
class ModelWatch final
{
public:
    /// Reports a warning.
    using Teller = std::function<void(const ModelWarning &)>;

    explicit ModelWatch(Teller tell)
        : m_tell(std::move(tell))
    { }

    /// Returns the warnings of @p day. @p listed is the backend's list; null: not known.
    const ModelWarnings &look(const std::shared_ptr<const ProxyConfig> &config,
                              const std::shared_ptr<const ModelList> &listed, QDate day);
    /// Records that the model @p answered answered instead of @p sent. look() of that day returns a
    /// warning for each such pair, at most kMostSubstitutions.
    void noteSubstitution(const QByteArray &sent, const QByteArray &answered, QDate day);
    /// The backend's list of the last look(), sorted.
    [[nodiscard]] const QList<QByteArray> &listed() const { return m_sorted; }

private:
    void tellNews();

    static constexpr size_t kMostSubstitutions = 8;

    Teller m_tell;
    std::shared_ptr<const ProxyConfig> m_config;
    std::shared_ptr<const ModelList> m_listed;
    QDate m_day;
    QList<QByteArray> m_sorted;
    ModelWarnings m_warnings;
    ModelWarnings m_substitutions; ///< of m_day
    QSet<QByteArray> m_told; ///< sentences that were reported on m_day
};

} // namespace proxy
