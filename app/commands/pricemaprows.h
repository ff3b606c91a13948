// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/namedtext.h"
#include "proxy/core/error.h"

#include <QJsonObject>
#include <QMap>

namespace app {

/// Rows of a table of models by id, each in the format of JSON/models.json.
using ModelRows = QMap<QString, QJsonObject>;

/// Reads the chat models of known families from LiteLLM's price map. Skips entries of other modes,
/// makers and regions, and fine-tuned models. When a model has an entry with and one without its
/// maker's prefix
/// (`gemini/…`), the one with the prefix counts. A missing fact stays missing; so does a price of
/// 0, which the map uses for "unknown" and for "free". Returns an error that names file, entry and
/// field of the first impossible value. Pure.
[[nodiscard]] proxy::Result<ModelRows> rowsOfPriceMap(const NamedText &map);

} // namespace app
