// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace proxy {

/// A parsed .env. A line is `KEY=value`, with or without `export`, or a `#` comment. Text in single
/// quotes is literal; double quotes allow the escapes \n \t \r \" \\ \$; without quotes ` #` starts
/// a comment. Variables are not expanded, and a value is one line.
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
        QString key; ///< empty when the line has no readable key
        Text problem; ///< never quotes the line, which may hold a secret
        int line = 0;
    };

    std::vector<Entry> entries; ///< in the order of lines; the last entry of a repeated key counts
    std::vector<Fault> faults;
};

/// Parses the content of a .env file; a BOM, CRLF and a missing last newline are accepted. Pure.
[[nodiscard]] DotEnvFile parseDotEnv(const QByteArray &content);

} // namespace proxy
