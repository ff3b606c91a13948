// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QByteArray>
#include <QDate>
#include <QList>
#include <QMetaType>

#include <array>
#include <vector>

namespace proxy {

/// A warning about a target of the model map or about the table of models. Plain value.
struct ModelWarning
{
    enum class Kind {
        Ending, ///< a target ends within kWarningDays
        Ended, ///< a target has ended, so routing does not use it
        Unlisted, ///< the target in use is not in the backend's list
        NoTarget, ///< no target of a cell is usable, so requests of that cell are not routed
        OldTable, ///< the table is older than kTableDays
        Substituted, ///< another model answered than was asked
    };

    Kind kind = Kind::Ending;
    QByteArray model {}; ///< the target; empty for NoTarget and OldTable
    QByteArray cell {}; ///< "anthropic easy"; empty for OldTable and Substituted
    QDate day {}; ///< the day on which the target ends, or the table's date
    QByteArray instead {}; ///< the model that is used instead, or that answered; empty: none
    /// Whether the user should act: their requests go elsewhere, or their own map is wrong. False
    /// for mere information, such as a target further down a list of the built-in map.
    bool needsDoing = true;

    [[nodiscard]] bool operator==(const ModelWarning &) const = default;
};

using ModelWarnings = std::vector<ModelWarning>;

/// Every kind, the most urgent first.
inline constexpr std::array kModelWarningKinds {
    ModelWarning::Kind::NoTarget, ModelWarning::Kind::Ended,    ModelWarning::Kind::Ending,
    ModelWarning::Kind::Unlisted, ModelWarning::Kind::OldTable, ModelWarning::Kind::Substituted};

struct ProxyConfig;

/// Returns the warnings of @p day, the most urgent first. It checks the targets of every cell that
/// @p config can use and the age of the table. @p listed is the backend's list of models; null when
/// it is not known. Parses the built-in map, so do not call it for each request.
[[nodiscard]] ModelWarnings modelWarnings(const ProxyConfig &config,
                                          const QList<QByteArray> *listed, QDate day);
/// Whether one of @p warnings has needsDoing.
[[nodiscard]] bool needDoing(const ModelWarnings &warnings);

/// How many days before its end a target is warned about.
constexpr int kWarningDays = 30;
/// How many days old the table of models may become without a warning.
constexpr int kTableDays = 60;

/// "ending", "ended", "unlisted", "no-target", "old-table", "substituted".
[[nodiscard]] const char *name(ModelWarning::Kind kind);

/// Returns a sentence for people: "claude-sonnet-4-5-20250929 (anthropic hard) ends on 2026-11-30;
/// claude-sonnet-5-5 is used from then on".
[[nodiscard]] Text sentence(const ModelWarning &warning);

} // namespace proxy

Q_DECLARE_METATYPE(proxy::ModelWarning)
