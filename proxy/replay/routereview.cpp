// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/replay/routereview.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr size_t kBoostReaches = 2; ///< turns
constexpr int kErrors = 2;
constexpr std::array kLimits {5, 10, 15, 20, 30, 40, 50};
constexpr std::array kNames {"reverted",          "boosted",   "asked-again",
                             "errors-after-easy", "said-hard", "said-easy"};

bool isHumanAsk(const LoggedRequest &request)
{
    return request.features.turn == TurnType::HumanAsk && !request.features.facts.isContinuation;
}

int columnOf(Difficulty difficulty)
{
    switch (difficulty) {
    case Difficulty::Easy:
        return 0;
    case Difficulty::Hard:
        return 2;
    default:
        return 1;
    }
}

} // namespace

const char *name(RouteLabel label)
{
    return kNames[size_t(label)];
}

std::optional<bool> ReviewedAsk::shouldBeHard() const
{
    if (has(RouteLabel::SaidEasy) || has(RouteLabel::SaidHard))
        return has(RouteLabel::SaidHard);
    // A refusal says more of the request's form than of the task.
    const bool isHard =
        has(RouteLabel::Boosted) || has(RouteLabel::AskedAgain) || has(RouteLabel::ErrorsAfterEasy);
    return isHard ? std::optional(true) : std::nullopt;
}

void RouteReview::add(const LoggedRequest &request)
{
    // Without a session two conversations can't be told apart.
    if (request.session.isEmpty())
        return;
    Session &session = m_sessions[request.session];
    if (isHumanAsk(request))
        addAsk(request, session);
    if (!session.asks.empty())
        noteTurn(request, m_asks[session.asks.back()]);
}

void RouteReview::addAsk(const LoggedRequest &request, Session &session)
{
    const auto label = [this](size_t ask, RouteLabel found) {
        m_asks[ask].labels[size_t(found)] = true;
    };
    if (request.boosted) {
        for (const size_t ask : session.asks)
            label(ask, RouteLabel::Boosted);
    }
    const quint64 text = request.features.facts.userTextHash;
    const quint64 before = std::exchange(session.latestText, text);
    if (!session.asks.empty() && text != 0 && text == before)
        label(session.asks.back(), RouteLabel::AskedAgain);
    session.asks.push_back(m_asks.size());
    if (session.asks.size() > kBoostReaches)
        session.asks.erase(session.asks.begin());
    m_asks.push_back({.id = request.id,
                      .local = request.local.value_or(LocalVerdict()),
                      .isJudged = request.local.has_value(),
                      .morph = request.answer});
}

void RouteReview::noteTurn(const LoggedRequest &request, ReviewedAsk &ask) const
{
    if (request.reverted)
        ask.labels[size_t(RouteLabel::Reverted)] = true;
    const bool isLoop = request.features.facts.isContinuation;
    if (isLoop && request.features.facts.signs.failedResults >= kErrors
        && ask.local.difficulty == Difficulty::Easy)
        ask.labels[size_t(RouteLabel::ErrorsAfterEasy)] = true;
    const Difficulty said = m_said.value(request.id, Difficulty::None);
    if (said == Difficulty::None)
        return;
    ask.labels[size_t(RouteLabel::SaidHard)] = said == Difficulty::Hard;
    ask.labels[size_t(RouteLabel::SaidEasy)] = said == Difficulty::Easy;
}

std::vector<ReviewedLimit> reviewLimits(const std::vector<ReviewedAsk> &asks)
{
    std::vector<ReviewedLimit> limits;
    for (const int score : kLimits) {
        ReviewedLimit limit {.score = score};
        for (const ReviewedAsk &ask : asks) {
            if (!ask.isJudged || ask.local.score > score)
                continue;
            ++limit.easy;
            if (const auto hard = ask.shouldBeHard())
                ++(*hard ? limit.shouldBeHard : limit.shouldBeEasy);
        }
        limits.push_back(limit);
    }
    return limits;
}

Agreement agreementOf(const std::vector<ReviewedAsk> &asks)
{
    Agreement agreement {};
    for (const ReviewedAsk &ask : asks) {
        const bool isSized = ask.morph != Difficulty::None && ask.morph != Difficulty::NeedsInfo;
        if (ask.isJudged && isSized)
            ++agreement[size_t(columnOf(ask.local.difficulty))][size_t(columnOf(ask.morph))];
    }
    return agreement;
}

} // namespace proxy
