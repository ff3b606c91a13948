// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/fleettotals.h"
#include "proxy/core/clock.h"
#include "proxy/exchange/sessionview.h"
#include "proxy/route/turnsharing.h"
#include "proxy/session/sessions.h"

#include <QByteArray>
#include <QByteArrayView>

#include <chrono>
#include <optional>

namespace proxy {

// How instances write what they share: JSON of at most kMaxSharedValue bytes. Points in time are
// written as ages, because the clocks of two machines are never compared. What is read comes from
// outside: nullopt where it is not understood or a value is out of its range. All pure.

[[nodiscard]] QByteArray sharedForm(const SharedDecision &decision);
[[nodiscard]] std::optional<SharedDecision> readSharedDecision(QByteArrayView text);

/// Empty: it would be too large.
[[nodiscard]] QByteArray sharedForm(const ConversationEvidence &evidence, Instant now);
/// @p age: how long ago it was written.
[[nodiscard]] std::optional<ConversationEvidence>
readConversationEvidence(QByteArrayView text, Instant now, std::chrono::milliseconds age);

[[nodiscard]] QByteArray sharedForm(const SessionOverride &userOverride);
[[nodiscard]] std::optional<SessionOverride> readSessionOverride(QByteArrayView text);

/// Sums as whole numbers, one behind another.
[[nodiscard]] QByteArray sharedForm(const DayTotals &totals);
[[nodiscard]] std::optional<DayTotals> readDayTotals(QByteArrayView text);

} // namespace proxy
