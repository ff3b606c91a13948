// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/query/queryfields.h"

#include <QString>
#include <QStringList>

namespace proxy {

/// A parsed filter of exchanges, for the window's table and for logs-tail and logs-follow: words,
/// which may stand in any text of a row, and conditions on fields, joined by `and` (or nothing),
/// `or`, `not` or a minus, with parentheses and quotes:
/// `model:haiku (status:>=500 or ms:>10s) -client:curl since:10m "no such file"`. Plain value.
class ExchangeQuery final
{
public:
    static constexpr qsizetype kMaxText = 4096;
    static constexpr int kMaxDepth = 50; ///< of parentheses

    /// What is wrong with a filter, and which part of its text.
    struct Fault
    {
        Text reason;
        qsizetype begin = 0;
        qsizetype length = 0;
    };

    /// Parses a filter. Times like `since:10m` count back from @p nowMs. A condition that is still
    /// being typed (`status:`) holds for all. Pure.
    [[nodiscard]] static tl::expected<ExchangeQuery, Fault> parse(const QString &text,
                                                                  qint64 nowMs);
    /// The same from the present time.
    [[nodiscard]] static tl::expected<ExchangeQuery, Fault> parse(const QString &text);

    [[nodiscard]] bool matches(const Exchange &exchange) const
    {
        return !m_condition || m_condition(exchange);
    }
    [[nodiscard]] bool isEmpty() const { return !m_condition; }
    /// Whether it matches other rows as time goes by, so that it has to be parsed again.
    [[nodiscard]] bool dependsOnTime() const { return m_dependsOnTime; }

    /// Returns the names of the fields, and the values of fields that have few, for completion:
    /// "model:", "difficulty:hard", "why:kept:busy", …
    [[nodiscard]] static QStringList suggestions();

private:
    QueryCondition m_condition; ///< null: all match
    bool m_dependsOnTime = false;
};

/// Returns the condition for exactly this text of a field, quoted where it needs that.
[[nodiscard]] QString queryTerm(const QString &field, const QString &value);

} // namespace proxy
