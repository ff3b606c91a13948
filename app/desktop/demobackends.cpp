// SPDX-License-Identifier: LicenseRef-Private
#include "app/desktop/demobackends.h"

#include "app/demo/demobackend.h"
#include "app/demo/demomorph.h"
#include "proxy/config/configloader.h"

namespace app {

namespace {

/// Returns where it listens; an empty URL and @p problem: it can't.
QUrl listenOn(QThread &thread, DemoServer *server, QString &problem)
{
    server->moveToThread(&thread);
    QObject::connect(&thread, &QThread::finished, server, &QObject::deleteLater);
    bool isListening = false;
    QMetaObject::invokeMethod(
        server,
        [&] {
            isListening = server->listen();
            problem += server->errorText();
        },
        Qt::BlockingQueuedConnection);
    return isListening ? server->url() : QUrl();
}

} // namespace

DemoBackends::~DemoBackends()
{
    m_thread.quit();
    m_thread.wait();
}

proxy::Result<void> DemoBackends::start()
{
    m_thread.start();
    QString problem;
    m_backend = listenOn(m_thread, new DemoBackend, problem);
    m_morph = listenOn(m_thread, new DemoMorph, problem);
    if (!m_backend.isEmpty() && !m_morph.isEmpty())
        return {};
    return tl::make_unexpected(
        proxy::Error {.code = proxy::ErrorCode::Internal, .detail = proxy::Text::words(problem)});
}

proxy::Result<proxy::ProxyConfig> DemoBackends::config() const
{
    proxy::ConfigInputs inputs;
    inputs.paths.stateDir = m_folder.path();
    inputs.paths.runtimeDir = m_folder.path();
    auto loaded = proxy::loadConfig(inputs);
    if (!loaded)
        return tl::make_unexpected(proxy::toError(loaded.error()));
    proxy::ProxyConfig config = std::move(loaded->config);
    config.server.port = 0;
    config.server.hosts = {QStringLiteral("127.0.0.1")};
    config.upstream.url = m_backend;
    config.upstream.apiKey = DemoBackend::kKey;
    config.router.apiUrl = m_morph;
    config.router.apiKey = "sk-morph-demo";
    config.record.logDir = m_folder.path();
    return config;
}

} // namespace app
