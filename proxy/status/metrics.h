// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/namedclients.h"
#include "proxy/exchange/exchange.h"
#include "proxy/models/modeltable.h"
#include "proxy/status/metrichistogram.h"

#include <QByteArray>

#include <array>
#include <map>
#include <span>

namespace proxy {

/// How a request's model changed.
enum class SwitchKind {
    Up, ///< to a stronger model (modelstrength.h)
    Down, ///< to a weaker model
    Forced, ///< because the user chose the model
    Veto, ///< not at all, although the router's answer asked for another model
};

/// What GET /metrics counts since the start of the process. It is computed from finished exchanges.
/// The values of every label come from a fixed set; a model that is not in the table of models
/// counts as "other". Lives on the worker thread.
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

    /// A pause in an answer that is at least this long counts as a stall.
    static constexpr std::chrono::seconds kStall {30};

    /// What one named client has used.
    struct PerClient
    {
        quint64 requests = 0;
        qint64 tokens = 0;
        PicoDollars cost = 0;
    };

    /// Counts for these named clients from now on. What former ones have used stays known: one may
    /// come back.
    void setClients(const NamedClients &named);

    /// Counts a finished exchange.
    void add(const Exchange &exchange, const ModelTable &table);

    /// What one model was used for.
    struct PerModel
    {
        std::array<qint64, kTokenTypes.size()> tokens {};
        PicoDollars cost = 0;
    };

    std::map<QByteArray, std::map<QByteArray, quint64>> requests; ///< endpoint → end
    std::map<QByteArray, quint64> responses; ///< status class: "2xx", …, "none"
    quint64 upstreamAttempts = 0;
    std::map<QByteArray, quint64> decisions; ///< by routing label, without the status of "reverted"
    std::map<QByteArray, std::map<QByteArray, quint64>> turns; ///< turn type → difficulty
    std::array<quint64, kSwitchKinds.size()> switches {};
    /// By reason: requests that kept their model because the classifier failed.
    std::map<QByteArray, quint64> failOpen;
    quint64 localVerdicts = 0; ///< decisions of the classifier on this machine
    quint64 localUnknown = 0; ///< it did not know, and nobody else was asked
    quint64 classifierAnswers = 0;
    quint64 classifierFailures = 0; ///< decisions that asked and got no usable answer
    PicoDollars classifierFees = 0;
    MetricHistogram parse;
    MetricHistogram decide; ///< of decisions that did not wait for the classifier
    MetricHistogram rewrite;
    MetricHistogram classify; ///< of decisions that waited for the classifier
    MetricHistogram upstreamFirstByte; ///< from the request's last byte to the answer's head
    std::array<quint64, kStallPhases.size()> stalls {};
    std::map<QByteArray, PerModel> models {{"other", {}}};
    std::map<QByteArray, PerClient> clients; ///< by the name in LLM_PROXY_CLIENTS
    quint64 substituted = 0; ///< answers that came from another model than was asked
    PicoDollars saved = 0; ///< sum over the exchanges that cost less
    PicoDollars lost = 0; ///< sum over the exchanges that cost more, as a positive number
    std::array<quint64, kMissCauses.size()> cacheMisses {};
    PicoDollars cacheLoss = 0;

private:
    void addDecision(const Exchange &exchange, const ModelTable &table);
    void addCosts(const Exchange &exchange, const ModelTable &table);
    void addTimes(const Exchange &exchange);
    void addClient(const Exchange &exchange);
};

/// The reasons that mean "the classifier failed, so the request kept its model". Every failure of
/// the classifier fails open.
[[nodiscard]] std::span<const RouteReason> failOpenReasons();

} // namespace proxy
