// SPDX-License-Identifier: LicenseRef-Private
#include "app/headless/headlessapp.h"

#include "app/lifecycle/portholder.h"
#include "app/lifecycle/servicenotify.h"
#include "app/options/exitcodes.h"
#include "app/options/logsetup.h"
#include "proxy/core/manualhint.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLoggingCategory>

#include <csignal>
#include <utility>

namespace app {

namespace {

Q_LOGGING_CATEGORY(lcApp, "llmproxy.app")

constexpr auto kPublishAgain = std::chrono::seconds(5);
/// Well above what the engine's own end takes.
constexpr std::chrono::milliseconds kTeardown {3000};

/// Topics of the manual.
constexpr QLatin1StringView kStartFailed("start-failed");
constexpr QLatin1StringView kSettingsBroken("settings-broken");

using Severity = proxy::ConfigProblem::Severity;

void warnAbout(const QList<proxy::Text> &sentences)
{
    for (const proxy::Text &sentence : sentences)
        qCWarning(lcApp).noquote() << sentence.text();
}

} // namespace

HeadlessApp::HeadlessApp(proxy::ConfigInputs inputs, proxy::LoadedConfig loaded, QObject *parent)
    : QObject(parent)
    , m_inputs(std::move(inputs))
    , m_loaded(std::move(loaded))
    , m_runtime(m_loaded.config.runtimeDir)
{
    using proxy::ProxyService;
    m_publishTimer.setInterval(kPublishAgain);
    connect(&m_publishTimer, &QTimer::timeout, this, &HeadlessApp::publishState);
    connect(&m_signals, &SignalHandler::terminationRequested, this, [this](int number) {
        stop(number == SIGINT ? QStringLiteral("SIGINT") : QStringLiteral("SIGTERM"));
    });
    connect(&m_service, &ProxyService::started, this, &HeadlessApp::onStarted);
    connect(&m_service, &ProxyService::startFailed, this, &HeadlessApp::onStartFailed);
    connect(&m_service, &ProxyService::stopped, this, [this] {
        qCInfo(lcApp) << "stopped";
        finish(0);
    });
    connect(&m_service, &ProxyService::stopRequested, this,
            [this] { stop(QStringLiteral("POST /router/stop")); });
    connect(&m_service, &ProxyService::settingsRequested, this, &HeadlessApp::onSettingsRequested);
}

HeadlessApp::~HeadlessApp() = default;

void HeadlessApp::start()
{
    m_configNotes.warnings = problemTexts(m_loaded.warnings, Severity::Warning);
    warnAbout(m_configNotes.warnings);
    switch (m_runtime.acquire()) {
    case RuntimeState::Lock::Taken:
        break;
    case RuntimeState::Lock::HeldByOther:
        qCCritical(lcApp).noquote()
            << "another llm-proxy owns" << m_loaded.config.runtimeDir
            << "- `llm-proxy health` tells which," << proxy::seeManual(kStartFailed);
        return finish(kExitFailed);
    case RuntimeState::Lock::Failed:
        qCCritical(lcApp).noquote()
            << m_runtime.error().text() << '-' << proxy::seeManual(kStartFailed);
        return finish(kExitFailed);
    }
    if (m_loaded.config.router.enabled && !m_loaded.config.router.canJudge())
        qCWarning(lcApp)
            << "MORPH_API_KEY is not set: routing is off, requests pass through unchanged. "
               "MORPH_ROUTER_CLASSIFIER=local routes on this machine, nothing leaves it";
    m_service.start(m_loaded.config, m_runtime.createControlToken());
    m_service.setConfigNotes(m_configNotes);
}

void HeadlessApp::onStarted(quint16 port)
{
    m_instance = {.process = thisProcess(),
                  .port = port,
                  .hosts = m_loaded.config.server.hosts,
                  .version = QStringLiteral(LLMPROXY_VERSION),
                  .startedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODate),
                  .logDir = m_loaded.config.record.logDir};
    publishState();
    watchConfig();
    qCInfo(lcApp).noquote() << "llm-proxy" << LLMPROXY_VERSION << "serves on port" << port
                            << "and forwards to"
                            << m_loaded.config.upstream.url.toString(QUrl::RemoveUserInfo);
    notifyService("READY=1");
}

void HeadlessApp::publishState()
{
    const bool written = m_runtime.publish(m_instance);
    if (!written && !m_publishTimer.isActive())
        qCWarning(lcApp).noquote()
            << m_runtime.error().text()
            << "- it serves, but control routes stay closed to others until that is written";
    if (written)
        m_publishTimer.stop();
    else
        m_publishTimer.start();
}

void HeadlessApp::watchConfig()
{
    m_watcher = std::make_unique<proxy::ConfigWatcher>(m_inputs, m_loaded.config);
    connect(m_watcher.get(), &proxy::ConfigWatcher::configChanged, this,
            &HeadlessApp::onConfigChanged);
    connect(m_watcher.get(), &proxy::ConfigWatcher::reloadFailed, this,
            [this](const proxy::ConfigProblems &problems) {
                m_configNotes.problems = problemTexts(problems, Severity::Error);
                warnAbout(m_configNotes.problems);
                qCWarning(lcApp) << "the edited configuration is wrong; the settings in force stay";
                m_service.setConfigNotes(m_configNotes);
            });
    connect(m_watcher.get(), &proxy::ConfigWatcher::reloadRecovered, this, [this] {
        qCInfo(lcApp) << "the configuration is right again";
        m_configNotes.problems.clear();
        m_service.setConfigNotes(m_configNotes);
    });
    connect(m_watcher.get(), &proxy::ConfigWatcher::warningsChanged, this,
            [this](const proxy::ConfigProblems &warnings) {
                m_configNotes.warnings = problemTexts(warnings, Severity::Warning);
                warnAbout(m_configNotes.warnings);
                m_service.setConfigNotes(m_configNotes);
            });
    connect(&m_signals, &SignalHandler::reloadRequested, m_watcher.get(), [this] {
        qCInfo(lcApp) << "SIGHUP - reading the configuration again";
        m_watcher->reload();
    });
}

void HeadlessApp::onStartFailed(const proxy::Error &error)
{
    qCCritical(lcApp).noquote() << error.detail.text();
    if (error.code == proxy::ErrorCode::InvalidConfig) {
        qCCritical(lcApp).noquote() << proxy::seeManual(kSettingsBroken);
        return finish(kExitConfig);
    }
    const quint16 port = m_loaded.config.server.port;
    if (port == 0 || isPortFree(port, m_loaded.config.server.hosts)) {
        qCCritical(lcApp).noquote() << proxy::seeManual(kStartFailed);
        return finish(kExitFailed);
    }
    qCCritical(lcApp).noquote() << "port" << port << "is held by" << portHolder(port).text() << '-'
                                << portConflictRemedy(port);
    finish(kExitConflict);
}

void HeadlessApp::stop(const QString &why)
{
    const bool isFirst = !std::exchange(m_instance.draining, true);
    const std::chrono::milliseconds limit = m_loaded.config.server.wholeDrain();
    if (isFirst)
        qCInfo(lcApp).noquote() << why << "- stopping; open requests are cut in"
                                << limit.count() / 1000 << "s at the latest";
    else
        qCInfo(lcApp).noquote() << why << "once more - open requests are cut now";
    m_instance.drainsUntilMs = isFirst ? QDateTime::currentMSecsSinceEpoch() + limit.count() : 0;
    m_watchdog.endWithin(isFirst ? limit + kTeardown : kTeardown, 0);
    if (m_instance.port != 0)
        publishState();
    notifyService("STOPPING=1");
    m_service.stop();
}

void HeadlessApp::onSettingsRequested(const QHash<QString, QString> &changes)
{
    if (!m_watcher)
        return;
    if (const auto switched = m_watcher->switchTo(changes); !switched) {
        qCWarning(lcApp).noquote() << switched.error().detail.text();
        // The files may have become wrong a moment ago; the switch is in force already.
        m_service.apply(m_loaded.config);
        m_watcher->reload();
    }
}

void HeadlessApp::onConfigChanged(const proxy::ProxyConfig &config, const QStringList &needRestart)
{
    const QStringList changed = proxy::changedSettings(m_loaded.config, config);
    m_loaded.config = config;
    m_service.apply(config);
    qCInfo(lcApp).noquote() << "settings changed:" << changed.join(QStringLiteral(", "));
    if (!needRestart.isEmpty())
        qCWarning(lcApp).noquote()
            << "take effect at the next start:" << needRestart.join(QStringLiteral(", "));
}

void HeadlessApp::finish(int exitCode)
{
    m_publishTimer.stop();
    m_runtime.withdraw();
    m_watchdog.endWithin(kTeardown, exitCode);
    QMetaObject::invokeMethod(
        qApp, [exitCode] { QCoreApplication::exit(exitCode); }, Qt::QueuedConnection);
}

int runHeadless(int &argc, char **argv, const QMap<QString, QString> &settings)
{
    QCoreApplication application(argc, argv);
    setUpLogging();
    proxy::Result<proxy::ConfigInputs> inputs =
        proxy::configInputsOfProcess(QCoreApplication::applicationFilePath(), settings);
    if (!inputs) {
        qCCritical(lcApp).noquote() << inputs.error().detail.text();
        return kExitConfig;
    }
    auto loaded = proxy::loadConfig(*inputs);
    if (!loaded) {
        warnAbout(problemTexts(loaded.error(), Severity::Error));
        qCCritical(lcApp).noquote() << proxy::seeManual(kSettingsBroken);
        return kExitConfig;
    }
    HeadlessApp app(std::move(*inputs), std::move(*loaded));
    app.start();
    return QCoreApplication::exec();
}

} // namespace app
