// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/options/options.h"

#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

namespace app {

/// Why the arguments are wrong. The exit code is 64.
struct UsageFault
{
    QString text; ///< one line for stderr
    const SubCommand *subCommand = nullptr; ///< the command with the wrong arguments; null: none
};

/// Parses the arguments behind the program's name.
[[nodiscard]] tl::expected<Options, UsageFault> parseCommandLine(const QStringList &arguments);

} // namespace app
