// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/identifiers.h"

#include <QByteArray>
#include <QHash>
#include <QList>

namespace proxy {

/// Tells calls of one request apart that share an id, because some servers begin to count anew in
/// each answer and upstreams refuse such a history. A result belongs to the first call of its id in
/// the turn that has none yet. Ids are JSON-escaped.
class RequestCallIds final
{
public:
    /// The calls of an assistant's message follow.
    void beginCalls() { m_open.clear(); }
    [[nodiscard]] QByteArray ofCall(const QByteArray &told)
    {
        QByteArray id = m_ids.unique(told);
        m_latest.insert(told, id);
        m_open[told].append(id);
        return id;
    }
    [[nodiscard]] QByteArray ofResult(const QByteArray &told)
    {
        QList<QByteArray> &open = m_open[told];
        return open.isEmpty() ? m_latest.value(told, told) : open.takeFirst();
    }

private:
    CallIds m_ids;
    QHash<QByteArray, QByteArray> m_latest; ///< told id → the one of its last call
    QHash<QByteArray, QList<QByteArray>> m_open; ///< calls of the turn that have no result yet
};

} // namespace proxy
