// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

namespace app::backend {

/// Checks a value against a JSON Schema (2020-12) and returns the faults, each with its place:
/// "commands[3].route: …". It supports type, const, enum, properties, required,
/// additionalProperties, items, minItems, uniqueItems, minimum, maximum, minLength, pattern,
/// propertyNames and $ref into $defs. Any other keyword that could make a value invalid is a fault
/// too, so that no part of a schema stays unchecked. Pure.
[[nodiscard]] QStringList schemaFaults(const QJsonValue &value, const QJsonObject &schema);

} // namespace app::backend
