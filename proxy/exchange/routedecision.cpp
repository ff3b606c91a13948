// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/routedecision.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace proxy {

namespace {

constexpr std::array kReasons {
    std::pair {RouteReason::None, ""},
    std::pair {RouteReason::RoutingOff, "routing-off"},
    std::pair {RouteReason::NoRouterKey, "no-router-key"},
    std::pair {RouteReason::NotJson, "not-json"},
    std::pair {RouteReason::Encoded, "encoded"},
    std::pair {RouteReason::NoModel, "no-model"},
    std::pair {RouteReason::DuplicateModel, "duplicate-model"},
    std::pair {RouteReason::NoUserText, "no-user-text"},
    std::pair {RouteReason::SideRequest, "side-request"},
    std::pair {RouteReason::Probe, "probe"},
    std::pair {RouteReason::SubAgent, "sub-agent"},
    std::pair {RouteReason::Compaction, "compaction"},
    std::pair {RouteReason::NeedsInfo, "needs-info"},
    std::pair {RouteReason::UnknownLabel, "unknown-label"},
    std::pair {RouteReason::RouterUnreachable, "router-unreachable"},
    std::pair {RouteReason::RouterTimeout, "router-timeout"},
    std::pair {RouteReason::RouterUnauthorized, "router-unauthorized"},
    std::pair {RouteReason::RouterRateLimited, "router-rate-limited"},
    std::pair {RouteReason::RouterRejected, "router-rejected"},
    std::pair {RouteReason::RouterFailed, "router-failed"},
    std::pair {RouteReason::RouterMalformed, "router-malformed"},
    std::pair {RouteReason::BreakerOpen, "breaker-open"},
    std::pair {RouteReason::BreakerProbing, "breaker-probing"},
    std::pair {RouteReason::Busy, "busy"},
    std::pair {RouteReason::LocalUnknown, "local-unknown"},
    std::pair {RouteReason::NoListedModel, "no-listed-model"},
    std::pair {RouteReason::PrefixNotListed, "prefix-not-listed"},
    std::pair {RouteReason::OtherFamily, "other-family"},
    std::pair {RouteReason::ContinuationUnknown, "continuation-unknown"},
    std::pair {RouteReason::Barred, "barred"},
    std::pair {RouteReason::OnlyAuto, "only-auto"},
    std::pair {RouteReason::KeepRule, "keep-rule"},
    std::pair {RouteReason::HeldByUser, "held"},
    std::pair {RouteReason::Unsafe, "unsafe"},
    std::pair {RouteReason::CacheWarm, "cache-warm"},
    std::pair {RouteReason::RecentUpSwitch, "recent-up-switch"},
    std::pair {RouteReason::NotWorthAsking, "not-worth-asking"},
    std::pair {RouteReason::NotCheaper, "not-cheaper"},
    std::pair {RouteReason::TargetsEnded, "targets-ended"},
    std::pair {RouteReason::NotAllowed, "not-allowed"},
    std::pair {RouteReason::Budget, "budget"},
};

constexpr std::array kDifficulties {
    std::pair {Difficulty::None, ""},
    std::pair {Difficulty::Easy, "easy"},
    std::pair {Difficulty::Medium, "medium"},
    std::pair {Difficulty::Hard, "hard"},
    std::pair {Difficulty::NeedsInfo, "needs_info"},
};

constexpr std::array kOutcomes {
    std::pair {RoutingOutcome::Routed, "routed"},
    std::pair {RoutingOutcome::Reused, "reused"},
    std::pair {RoutingOutcome::Kept, "kept"},
    std::pair {RoutingOutcome::Skipped, "skipped"},
    std::pair {RoutingOutcome::Reverted, "reverted"},
    std::pair {RoutingOutcome::Stopped, "stopped"},
};

template <class Table, class Key> const char *lookUp(const Table &table, Key key)
{
    for (const auto &[known, text] : table) {
        if (known == key)
            return text;
    }
    return "";
}

/// By outcome, then reason.
using Labels = std::array<std::array<std::string, kReasons.size()>, kOutcomes.size()>;

Labels allLabels()
{
    Labels labels;
    for (const auto &[outcome, outcomeName] : kOutcomes) {
        for (const auto &[reason, reasonName] : kReasons) {
            std::string &label = labels[static_cast<size_t>(outcome)][static_cast<size_t>(reason)];
            label = outcomeName;
            if (reason != RouteReason::None)
                label.append(":").append(reasonName);
        }
    }
    return labels;
}

/// Whether @p text is @p form, in which # stands for a digit.
bool hasForm(QByteArrayView text, QByteArrayView form)
{
    return text.size() == form.size()
           && std::equal(text.begin(), text.end(), form.begin(), [](char byte, char wanted) {
                  return wanted == '#' ? byte >= '0' && byte <= '9' : byte == wanted;
              });
}

} // namespace

bool RouteDecision::isOtherModel() const
{
    return modelChanged() && modelWithoutDate(selectedModel) != modelWithoutDate(requestedModel);
}

QByteArray modelWithoutDate(const QByteArray &model)
{
    const qsizetype bracket = model.indexOf('(');
    const qsizetype end = bracket < 0 ? model.size() : bracket;
    const QByteArrayView base = QByteArrayView(model).first(end);
    for (const QByteArrayView form : {QByteArrayView("-########"), QByteArrayView("@########"),
                                      QByteArrayView("-####-##-##"), QByteArrayView("-latest")}) {
        if (base.size() > form.size() && hasForm(base.last(form.size()), form))
            return base.chopped(form.size()).toByteArray() + model.sliced(end);
    }
    return model;
}

const char *name(Difficulty difficulty)
{
    return lookUp(kDifficulties, difficulty);
}

const char *name(RoutingOutcome outcome)
{
    return lookUp(kOutcomes, outcome);
}

const char *name(RouteReason reason)
{
    return lookUp(kReasons, reason);
}

std::optional<Difficulty> difficultyFromLabel(QByteArrayView label)
{
    for (const auto &[difficulty, text] : kDifficulties) {
        if (difficulty != Difficulty::None && label == text)
            return difficulty;
    }
    return std::nullopt;
}

QByteArray routingLabel(const RouteDecision &decision)
{
    if (decision.outcome == RoutingOutcome::Reverted)
        return name(decision.outcome) + (':' + QByteArray::number(decision.revertedStatus));
    // Asked for several times with each exchange.
    static const Labels labels = allLabels();
    const std::string &label =
        labels[static_cast<size_t>(decision.outcome)][static_cast<size_t>(decision.reason)];
    return QByteArray::fromRawData(label.data(), static_cast<qsizetype>(label.size()));
}

std::vector<RouteReason> allRouteReasons()
{
    std::vector<RouteReason> reasons;
    reasons.reserve(kReasons.size());
    for (const auto &entry : kReasons)
        reasons.push_back(entry.first);
    return reasons;
}

} // namespace proxy
