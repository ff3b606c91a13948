// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/proxyservice.h"

#include "proxy/core/handover.h"
#include "proxy/engine/engine.h"
#include "proxy/loop/eventdispatcher.h"

#include <QDebug>
#include <QMetaMethod>

#include <utility>

namespace proxy {

namespace {

bool needsTls(const ProxyConfig &config)
{
    return config.upstream.url.scheme() == QStringLiteral("https")
           || (config.canRoute() && config.router.apiUrl.scheme() == QStringLiteral("https"));
}

} // namespace

ProxyService::ProxyService(QObject *parent)
    : QObject(parent)
    , m_context(new QObject)
{
    qRegisterMetaType<Error>();
    qRegisterMetaType<ServiceStatus>();
    m_thread.setObjectName(QStringLiteral("proxy-engine"));
    m_thread.setEventDispatcher(new EventDispatcher);
    m_context->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_context, &QObject::deleteLater);
    m_thread.start();
}

/// Nobody watches a headless proxy, and thousands of exchanges kept for nobody are megabytes.
void ProxyService::connectNotify(const QMetaMethod &signal)
{
    if (signal != QMetaMethod::fromSignal(&ProxyService::exchangesArrived) || m_isWatched)
        return;
    m_isWatched = true;
    m_feed.watch([this] { postTo(this, [this] { Q_EMIT exchangesArrived(); }); });
}

ProxyService::~ProxyService()
{
    runOn(m_context, [this] { m_engine.reset(); });
    m_thread.quit();
    m_thread.wait();
}

template <class Work> void ProxyService::onWorker(Work work)
{
    postTo(m_context, [this, work = std::move(work)] {
        if (m_engine)
            work(*m_engine);
    });
}

void ProxyService::start(const ProxyConfig &config, const QByteArray &controlToken)
{
    // The first TLS use blocks for tens of milliseconds; no stream is there yet to suffer.
    if (needsTls(config))
        warmUpTls();
    postTo(m_context, [this, config, controlToken] {
        m_engine = std::make_unique<Engine>(config, controlToken, m_feed);
        connectEngine(m_engine.get());
        const Result<quint16> port = m_engine->listen();
        if (port) {
            postTo(this, [this, value = *port] { Q_EMIT started(value); });
        } else {
            m_engine.reset();
            postTo(this, [this, error = port.error()] { Q_EMIT startFailed(error); });
        }
    });
}

/// Posted: the engine can't be destroyed inside its own signal.
void ProxyService::connectEngine(Engine *engine)
{
    connect(engine, &Engine::changed, engine,
            [this] { postTo(this, [this] { refreshStatus(); }); });
    connect(engine, &Engine::stopRequested, engine,
            [this] { postTo(this, [this] { Q_EMIT stopRequested(); }); });
    connect(engine, &Engine::settingsRequested, engine,
            [this](const QHash<QString, QString> &changes) {
                postTo(this, [this, changes] { Q_EMIT settingsRequested(changes); });
            });
    connect(engine, &Engine::drained, engine,
            [this] { postTo(this, [this] { destroyEngine(); }); });
}

void ProxyService::destroyEngine()
{
    postTo(m_context, [this] {
        m_engine.reset();
        postTo(this, [this] {
            m_status = {};
            Q_EMIT stopped();
            Q_EMIT statusChanged(m_status);
        });
    });
}

void ProxyService::stop(Drain how)
{
    postTo(m_context, [this, how] {
        if (m_engine)
            m_engine->drain(how);
        else
            postTo(this, [this] { Q_EMIT stopped(); });
    });
}

void ProxyService::apply(const ProxyConfig &config)
{
    if (needsTls(config))
        warmUpTls();
    onWorker([config](Engine &engine) { engine.apply(config); });
}

void ProxyService::setConfigNotes(const ConfigNotes &notes)
{
    onWorker([notes](Engine &engine) { engine.setConfigNotes(notes); });
}

void ProxyService::pauseRouting(std::optional<std::chrono::milliseconds> duration)
{
    onWorker([duration](Engine &engine) { engine.pause(duration); });
}

void ProxyService::resumeRouting()
{
    onWorker([](Engine &engine) { engine.resume(); });
}

void ProxyService::resetBreakers(Breakers which)
{
    onWorker([which](Engine &engine) { engine.resetBreakers(which); });
}

void ProxyService::probeNow(Breakers which)
{
    onWorker([which](Engine &engine) { engine.probeNow(which); });
}

void ProxyService::liftBudget(const QByteArray &budget,
                              std::optional<std::chrono::milliseconds> duration)
{
    onWorker([budget, duration](Engine &engine) {
        if (const auto lifted = engine.liftBudget(budget, duration); !lifted)
            qWarning().noquote() << lifted.error().detail.text();
    });
}

void ProxyService::restoreBudget(const QByteArray &budget)
{
    onWorker([budget](Engine &engine) {
        if (const auto restored = engine.restoreBudget(budget); !restored)
            qWarning().noquote() << restored.error().detail.text();
    });
}

void ProxyService::refreshStatus()
{
    if (std::exchange(m_statusAsked, true))
        return;
    postTo(m_context, [this] {
        const ServiceStatus status = m_engine ? m_engine->status() : ServiceStatus();
        postTo(this, [this, status] {
            m_statusAsked = false;
            m_status = status;
            Q_EMIT statusChanged(m_status);
        });
    });
}

} // namespace proxy
