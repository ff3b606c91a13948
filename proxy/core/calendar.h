// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QDate>
#include <QString>

namespace proxy {

/// Returns today's date in UTC. It decides which models have ended. The environment variable
/// LLM_PROXY_TODAY (an ISO 8601 date) replaces it, for tests and for a look ahead; no other time in
/// the program depends on that variable. Any thread.
[[nodiscard]] QDate today();

/// Returns the day that LLM_PROXY_TODAY means by @p text; invalid: it is no ISO 8601 date.
[[nodiscard]] QDate dayFrom(const QString &text);

} // namespace proxy
