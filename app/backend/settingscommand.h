// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/environment.h"

namespace app::backend {

/// Runs `llm-proxy backend settings check [FILE] | diff | apply [--yes] [--remove-entries]`. @p
/// args follows "settings". Returns the exit code. check: 0 valid, 1 invalid. diff: 0 equal, 1
/// different. apply asks first, unless --yes is given; 0 when the backend then has every setting
/// that it knows. Entries of openai-compatibility that only the backend has hold keys, so they stay
/// unless --remove-entries is given. Other failures: exitcodes.h.
[[nodiscard]] int runSettingsCommand(const QStringList &args, const Streams &streams,
                                     const Environment &environment);

/// Returns its words and flags, for completion.
[[nodiscard]] QStringList settingsWords();

} // namespace app::backend
