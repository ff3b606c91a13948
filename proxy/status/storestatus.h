// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/money.h"
#include "proxy/core/text.h"

#include <QByteArray>

#include <optional>

namespace proxy {

/// How the store is that several instances share, for status and window. Plain value.
struct StoreStatus
{
    QByteArray state; ///< "ready", "away", …; empty: this instance has no store
    QByteArray address; ///< without its password
    Text meaning; ///< what the state means, as a sentence
    std::optional<qint64> sinceMs; ///< Unix time of the last change of state
    Text lastError; ///< the last failure; empty: none
    bool sharesSessions = false; ///< there is a common secret for fingerprints
    quint64 commands = 0; ///< sent, since the start
    quint64 bytes = 0; ///< of these commands
    quint64 unanswered = 0; ///< questions without an answer in time
    quint64 refused = 0; ///< replies that are errors
    quint64 dropped = 0; ///< commands that were not sent
    qint64 latencyP50 = 0; ///< of an answer, in microseconds
    qint64 latencyP99 = 0;
    int instances = 0; ///< instances that used something today; 0: not known
    PicoDollars spentToday = 0; ///< by all of them, at list prices, with the classifier's fees
    PicoDollars savedToday = 0; ///< by routing, after the classifier's fees

    [[nodiscard]] bool isThere() const { return !state.isEmpty(); }
    [[nodiscard]] bool isReady() const { return state == "ready"; }
};

} // namespace proxy
