// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/platform/selffacts.h"

namespace proxy {

/// What the system tells of this process, and what it allows. 0: not told.
struct ProcessFacts : SelfFacts
{
    qint64 maxFiles = 0;
};

[[nodiscard]] ProcessFacts readProcessFacts();

} // namespace proxy
