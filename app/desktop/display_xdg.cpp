// SPDX-License-Identifier: LicenseRef-Private
#include "app/desktop/display.h"

#include <QtGlobal>

namespace app {

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY")
           || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
           || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

} // namespace app
