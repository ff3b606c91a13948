// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/demoproxy.h"

#include "proxy/config/configloader.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QThread>

namespace app {

namespace {

using namespace Qt::StringLiterals;

constexpr std::chrono::seconds kDemoPatience {20};

proxy::ConfigInputs inputsFor(const DemoProxy::Settings &settings, const QString &folder)
{
    proxy::ConfigInputs inputs;
    inputs.paths.stateDir = folder;
    inputs.paths.runtimeDir = folder + u"/runtime"_s;
    inputs.paths.configFile = folder + u"/llm-proxy.json"_s;
    inputs.paths.dotEnvFile = folder + u"/.env"_s;
    const auto set = [&](const QString &key, const QString &value) {
        inputs.environment.insert(key, value);
    };
    set(u"LLM_PROXY_PORT"_s, QString::number(settings.port));
    set(u"LLM_PROXY_HOST"_s, u"127.0.0.1"_s);
    set(u"UPSTREAM_URL"_s, settings.backend.toString());
    set(u"UPSTREAM_API_KEY"_s, QString::fromUtf8(settings.backendKey));
    set(u"MORPH_API_URL"_s, settings.morph.toString());
    set(u"MORPH_API_KEY"_s, u"sk-morph-demo"_s);
    // Both families are shown, each within its own; and every human turn may switch.
    set(u"MORPH_ROUTER_PROVIDER"_s, u"auto"_s);
    set(u"MORPH_ROUTER_POLICY"_s, u"human-turn"_s);
    return inputs;
}

} // namespace

DemoProxy::DemoProxy() = default;
DemoProxy::~DemoProxy() = default;

bool DemoProxy::start(const Settings &settings)
{
    const auto loaded = proxy::loadConfig(inputsFor(settings, m_folder.path()));
    if (!loaded) {
        m_error = proxy::toError(loaded.error()).detail.text();
        return false;
    }
    using proxy::ProxyService;
    m_service = std::make_unique<ProxyService>();
    ProxyService *service = m_service.get();
    QObject::connect(service, &ProxyService::started, service, [this](quint16 port) {
        m_port = port;
        m_started = true;
    });
    QObject::connect(service, &ProxyService::startFailed, service,
                     [this](const proxy::Error &error) {
                         m_error = error.detail.text();
                         m_started = true;
                     });
    QObject::connect(service, &ProxyService::stopped, service, [this] { m_stopped = true; });
    service->start(loaded->config, {});
    if (!waitFor(m_started))
        m_error = u"the proxy did not start in time"_s;
    if (m_error.isEmpty())
        waitForModels();
    return m_error.isEmpty();
}

/// Which model a difficulty goes to depends on the backend's list.
void DemoProxy::waitForModels()
{
    bool isKnown = false;
    const auto connection =
        QObject::connect(m_service.get(), &proxy::ProxyService::statusChanged, m_service.get(),
                         [&isKnown](const proxy::ServiceStatus &status) {
                             isKnown = status.modelCount.has_value();
                         });
    const QDeadlineTimer deadline(kDemoPatience);
    while (!isKnown && !deadline.hasExpired()) {
        m_service->refreshStatus();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
        QThread::msleep(2);
    }
    QObject::disconnect(connection);
}

void DemoProxy::stop()
{
    if (!m_service)
        return;
    m_service->stop();
    waitFor(m_stopped);
    m_service.reset();
}

bool DemoProxy::waitFor(const bool &done)
{
    const QDeadlineTimer deadline(kDemoPatience);
    while (!done && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    return done;
}

} // namespace app
