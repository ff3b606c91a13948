// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsontree.h"

namespace proxy {

/// The error that an answer, or one event of it, reports in any of the three dialects: the object
/// or string of `error`, also inside `response` or a choice; the document itself where its `type`
/// or `object` is "error", or where it has a message and a type and nothing of an answer; a choice
/// whose finish_reason is "error". Document and error may be an array's first. An empty error is
/// none. A missing value: none.
[[nodiscard]] JsonValue reportedError(JsonValue document);

} // namespace proxy
