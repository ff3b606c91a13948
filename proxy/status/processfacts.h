// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

#include <optional>

namespace proxy {

/// What /proc reports about this process.
struct ProcessFacts
{
    double cpuSeconds = 0;
    qint64 residentBytes = 0;
    qint64 virtualBytes = 0;
    qint64 openFiles = 0;
    qint64 maxFiles = 0;
    qint64 threads = 0;
};

/// Reads /proc/self; nullopt when there is none.
[[nodiscard]] std::optional<ProcessFacts> readProcessFacts();

} // namespace proxy
