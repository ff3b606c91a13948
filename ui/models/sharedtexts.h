// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QHash>
#include <QSet>

#include <memory>
#include <vector>

namespace ui {

/// Makes exchanges that say the same share the bytes of it: of the rows of a day, nearly all texts
/// are alike. Without it a full table holds several copies of each. Plain value.
class SharedTexts final
{
public:
    /// Replaces the texts of @p exchange by equal ones of an earlier exchange.
    void share(proxy::Exchange &exchange);

    using Trace = std::vector<proxy::TraceStep>;
    /// Takes the reasons out of @p exchange. Returns equal ones of an earlier exchange, if there
    /// are any; null: there are no reasons. They are the largest part of a row, and hardly ever
    /// new.
    [[nodiscard]] std::shared_ptr<const Trace> takeTrace(proxy::Exchange &exchange);

private:
    void share(QByteArray &text);
    void share(proxy::Text &text);

    QSet<QByteArray> m_texts;
    QHash<QByteArray, proxy::Text> m_sentences; ///< by their English words
    QHash<QByteArray, std::shared_ptr<const Trace>> m_traces; ///< by their English words
};

} // namespace ui
