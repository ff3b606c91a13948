// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modeltable.h"

#include <QByteArray>

namespace proxy {

/// Returns the rank of an effort level, "none" being the lowest; -1 when it is no level.
[[nodiscard]] int effortRank(QByteArrayView level);

/// Compares two models. Returns 1 when @p to is stronger than @p from, -1 when it is weaker, 0 when
/// both are equal or not comparable. The makers' classes decide first (haiku, sonnet, opus), then
/// the version, then the effort: the model's suffix, or else @p effort, which is what the request's
/// body asks for. When a class is unknown, the list price decides. Pure.
[[nodiscard]] int compareStrength(const ModelTable &table, const QByteArray &from,
                                  const QByteArray &to, const QByteArray &effort = {});

} // namespace proxy
