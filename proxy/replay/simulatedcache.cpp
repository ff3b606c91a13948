// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/replay/simulatedcache.h"

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

SimulatedCache::SimulatedCache(ModelTable table)
    : m_table(std::move(table))
{ }

Usage SimulatedCache::serve(const Request &request)
{
    Usage usage {.input = request.inputTokens, .output = request.outputTokens};
    if (!request.caches)
        return usage;
    const ModelFacts *facts = m_table.find(request.model);
    const std::chrono::milliseconds lifetime =
        facts ? facts->cacheLifetime : std::chrono::seconds(300);
    qint64 read = 0;
    const std::array<std::pair<quint64, qint64>, 2> parts {
        {{request.conversation, request.inputTokens}, {request.prefix, request.prefixTokens}}};
    for (const auto &[key, tokens] : parts) {
        if (key == 0)
            continue;
        Entry &entry = m_entries[{key, request.model}];
        if (request.atMs < entry.untilMs)
            read = std::max(read, std::min(entry.tokens, request.inputTokens));
        entry = {tokens, request.atMs + lifetime.count()};
    }
    const bool paysBrief = facts && facts->price.cacheWrite30m.has_value();
    const bool paysWrites = paysBrief || (facts && facts->price.cacheWrite5m.has_value());
    usage.cacheRead = read;
    usage.input = paysWrites ? 0 : request.inputTokens - read;
    if (paysWrites)
        (paysBrief ? usage.cacheWrite30m : usage.cacheWrite5m) = request.inputTokens - read;
    return usage;
}

std::optional<double> listPrice(const ModelTable &table, const QByteArray &model,
                                const Usage &usage, const PriceTerms &terms)
{
    const ModelFacts *facts = table.find(model);
    if (!facts)
        return std::nullopt;
    const auto tokens = [](qint64 count) { return std::max<qint64>(count, 0); };
    const ModelPrice price = facts->price.forPrompt(usage.promptTokens(), terms);
    const std::array<std::pair<qint64, std::optional<PicoDollars>>, 7> parts {
        {{usage.input, price.input},
         {usage.output, price.output},
         {usage.cacheRead, price.cacheRead},
         {usage.cacheWrite5m, price.cacheWrite5m},
         {usage.cacheWrite1h, price.cacheWrite1h},
         {usage.cacheWrite30m, price.cacheWrite30m},
         {usage.cacheWrite12h, price.cacheWrite12h}}};
    double dollars = 0;
    for (const auto &[count, each] : parts) {
        if (tokens(count) == 0)
            continue;
        if (!each)
            return std::nullopt;
        dollars += double(count) * double(*each) / double(kPicoPerDollar);
    }
    return dollars;
}

} // namespace proxy
