// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demorow.h"

#include <QTextStream>

namespace app {

/// Prints the rows: a table for people, or one JSON object on each line.
class DemoTable final
{
public:
    DemoTable(QTextStream &out, bool json);

    void printHeading();
    void print(const DemoRow &row);
    /// Prints the last line. Returns the exit code: 0 only if every row is as expected.
    int finish();

private:
    QTextStream &m_out;
    bool m_json;
    int m_rows = 0;
    int m_failed = 0;
};

} // namespace app
