// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/environment.h"

namespace app::backend {

/// `llm-proxy backend settings check [FILE] | diff | apply [--yes] [--remove-entries]`. `args` is
/// what follows "settings". check: 0 valid, 1 not. diff: 0 the same, 1 different. apply: asks
/// unless --yes is given; 0 when the backend then has every setting it knows. Entries of
/// openai-compatibility that only the backend has are kept unless --remove-entries is given: they
/// hold keys. Other failures as in exitcodes.h.
[[nodiscard]] int runSettingsCommand(const QStringList &args, const Streams &streams,
                                     const Environment &environment);

/// Its words and flags, for completion.
[[nodiscard]] QStringList settingsWords();

} // namespace app::backend
