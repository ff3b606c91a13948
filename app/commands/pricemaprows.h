// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/namedtext.h"
#include "proxy/core/error.h"

#include <QJsonObject>
#include <QMap>

namespace app {

/// Rows of a table of models by id, each in the format of JSON/models.json.
using ModelRows = QMap<QString, QJsonObject>;

/// What LiteLLM's price map says of the chat models of the families we know. Entries of other
/// modes, makers and regions and fine-tuned models are passed over; of a model with and without its
/// maker's prefix (`gemini/…`) the prefixed entry counts. What an entry does not say stays absent,
/// and so does a price of 0, which that map writes for "not known" as well as for "free".
/// Fails with file, entry and field of the first value that cannot be meant. Pure.
[[nodiscard]] proxy::Result<ModelRows> rowsOfPriceMap(const NamedText &map);

} // namespace app
