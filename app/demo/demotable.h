// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demorow.h"

#include <QTextStream>

namespace app {

/// Prints rows as they come: a table for people, or one JSON object a line.
class DemoTable final
{
public:
    DemoTable(QTextStream &out, bool json);

    void printHeading();
    void print(const DemoRow &row);
    /// The last line; returns the exit code: 0 only if every row came out as it must.
    int finish();

private:
    QTextStream &m_out;
    bool m_json;
    int m_rows = 0;
    int m_failed = 0;
};

} // namespace app
