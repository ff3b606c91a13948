// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/manualtext.h"

#include <QStringList>

namespace app {

/// What `llm-proxy help TOPIC` comes to.
struct ManualHelp
{
    QString text; ///< for standard output; null: nothing was found, or the words are none
    QString complaint {}; ///< why, and names that are like what was typed
};

/// Returns what the manual in @p language says of the words behind `help`: a topic (a page, a
/// section, a setting, a label, "exit 3"), or `--search WORDS`.
[[nodiscard]] ManualHelp manualHelp(const QStringList &arguments, const QString &language,
                                    const TextLook &look);

} // namespace app
