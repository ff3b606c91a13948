// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/environment.h"

namespace app::backend {

/// `qa [--format] [--lint] [--tests]`: clang-format, clang-tidy and bin/test over the checkout
/// whose launcher was called. Without an option all three. Ends with the first step that fails.
[[nodiscard]] int runQaCommand(const QStringList &args, const Streams &streams,
                               const Environment &environment);

} // namespace app::backend
