// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>
#include <QList>

namespace proxy {

/// What a request carries that some model may refuse, as codes with their values:
/// "system-message", "effort:xhigh", "beta:context-1m-2025-08-07". Sorted.
using RequestShape = QList<QByteArray>;

/// @p betas: the request's anthropic-beta. Pure.
[[nodiscard]] RequestShape shapeOf(const RequestFacts &facts, const QByteArray &betas);

/// Those of the shape's facts that @p target is not known to take; all of them when it is known
/// to take every one, for then the table is wrong and it can't be told where. @p target may be
/// null: nothing is known. Pure.
[[nodiscard]] RequestShape suspectsOf(const RequestShape &shape, const ModelFacts *target);

/// What a RefusedShape compares a request by.
struct RequestMeasures
{
    RequestShape shape {};
    qint64 bodyBytes = 0;
    qint64 maxTokens = -1; ///< -1: not told
    quint64 session = 0; ///< its key; 0: none
};

/// A model that refused a request, and what requests it is kept from since.
struct RefusedShape
{
    QByteArray model; ///< base id that was sent
    RequestShape facts {}; ///< a request that carries all of these; empty: any
    qint64 bodyBytes = 0; ///< and is at least as large
    qint64 maxTokens = -1; ///< and asks for at least as many output tokens; -1: any
    quint64 session = 0; ///< and belongs to this session; 0: any

    /// No request of the client is let through.
    [[nodiscard]] bool isOfAll() const
    {
        return facts.isEmpty() && bodyBytes == 0 && maxTokens < 0 && session == 0;
    }
    /// Whether @p request to the model @p base is one of them. Pure.
    [[nodiscard]] bool covers(const QByteArray &base, const RequestMeasures &request) const;
};

} // namespace proxy
