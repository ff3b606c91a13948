// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"

/// A source whose status the test sets and whose wishes it reads.
class ScriptedSource final : public ui::ProxySource
{
public:
    bool isAttached() const override { return attached; }
    bool isDemo() const override { return demo; }
    QString baseUrl() const override { return QStringLiteral("http://localhost:8317"); }
    qint64 processId() const override { return 4711; }
    QByteArray controlToken() const override { return "token"; }
    const proxy::ServiceStatus &status() const override { return now; }
    void refreshStatus() override { }
    void setRoutingEnabled(bool enabled) override { wishes << (enabled ? "on" : "off"); }
    void setMode(proxy::RouterMode mode) override { wishes << proxy::name(mode); }
    void setProvider(proxy::RouterProvider provider) override { wishes << proxy::name(provider); }
    void pauseRouting(std::optional<std::chrono::minutes>) override { wishes << "pause"; }
    void resumeRouting() override { wishes << "resume"; }
    void resetBreakers(proxy::Breakers which) override { wishes << "reset" + nameOf(which); }
    void probeNow(proxy::Breakers which) override { wishes << "probe" + nameOf(which); }
    void liftBudget(const QByteArray &budget, std::optional<std::chrono::minutes> duration) override
    {
        wishes << "lift " + budget + (duration ? " for an hour" : " for the day");
    }
    void restoreBudget(const QByteArray &budget) override { wishes << "restore " + budget; }
    void startProxy() override { wishes << "start"; }
    void stopProxy() override { wishes << "stop"; }
    void showDemo(bool on) override { demo = on; }

    void become(proxy::ServiceState state, proxy::RoutingState routing)
    {
        now.state = state;
        now.routing = routing;
        now.port = 8317;
        now.upstreamReachable = true;
        Q_EMIT statusChanged(now);
    }

    static QByteArray nameOf(proxy::Breakers which)
    {
        return which == proxy::Breakers::Router     ? " morph"
               : which == proxy::Breakers::Upstream ? " upstream"
                                                    : "";
    }

    proxy::ServiceStatus now;
    QList<QByteArray> wishes;
    bool attached = false;
    bool demo = false;
};
