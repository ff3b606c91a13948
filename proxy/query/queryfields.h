// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QString>
#include <QStringList>

#include <functional>

namespace proxy {

/// A condition of a filter on one exchange.
using QueryCondition = std::function<bool(const Exchange &)>;

/// Returns the condition `field:value`, or an error whose detail says what is wrong with it.
/// @p nowMs is the Unix time from which `since:10m` counts back. An empty value holds for all: it
/// is still being typed. Pure.
[[nodiscard]] Result<QueryCondition> fieldCondition(const QString &field, const QString &value,
                                                    qint64 nowMs);
/// Returns the condition that @p word stands in any text of an exchange.
[[nodiscard]] QueryCondition wordCondition(const QString &word);
/// The names of the fields, sorted.
[[nodiscard]] QStringList queryFieldNames();
/// Whether the values of a field are texts of rows, which a window can offer.
[[nodiscard]] bool hasRowTexts(const QString &field);
/// Returns the texts that @p exchange has for a field; none for a field of numbers.
[[nodiscard]] QList<QByteArray> rowTexts(const Exchange &exchange, const QString &field);

} // namespace proxy
