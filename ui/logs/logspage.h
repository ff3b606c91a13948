// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"
#include "ui/logs/backendlog.h"
#include "ui/logs/logline.h"

#include <QThread>
#include <QWidget>

#include <functional>

class QTabWidget;

namespace ui {

class LogView;

/// "What exactly happened?": the request log, the program's own, and the backend's.
class LogsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LogsPage)

public:
    explicit LogsPage(DesktopHost &host, QWidget *parent = nullptr);
    ~LogsPage() override;

    /// The row of this request in the request log.
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

    DesktopHost &m_host;
    QThread m_thread; ///< all file reading happens there
    QTabWidget *m_tabs;
    LogView *m_requests = nullptr;
    LogView *m_backend = nullptr;
    BackendLog m_backendLog;
};

} // namespace ui
