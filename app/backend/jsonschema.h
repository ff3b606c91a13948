// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

namespace app::backend {

/// Checks a value against a JSON Schema (2020-12), the part of it this project writes: type,
/// const, enum, properties, required, additionalProperties, items, minItems, uniqueItems,
/// minimum, maximum, minLength, pattern, propertyNames and $ref into $defs. Any other keyword that
/// could make a value invalid is itself a fault, so that a schema promises nothing unchecked.
/// Each fault names its place: "commands[3].route: …".
[[nodiscard]] QStringList schemaFaults(const QJsonValue &value, const QJsonObject &schema);

} // namespace app::backend
