// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QTcpSocket>

namespace proxy {

/// The connection that QHttpServer sees: one for all clients, without a peer. Each time it is
/// announced it brings one request, the same, and the shortest there is: QHttpServer reads it a
/// byte at a time. Lives on the worker thread.
class DispatchLine final : public QTcpSocket
{
    Q_OBJECT

public:
    explicit DispatchLine(QObject *parent);
    ~DispatchLine() override;
    Q_DISABLE_COPY_MOVE(DispatchLine)

    /// QHttpServer calls its handler before this returns.
    void announce();

    [[nodiscard]] qint64 bytesAvailable() const override;
    /// Read from the beginning each time: nothing is buffered.
    [[nodiscard]] bool isSequential() const override { return false; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;

private:
    qint64 m_read = 0;
};

} // namespace proxy
