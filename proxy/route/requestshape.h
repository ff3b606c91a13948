// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>
#include <QList>

namespace proxy {

/// The features of a request that some model may refuse, as sorted codes with their values:
/// "system-message", "effort:xhigh", "beta:context-1m-2025-08-07".
using RequestShape = QList<QByteArray>;

/// Returns the shape of a request. @p betas is its anthropic-beta header. Pure.
[[nodiscard]] RequestShape shapeOf(const RequestFacts &facts, const QByteArray &betas);

/// Returns the features of @p shape that may explain a refusal by @p target: those that it is not
/// known to support. If it is known to support all of them, the table is wrong somewhere, and all
/// are returned.
/// @p target may be null: nothing is known. Pure.
[[nodiscard]] RequestShape suspectsOf(const RequestShape &shape, const ModelFacts *target);

/// The properties of a request that RefusedShape::covers() compares.
struct RequestMeasures
{
    RequestShape shape {};
    qint64 bodyBytes = 0;
    qint64 maxTokens = -1; ///< -1: absent
    quint64 session = 0; ///< key of its session; 0: none
};

/// A model that refused a request, and the conditions for the requests that are kept away from it.
/// All conditions must hold.
struct RefusedShape
{
    QByteArray model; ///< base id of the model that refused
    RequestShape facts {}; ///< the request has all of these features; empty: any request
    qint64 bodyBytes = 0; ///< the request's body is at least this large
    qint64 maxTokens = -1; ///< the request asks for at least this many output tokens; -1: any
    quint64 session = 0; ///< the request belongs to this session; 0: any

    /// Whether all requests of the client are kept away.
    [[nodiscard]] bool isOfAll() const
    {
        return facts.isEmpty() && bodyBytes == 0 && maxTokens < 0 && session == 0;
    }
    /// Whether @p request must not go to the model @p base. Pure.
    [[nodiscard]] bool covers(const QByteArray &base, const RequestMeasures &request) const;
};

} // namespace proxy
