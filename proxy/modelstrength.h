// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/modeltable.h"

#include <QByteArray>

namespace proxy {

/// Which way a switch goes, by list price and, within one model, by effort: 1: @p to is the
/// stronger, -1: the weaker, 0: equal or not known. Pure.
[[nodiscard]] int compareStrength(const ModelTable &table, const QByteArray &from,
                                  const QByteArray &to);

} // namespace proxy
