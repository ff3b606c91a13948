// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QDate>

namespace proxy {

/// Today in UTC, the day by which models end. LLM_PROXY_TODAY (a day, ISO 8601) sets it for tests
/// and for a look ahead; it moves nothing else. Safe from any thread.
[[nodiscard]] QDate today();

} // namespace proxy
