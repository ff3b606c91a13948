// SPDX-License-Identifier: LicenseRef-Private
#include "app/desktop/programhost.h"

#include "app/desktop/autostart.h"
#include "app/lifecycle/launcher.h"
#include "app/lifecycle/loginservice.h"
#include "app/lifecycle/portholder.h"
#include "app/options/logsetup.h"
#include "proxy/config/configwriter.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimer>

namespace app {

namespace {

constexpr auto kPublishAgain = std::chrono::seconds(5);
/// What others are told who wait for a drain that has no limit.
constexpr auto kPatience = std::chrono::hours(24);

proxy::Error failure(proxy::Text detail)
{
    return {.code = proxy::ErrorCode::Internal, .detail = std::move(detail)};
}

} // namespace

ProgramHost::ProgramHost(QMap<QString, QString> settings, bool background)
    : m_settings(std::move(settings))
    , m_isInBackground(background)
{ }

ProgramHost::~ProgramHost() = default;

proxy::Result<void> ProgramHost::open()
{
    auto inputs = proxy::configInputsOfProcess(QCoreApplication::applicationFilePath(), m_settings);
    if (!inputs)
        return tl::make_unexpected(inputs.error());
    m_inputs = std::move(*inputs);
    auto loaded = proxy::loadConfig(m_inputs);
    if (!loaded)
        return tl::make_unexpected(proxy::toError(loaded.error()));
    m_loaded = std::move(*loaded);
    copyLogTo(stderrLogPath(m_loaded.config.record.logDir));
    m_signals = std::make_unique<SignalHandler>();
    m_service = std::make_unique<proxy::ProxyService>();
    using proxy::ProxyService;
    connect(m_service.get(), &ProxyService::started, this, &ProgramHost::onStarted);
    connect(m_service.get(), &ProxyService::stopped, this, &ProgramHost::onStopped);
    connect(m_service.get(), &ProxyService::startFailed, this, [this] { m_runtime.reset(); });
    connect(m_service.get(), &ProxyService::stopRequested, this, [this] { stopEngine(); });
    connect(m_service.get(), &ProxyService::settingsRequested, this, &ProgramHost::takeSwitches);
    connect(m_signals.get(), &SignalHandler::terminationRequested, this, [this] {
        // Not quit(): that asks the windows, and one without a tray would ask back.
        connect(m_service.get(), &ProxyService::stopped, qApp, [] { QCoreApplication::exit(); });
        stopEngine();
    });
    watchConfig();
    return {};
}

proxy::Result<void> ProgramHost::saveSettings(const QHash<QString, QString> &changes)
{
    proxy::Result<void> written = proxy::writeSettings(m_inputs, m_loaded.config, changes);
    if (written)
        m_watcher->reload();
    return written;
}

void ProgramHost::takeSwitches(const QHash<QString, QString> &changes)
{
    QHash<QString, QString> wanted = changes;
    wanted.removeIf([](const auto &change) { return change.value().isEmpty(); });
    QHash<QString, QString> overrides = changes;
    // What can't be written down (fixed by the environment, a full disk) holds until the end.
    if (!wanted.isEmpty() && saveSettings(wanted)) {
        for (auto saved = wanted.begin(); saved != wanted.end(); ++saved)
            overrides[saved.key()].clear();
    }
    if (const auto switched = m_watcher->switchTo(overrides); !switched) {
        qWarning("%s", qUtf8Printable(switched.error().detail.text()));
        // The switch is in force already.
        m_service->apply(m_loaded.config);
    }
}

proxy::Result<void> ProgramHost::useKeychain(const QMap<QString, QString> &secrets)
{
    proxy::ConfigInputs inputs = m_inputs;
    inputs.keychain = secrets;
    auto loaded = proxy::loadConfig(inputs);
    if (!loaded)
        return tl::make_unexpected(proxy::toError(loaded.error()));
    loaded->config.generation = m_loaded.config.generation + 1;
    m_inputs = std::move(inputs);
    m_loaded = std::move(*loaded);
    watchConfig();
    m_service->apply(m_loaded.config);
    return {};
}

void ProgramHost::startEngine()
{
    m_runtime = std::make_unique<RuntimeState>(m_loaded.config.runtimeDir);
    const RuntimeState::Lock lock = m_runtime->acquire();
    if (lock != RuntimeState::Lock::Taken) {
        const proxy::Text why =
            lock == RuntimeState::Lock::Failed
                ? m_runtime->error()
                : proxy::Text::words(
                    tr("another llm-proxy owns %1").arg(m_loaded.config.runtimeDir));
        m_runtime.reset();
        QMetaObject::invokeMethod(
            this, [this, why] { Q_EMIT m_service->startFailed(failure(why)); },
            Qt::QueuedConnection);
        return;
    }
    m_controlToken = m_runtime->createControlToken();
    m_service->start(m_loaded.config, m_controlToken);
}

void ProgramHost::stopEngine(proxy::Drain how)
{
    if (m_runtime && m_instance.port != 0) {
        const std::chrono::milliseconds limit =
            how == proxy::Drain::Patient ? kPatience : m_loaded.config.server.wholeDrain();
        m_instance.draining = true;
        m_instance.drainsUntilMs = QDateTime::currentMSecsSinceEpoch() + limit.count();
        publishState();
    }
    m_service->stop(how);
}

std::optional<ui::DesktopHost::OtherInstance> ProgramHost::otherInstance() const
{
    QString runtimeDir = m_loaded.config.runtimeDir;
    std::optional<InstanceState> instance = RuntimeState::liveInstance(runtimeDir);
    if (!instance) {
        // Or one of another folder that has our port.
        runtimeDir = RuntimeState::directoryOfPort(m_loaded.config.server.port);
        instance = runtimeDir.isEmpty() ? std::nullopt : RuntimeState::liveInstance(runtimeDir);
    }
    if (!instance || instance->port == 0 || instance->process == thisProcess())
        return std::nullopt;
    return OtherInstance {.pid = instance->process.pid,
                          .port = instance->port,
                          .hosts = instance->hosts,
                          .proxyKey = m_loaded.config.server.apiKeys.value(0),
                          .version = instance->version,
                          .controlToken = RuntimeState::controlToken(runtimeDir)};
}

proxy::Text ProgramHost::portHolder(quint16 port) const
{
    return isPortFree(port, m_loaded.config.server.hosts) ? proxy::Text() : app::portHolder(port);
}

proxy::Result<void> ProgramHost::startDemo()
{
    auto demo = std::make_unique<DesktopDemo>();
    auto started = demo->start();
    if (started)
        m_demo = std::move(demo);
    return started;
}

std::optional<ui::DesktopHost::Demo> ProgramHost::demo()
{
    if (!m_demo)
        return std::nullopt;
    return Demo {m_demo->service(), m_demo->controlToken()};
}

QString ProgramHost::processLogFile() const
{
    return stderrLogPath(m_loaded.config.record.logDir);
}

bool ProgramHost::startsAtLogin() const
{
    return hasAutostartEntry();
}

proxy::Result<void> ProgramHost::setStartsAtLogin(bool on)
{
    const QString problem = on ? writeAutostartEntry(programAtLogin()) : removeAutostartEntry();
    if (!problem.isEmpty())
        return tl::make_unexpected(failure(proxy::Text::words(problem)));
    return {};
}

void ProgramHost::onStarted(quint16 port)
{
    m_instance = {.process = thisProcess(),
                  .port = port,
                  .hosts = m_loaded.config.server.hosts,
                  .version = QStringLiteral(LLMPROXY_VERSION),
                  .startedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODate),
                  .hostedByTray = true,
                  .logDir = m_loaded.config.record.logDir};
    publishState();
    // An engine that began later knows nothing of a bad edit.
    m_service->setConfigNotes(m_configNotes);
}

void ProgramHost::publishState()
{
    if (m_runtime && !m_runtime->publish(m_instance))
        QTimer::singleShot(kPublishAgain, this, &ProgramHost::publishState);
}

void ProgramHost::onStopped()
{
    m_runtime.reset();
    m_instance = {};
    m_controlToken.clear();
}

void ProgramHost::watchConfig()
{
    m_configNotes.warnings =
        problemTexts(m_loaded.warnings, proxy::ConfigProblem::Severity::Warning);
    m_watcher = std::make_unique<proxy::ConfigWatcher>(m_inputs, m_loaded.config);
    connect(m_watcher.get(), &proxy::ConfigWatcher::reloadFailed, this,
            [this](const proxy::ConfigProblems &problems) {
                m_configNotes.problems =
                    problemTexts(problems, proxy::ConfigProblem::Severity::Error);
                m_service->setConfigNotes(m_configNotes);
            });
    connect(m_watcher.get(), &proxy::ConfigWatcher::reloadRecovered, this, [this] {
        m_configNotes.problems.clear();
        m_service->setConfigNotes(m_configNotes);
    });
    connect(m_watcher.get(), &proxy::ConfigWatcher::warningsChanged, this,
            [this](const proxy::ConfigProblems &warnings) {
                m_configNotes.warnings =
                    problemTexts(warnings, proxy::ConfigProblem::Severity::Warning);
                m_service->setConfigNotes(m_configNotes);
            });
    connect(m_watcher.get(), &proxy::ConfigWatcher::configChanged, this,
            [this](const proxy::ProxyConfig &config) {
                m_loaded.config = config;
                m_service->apply(m_loaded.config);
            });
}

} // namespace app
