// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QIODevice>

#include <cstdio>

namespace app {

/// A standard stream as commands write to it, through a QTextStream: whatever they print, nothing
/// that came from outside reaches a terminal raw (proxy::terminalSafeLines). JSON stays the same
/// JSON. Also into a pipe or file: what stands there is read on a terminal later.
class TerminalSafeOutput final : public QIODevice
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalSafeOutput)

public:
    explicit TerminalSafeOutput(std::FILE *stream);

    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 size) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    std::FILE *m_stream;
};

} // namespace app
