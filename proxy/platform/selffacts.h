// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>
#include <QtGlobal>

#include <optional>

#include <sys/types.h>

namespace proxy {

/// What the system tells of this process. 0: not told.
struct SelfFacts
{
    double cpuSeconds = 0;
    qint64 residentBytes = 0;
    qint64 virtualBytes = 0;
    qint64 openFiles = 0;
    qint64 threads = 0;
};

[[nodiscard]] SelfFacts selfFacts();

/// Returns the program's own file, all links followed; empty when not known. Works before there is
/// an application object.
[[nodiscard]] QString executablePath();

/// Returns the permissions that umask(2) takes from new files.
[[nodiscard]] mode_t fileCreationMask();

/// Gives memory that is free in this process back to the system, where that can be asked for.
void returnFreeMemory();

} // namespace proxy
