// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

#include <optional>

namespace proxy {

/// What the kernel says of this process.
struct ProcessFacts
{
    double cpuSeconds = 0;
    qint64 residentBytes = 0;
    qint64 virtualBytes = 0;
    qint64 openFiles = 0;
    qint64 maxFiles = 0;
    qint64 threads = 0;
};

/// nullopt where there is no /proc.
[[nodiscard]] std::optional<ProcessFacts> readProcessFacts();

} // namespace proxy
