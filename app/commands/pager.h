// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/manualtext.h"

namespace app {

/// Returns how text is to be set for standard output: to the terminal's width, and plain where
/// that is no terminal, NO_COLOR is set or TERM is "dumb".
[[nodiscard]] TextLook lookOfOutput();

/// Whether standard output is a terminal that a pager can work on.
[[nodiscard]] bool isPaged();

/// Shows the text through $PAGER (`less -R -F -X` where that is not set). Returns false when no
/// pager could be started: nothing was shown. @p text must hold nothing that came from outside.
[[nodiscard]] bool showPaged(const QString &text);

} // namespace app
