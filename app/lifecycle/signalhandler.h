// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace app {

/// Turns SIGTERM, SIGINT and SIGHUP into Qt signals on the main thread. Make one object in a
/// process. It also makes the process ignore SIGPIPE, so that a write to a closed connection is an
/// error.
class SignalHandler final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SignalHandler)

public:
    explicit SignalHandler(QObject *parent = nullptr);
    ~SignalHandler() override;

Q_SIGNALS:
    void terminationRequested(int number); ///< SIGTERM or SIGINT, each time
    void reloadRequested(); ///< SIGHUP

private:
    void read();

    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace app
