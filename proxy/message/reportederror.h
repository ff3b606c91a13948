// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsontree.h"

namespace proxy {

/// The error that an answer, or one event of it, reports in any of the three dialects: the object
/// or string of `error`, also inside `response` or a choice; the document itself where its `type`
/// or `object` is "error"; a choice whose finish_reason is "error". A missing value: none.
[[nodiscard]] JsonValue reportedError(JsonValue document);

} // namespace proxy
