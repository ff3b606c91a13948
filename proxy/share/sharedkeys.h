// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/turnsharing.h"

#include <QByteArray>
#include <QDate>

#include <chrono>

namespace proxy {

// The keys of what instances share, and how long each lives. All begin with kSharedNamespace, whose
// number changes when a value gets another meaning. What belongs to one session has its hash tag
// {…}, so that a cluster keeps it in one slot.

inline constexpr char kSharedNamespace[] = "llmproxy:1:";

inline constexpr std::chrono::hours kTurnLife {2};
inline constexpr std::chrono::hours kSessionLife {24};
inline constexpr std::chrono::milliseconds kClaimLife {2500};
/// A month's budget reads its first day on the last one.
inline constexpr std::chrono::hours kTotalsLife {24 * 40};
/// No value is larger.
inline constexpr qsizetype kMaxSharedValue = 2048;

/// The decision of a turn.
[[nodiscard]] QByteArray turnKeyName(const TurnKey &turn);
/// The marker of the instance that decides a turn just now.
[[nodiscard]] QByteArray claimKeyName(const TurnKey &turn);
/// What is remembered of a conversation.
[[nodiscard]] QByteArray conversationKeyName(quint64 session, quint64 conversation);
/// The override of the session whose id has the keyed hash @p name.
[[nodiscard]] QByteArray overrideKeyName(quint64 name);
/// What was used on @p day: a hash with a field for each instance. @p subject names whose use it
/// is, "all" for everything; it may hold any bytes.
[[nodiscard]] QByteArray totalsKeyName(QDate day, const QByteArray &subject);
/// The open circuit of a peer, which @p peer names.
[[nodiscard]] QByteArray breakerKeyName(const QByteArray &peer);

} // namespace proxy
