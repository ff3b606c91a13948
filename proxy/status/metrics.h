// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/models/modeltable.h"
#include "proxy/status/metrichistogram.h"

#include <QByteArray>

#include <array>
#include <map>

namespace proxy {

/// Which way a model changed (modelstrength.h), because the user chose the model, or not although
/// the router said so.
enum class SwitchKind { Up, Down, Forced, Veto };

/// What GET /metrics counts, since the start of the process: a fold of finished exchanges. Every
/// label has few known values; models are those of the table, else "other". Lives on the worker
/// thread.
class Metrics final
{
public:
    static constexpr std::array kEndpoints {"messages", "chat_completions", "responses", "other"};
    static constexpr std::array kTokenTypes {"input",           "output",         "cache_read",
                                             "cache_write_5m",  "cache_write_1h", "cache_write_30m",
                                             "cache_write_12h", "reasoning"};
    static constexpr std::array kSwitchKinds {"up", "down", "forced", "veto"};
    static constexpr std::array kMissCauses {"switch", "client-edit", "idle", "upstream"};
    static constexpr std::array kStallPhases {"first_byte", "mid_stream"};

    /// A pause in an answer that a person notices as one.
    static constexpr std::chrono::seconds kStall {30};

    void add(const Exchange &exchange, const ModelTable &table);

    struct PerModel
    {
        std::array<qint64, kTokenTypes.size()> tokens {};
        PicoDollars cost = 0;
    };

    std::map<QByteArray, std::map<QByteArray, quint64>> requests; ///< endpoint → end
    std::map<QByteArray, quint64> responses; ///< status class: "2xx", …, "none"
    quint64 upstreamAttempts = 0;
    std::map<QByteArray, quint64> decisions; ///< routing label without its number
    std::map<QByteArray, std::map<QByteArray, quint64>> turns; ///< turn type → difficulty
    std::array<quint64, kSwitchKinds.size()> switches {};
    std::map<QByteArray, quint64> failOpen; ///< by reason
    quint64 classifierAnswers = 0;
    quint64 classifierFailures = 0; ///< decisions that asked and got nothing usable
    PicoDollars classifierFees = 0;
    MetricHistogram parse;
    MetricHistogram decide; ///< of decisions that did not wait for the classifier
    MetricHistogram rewrite;
    MetricHistogram classify; ///< of those that did
    MetricHistogram upstreamFirstByte; ///< from the last byte of the request on
    std::array<quint64, kStallPhases.size()> stalls {};
    std::map<QByteArray, PerModel> models {{"other", {}}};
    quint64 substituted = 0; ///< answers of another model than was sent
    PicoDollars saved = 0; ///< sum of the exchanges that saved
    PicoDollars lost = 0; ///< of those that cost more, as a positive number
    std::array<quint64, kMissCauses.size()> cacheMisses {};
    PicoDollars cacheLoss = 0;

private:
    void addDecision(const Exchange &exchange, const ModelTable &table);
    void addCosts(const Exchange &exchange, const ModelTable &table);
    void addTimes(const Exchange &exchange);
};

/// Reasons for which a request that was to be classified kept its model: every failure of the
/// classifier fails open.
[[nodiscard]] std::vector<RouteReason> failOpenReasons();

} // namespace proxy
