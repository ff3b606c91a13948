// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace ui {

/// A parsed filter of the table of requests. It consists of words, which may stand in any text of a
/// row, and of fields: `model:haiku difficulty:hard status:>=500 ms:>2000 -client:curl`. All of
/// them must match. Plain value.
class ExchangeQuery final
{
public:
    /// Parses a filter. An unknown field counts as a word.
    [[nodiscard]] static ExchangeQuery parse(const QString &text);
    [[nodiscard]] bool matches(const proxy::Exchange &exchange) const;
    [[nodiscard]] bool isEmpty() const { return m_conditions.empty(); }
    /// Returns the names of the fields, for completion: "model:", "difficulty:", …
    [[nodiscard]] static QStringList fields();
    /// Returns the names of the fields, and also the values of fields that have few:
    /// "difficulty:hard", "why:kept:busy", …
    [[nodiscard]] static QStringList suggestions();

private:
    using Condition = std::function<bool(const proxy::Exchange &)>;
    std::vector<Condition> m_conditions;
};

} // namespace ui
