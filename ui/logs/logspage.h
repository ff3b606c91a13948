// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"
#include "ui/logs/backendlog.h"
#include "ui/logs/logline.h"

#include <QThread>
#include <QWidget>

#include <functional>
#include <vector>

class QTabWidget;

namespace ui {

class LogReader;
class LogView;

/// The page with the request log, the process log and the backend's log.
class LogsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LogsPage)

public:
    explicit LogsPage(DesktopHost &host, QWidget *parent = nullptr);
    ~LogsPage() override;

    /// Shows the row of a request in the request log.
    void showRequest(const QByteArray &id);

Q_SIGNALS:
    void requestChosen(const QByteArray &id);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    LogView *addFile(const QString &title, std::function<QString()> path, LogKind kind);
    void addBackend();
    void followBackend();
    void startReading();
    void findWanted();

    DesktopHost &m_host;
    QThread m_thread; ///< the thread of the log readers
    std::vector<LogReader *> m_readers; ///< that wait until somebody looks at the page
    QString m_wanted; ///< a request whose row is not read yet
    QTabWidget *m_tabs;
    LogView *m_requests = nullptr;
    LogView *m_backend = nullptr;
    BackendLog m_backendLog;
};

} // namespace ui
