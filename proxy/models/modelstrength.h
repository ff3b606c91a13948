// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modeltable.h"

#include <QByteArray>

namespace proxy {

/// Order of effort levels, none lowest; -1: no level.
[[nodiscard]] int effortRank(QByteArrayView level);

/// Which way a switch goes: 1: @p to is the stronger, -1: the weaker, 0: equal or not known. The
/// makers' classes decide (haiku, sonnet, opus), within a class the version, within one model the
/// effort: its suffix, else @p effort, what the request's body asks for. Where a class is not
/// known the list price decides. Pure.
[[nodiscard]] int compareStrength(const ModelTable &table, const QByteArray &from,
                                  const QByteArray &to, const QByteArray &effort = {});

} // namespace proxy
