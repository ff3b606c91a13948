// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>
#include <QHash>

#include <optional>

namespace proxy {

/// Simulates the prompt cache of a model that a request was not sent to. Prompts are cached for
/// each conversation; tools and system texts also across conversations. Both live as long as the
/// table of models says. Simplification: a prompt that was sent once is cached as a whole.
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

    /// Returns the usage that the model would have reported.
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

/// Returns the price in dollars at list prices; nullopt: a price is not known.
[[nodiscard]] std::optional<double> listPrice(const ModelTable &table, const QByteArray &model,
                                              const Usage &usage, const PriceTerms &terms = {});

} // namespace proxy
