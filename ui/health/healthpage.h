// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"

#include <QWidget>

class QLabel;
class QListWidget;

namespace ui {

class BreakerDiagram;
class Sparkline;

/// The page that shows the state of proxy, Morph and upstream side by side, and the latest changes
/// below.
class HealthPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HealthPage)

public:
    explicit HealthPage(ProxySource &source, QWidget *parent = nullptr);

    void addLatencies(const std::vector<proxy::Exchange> &exchanges);
    /// The list of changes, the newest first.
    [[nodiscard]] QStringList changes() const;
    void setChanges(const QStringList &changes);

private:
    struct Panel
    {
        QWidget *widget = nullptr;
        QLabel *state = nullptr;
        BreakerDiagram *breaker = nullptr;
        Sparkline *latency = nullptr;
        QLabel *facts = nullptr;
    };

    Panel buildPanel(const QString &title, const QString &latency);
    void addButtons(const Panel &panel, proxy::Breakers which);
    void show(const proxy::ServiceStatus &status);
    void showProxy(const proxy::ServiceStatus &status);
    void showRouter(const proxy::ServiceStatus &status);
    void showUpstream(const proxy::ServiceStatus &status);
    [[nodiscard]] QString storeLines(const proxy::StoreStatus &store);
    void noteChange(const QString &who, QString &last, const QString &now);

    ProxySource &m_source;
    Panel m_proxy;
    Panel m_router;
    Panel m_upstream;
    QListWidget *m_history;
    QString m_lastProxy;
    QString m_lastRouter;
    QString m_lastUpstream;
    QString m_lastStore;
};

} // namespace ui
