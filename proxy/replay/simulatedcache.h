// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>
#include <QHash>

#include <optional>

namespace proxy {

/// What a request would have found cached at a model that it was not sent to. Beginnings are
/// cached by conversation and, as far as tools and system texts go, across conversations; both
/// live as long as the table says. A stated simplification: what was sent once is cached whole.
class SimulatedCache final
{
public:
    struct Request
    {
        QByteArray model; ///< base id
        quint64 conversation = 0;
        quint64 prefix = 0; ///< of tools and system texts; 0: none
        qint64 prefixTokens = 0;
        qint64 inputTokens = 0;
        qint64 outputTokens = 0;
        qint64 atMs = 0;
        bool caches = true; ///< the request asks for caching, or the model does it unasked
    };

    explicit SimulatedCache(ModelTable table);

    /// The usage it would have reported.
    [[nodiscard]] Usage serve(const Request &request);

private:
    struct Entry
    {
        qint64 tokens = 0;
        qint64 untilMs = 0;
    };
    using Key = std::pair<quint64, QByteArray>;

    ModelTable m_table;
    QHash<Key, Entry> m_entries;
};

/// List price in dollars; nullopt: a price that is needed is not known.
[[nodiscard]] std::optional<double> listPrice(const ModelTable &table, const QByteArray &model,
                                              const Usage &usage, const PriceTerms &terms = {});

} // namespace proxy
