// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"
#include "ui/requests/har.h"

#include <QWidget>

namespace ui {

/// Stands where there is no proxy: behind the requests of a file. Nothing ever comes from it.
class NoProxy final : public ProxySource
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NoProxy)

public:
    using ProxySource::ProxySource;

    [[nodiscard]] bool isAttached() const override { return true; }
    [[nodiscard]] QString baseUrl() const override { return {}; }
    [[nodiscard]] qint64 processId() const override { return 0; }
    [[nodiscard]] QByteArray controlToken() const override { return {}; }
    [[nodiscard]] const proxy::ServiceStatus &status() const override { return m_status; }
    void refreshStatus() override { }
    void setRoutingEnabled(bool) override { }
    void setMode(proxy::RouterMode) override { }
    void setProvider(proxy::RouterProvider) override { }
    void pauseRouting(std::optional<std::chrono::minutes>) override { }
    void resumeRouting() override { }
    void resetBreakers(proxy::Breakers) override { }
    void probeNow(proxy::Breakers) override { }
    void liftBudget(const QByteArray &, std::optional<std::chrono::minutes>) override { }
    void restoreBudget(const QByteArray &) override { }
    void startProxy() override { }
    void stopProxy() override { }

private:
    proxy::ServiceStatus m_status;
};

/// A window with the requests of a file, to look at.
class OpenedFile final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OpenedFile)

public:
    OpenedFile(const QString &name, const OpenedRequests &requests, QWidget *parent = nullptr);

private:
    NoProxy m_source;
};

/// Asks for a file, reads it on a pool thread and opens it in a window of its own.
void openRequestsFile(QWidget *parent);

} // namespace ui
