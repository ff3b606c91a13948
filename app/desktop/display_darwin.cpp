// SPDX-License-Identifier: LicenseRef-Private
#include "app/desktop/display.h"

namespace app {

bool hasDisplay()
{
    return true;
}

} // namespace app
