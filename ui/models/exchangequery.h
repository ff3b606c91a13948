// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace ui {

/// What is typed into the filter: plain words (found anywhere in the row's texts) and fields, all
/// of which must hold: `model:haiku difficulty:hard status:>=500 ms:>2000 -client:curl`.
/// Pure value.
class ExchangeQuery final
{
public:
    /// An unknown field is a plain word: what one types always filters something.
    [[nodiscard]] static ExchangeQuery parse(const QString &text);
    [[nodiscard]] bool matches(const proxy::Exchange &exchange) const;
    [[nodiscard]] bool isEmpty() const { return m_conditions.empty(); }
    /// For completion: "model:", "difficulty:", …
    [[nodiscard]] static QStringList fields();
    /// The same, and the values of fields that have few: "difficulty:hard", "why:kept:busy", …
    [[nodiscard]] static QStringList suggestions();

private:
    using Condition = std::function<bool(const proxy::Exchange &)>;
    std::vector<Condition> m_conditions;
};

} // namespace ui
