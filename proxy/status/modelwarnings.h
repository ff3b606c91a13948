// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

#include <QByteArray>
#include <QDate>
#include <QList>
#include <QMetaType>

#include <array>
#include <vector>

namespace proxy {

/// Something about models that needs doing, or soon will. Plain value.
struct ModelWarning
{
    enum class Kind {
        Ending, ///< a target ends within kWarningDays
        Ended, ///< a target has ended and is passed over
        Unlisted, ///< the target in use is not in the backend's list
        NoTarget, ///< a whole cell has no usable target left: routing stops there
        OldTable, ///< the table is older than kTableDays
        Substituted, ///< answers came from another model than was sent
    };

    Kind kind = Kind::Ending;
    QByteArray model {}; ///< the target; empty for NoTarget and OldTable
    QByteArray cell {}; ///< "anthropic easy"; empty for OldTable and Substituted
    QDate day {}; ///< the day it ends, or the table's day
    QByteArray instead {}; ///< what is used in its place, or what answered; empty: nothing
    /// Something changes for this user, or is wrong in their own map; else it is good to know: a
    /// target further down a list of the built-in map.
    bool needsDoing = true;

    [[nodiscard]] bool operator==(const ModelWarning &) const = default;
};

using ModelWarnings = std::vector<ModelWarning>;

/// Every kind, the most urgent first.
inline constexpr std::array kModelWarningKinds {
    ModelWarning::Kind::NoTarget, ModelWarning::Kind::Ended,    ModelWarning::Kind::Ending,
    ModelWarning::Kind::Unlisted, ModelWarning::Kind::OldTable, ModelWarning::Kind::Substituted};

struct ProxyConfig;

/// What is to be said on @p day of the targets of every cell that can be used with these settings,
/// and of the table's age; the most urgent first. @p listed: the backend's model ids; null: not
/// known. Reads the compiled-in map; not for the path of a request.
[[nodiscard]] ModelWarnings modelWarnings(const ProxyConfig &config,
                                          const QList<QByteArray> *listed, QDate day);
/// Some warning needs doing.
[[nodiscard]] bool needDoing(const ModelWarnings &warnings);

/// How long before its end a target is told of.
constexpr int kWarningDays = 30;
/// How old the table may become.
constexpr int kTableDays = 60;

/// "ending", "ended", "unlisted", "no-target", "old-table", "substituted".
[[nodiscard]] const char *name(ModelWarning::Kind kind);

/// One sentence for people: "claude-sonnet-4-5-20250929 (anthropic hard) ends on 2026-11-30;
/// claude-sonnet-5-5 is used from then on".
[[nodiscard]] Said sentence(const ModelWarning &warning);

} // namespace proxy

Q_DECLARE_METATYPE(proxy::ModelWarning)
