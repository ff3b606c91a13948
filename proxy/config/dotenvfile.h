// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace proxy {

/// A parsed .env: `KEY=value` lines, `export` allowed, `#` comments. Single quotes keep everything;
/// double quotes know \n \t \r \" \\ \$; without quotes a ` #` starts a comment. Nothing is
/// expanded, a value is one line.
struct DotEnvFile
{
    struct Entry
    {
        QString key;
        QString value;
        int line = 0;
    };
    struct Fault
    {
        QString key; ///< when the line got that far
        Said problem; ///< never quotes the line: it may hold a secret
        int line = 0;
    };

    std::vector<Entry> entries; ///< in order; of a repeated key the last one counts
    std::vector<Fault> faults;
};

/// Pure. Accepts a BOM, CRLF and a missing last newline.
[[nodiscard]] DotEnvFile parseDotEnv(const QByteArray &content);

} // namespace proxy
