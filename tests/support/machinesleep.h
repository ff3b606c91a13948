// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <chrono>

namespace support {

/// A suspend as a program sees it on waking: the clock on the wall and CLOCK_BOOTTIME are ahead by
/// @p duration, CLOCK_MONOTONIC is not. Negative: the clock was set back. A test that compiles this
/// unit answers clock_gettime() and its like itself, also for the libraries it uses.
void sleepMachine(std::chrono::milliseconds duration);

} // namespace support
