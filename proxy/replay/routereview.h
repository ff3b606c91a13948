// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/replay/loggedrequest.h"

#include <QHash>

#include <array>
#include <optional>
#include <vector>

namespace proxy {

/// What the use of an answer says about the verdict on its task.
enum class RouteLabel {
    Reverted, ///< the routed model refused the request
    Boosted, ///< the person asked for a hard verdict within two turns
    AskedAgain, ///< the same text was typed again
    ErrorsAfterEasy, ///< two results of tools in a row were errors after an easy verdict
    SaidHard, ///< the person said: should have been hard
    SaidEasy, ///< the person said: should have been easy
};
inline constexpr size_t kRouteLabels = 6;

/// "reverted", "boosted", "asked-again", "errors-after-easy", "said-hard", "said-easy".
[[nodiscard]] const char *name(RouteLabel label);

/// A task with what became of it.
struct ReviewedAsk
{
    QByteArray id; ///< of its first row in the request log
    LocalVerdict local;
    bool isJudged = false; ///< `local` was logged
    Difficulty morph = Difficulty::None; ///< Morph's answer; None: it was not asked
    std::array<bool, kRouteLabels> labels {};

    [[nodiscard]] bool has(RouteLabel label) const { return labels[size_t(label)]; }
    /// Whether it should have been hard: what the person said counts first; nullopt: no label
    /// tells.
    [[nodiscard]] std::optional<bool> shouldBeHard() const;
};

/// Collects labels from the use of logged requests. Nothing is learnt from them: a person looks at
/// them. Add the requests in the order of their time.
class RouteReview final
{
public:
    /// @p said: by row of the request log, what the person said it should have been.
    explicit RouteReview(QHash<QByteArray, Difficulty> said)
        : m_said(std::move(said))
    { }

    void add(const LoggedRequest &request);
    [[nodiscard]] const std::vector<ReviewedAsk> &asks() const { return m_asks; }

private:
    struct Session
    {
        std::vector<size_t> asks; ///< numbers of the latest, two at most
        quint64 latestText = 0;
    };

    void addAsk(const LoggedRequest &request, Session &session);
    void noteTurn(const LoggedRequest &request, ReviewedAsk &ask) const;

    QHash<QByteArray, Difficulty> m_said;
    QHash<QByteArray, Session> m_sessions;
    std::vector<ReviewedAsk> m_asks;
};

/// How a limit of the score would have done: asks with at most this score called easy.
struct ReviewedLimit
{
    int score = 0;
    int easy = 0; ///< asks that it would call easy
    int shouldBeHard = 0; ///< of these, labelled as hard
    int shouldBeEasy = 0; ///< of these, labelled as easy
};

/// Returns a row for each of a few limits.
[[nodiscard]] std::vector<ReviewedLimit> reviewLimits(const std::vector<ReviewedAsk> &asks);

/// How often Morph said `second` where this machine said `first`: easy, unknown, hard by easy,
/// medium, hard.
using Agreement = std::array<std::array<int, 3>, 3>;
[[nodiscard]] Agreement agreementOf(const std::vector<ReviewedAsk> &asks);

} // namespace proxy
