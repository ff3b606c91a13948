// SPDX-License-Identifier: LicenseRef-Private
// Beside step 4 of 8: tells in time which models come to their end.
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/route/modelmap.h"
#include "proxy/status/modelwarnings.h"

#include <QDate>
#include <QSet>

#include <functional>
#include <memory>

namespace proxy {

/// Judges the map against the calendar and the backend's list: when one of them changed, not with
/// every look; and remembers who answered in another model's place. Each warning that needs doing
/// is told of once a day. Lives on the worker thread.
class ModelWatch final
{
public:
    using Teller = std::function<void(const ModelWarning &)>;

    explicit ModelWatch(Teller tell)
        : m_tell(std::move(tell))
    { }

    /// What is to be said on @p day. @p listed may be null: the list is not known.
    const ModelWarnings &look(const std::shared_ptr<const ProxyConfig> &config,
                              const std::shared_ptr<const ModelList> &listed, QDate day);
    /// An answer of @p day came from another model than was sent. Told of once a day for each pair,
    /// and part of what look() says of that day; of kMostSubstitutions pairs at most.
    void noteSubstitution(const QByteArray &sent, const QByteArray &answered, QDate day);
    /// The backend's list of the last look, sorted.
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
    ModelWarnings m_substitutions; ///< of one day
    QSet<QByteArray> m_told; ///< sentences of m_day
};

} // namespace proxy
