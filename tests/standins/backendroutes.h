// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/backendstate.h"
#include "tests/standins/script.h"

#include <optional>

namespace standins {

/// At the end of the head: what is answered without waiting for the body (OPTIONS, a missing key
/// on a large upload, entries of the catalogue that act before the body).
[[nodiscard]] std::optional<Script> answerAtHead(const RecordedRequest &request, qint64 length,
                                                 const QByteArray &scenario, BackendState &state);
/// The whole request is here.
[[nodiscard]] Script answerRequest(const RecordedRequest &request, const QByteArray &scenario,
                                   BackendState &state);
/// After the answer: usage statistics.
void accountFor(const RecordedRequest &request, BackendState &state);

} // namespace standins
