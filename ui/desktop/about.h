// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/status/servicestatus.h"

class QWidget;

namespace ui {

/// Shows the version, what the program is made of, and a button that copies what a report of a
/// problem needs: versions, system, state; no setting, no secret, no traffic. Does not block.
void showAbout(QWidget &window, const proxy::ServiceStatus &status);

/// Returns what is copied.
[[nodiscard]] QString diagnosticsText(const proxy::ServiceStatus &status);

} // namespace ui
