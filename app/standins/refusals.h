// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/standins/dataplane.h"
#include "app/standins/script.h"

#include <optional>

namespace app::standins {

/// What the provider behind the backend answers to a request that its model does not take, with
/// the provider's status, type and wording; nullopt: it takes it. Facts of a model come from the
/// table of models; what the table does not know is taken. The day is LLM_PROXY_TODAY, else the
/// table's. A suffix of the model replaces the body's thinking first, as the backend does it.
[[nodiscard]] std::optional<Script> refusalOf(const ModelCall &call);

} // namespace app::standins
