// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/freeport.h"
#include "tests/support/systemfacts.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>
#include <map>
#include <sys/resource.h>
#include <sys/stat.h>

namespace {

struct Run
{
    int code = -1;
    QString out;
    QString err;
};

} // namespace

/// The program as a supervisor uses it: real processes, a folder of its own each.
class TestLifecycle final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void startReturnsHealthyAndStopIsIdempotent();
    void aCommandLineThatIsWrongDoesNothing();
    void aLogThatCantBeWrittenIsTold();
    void aSecondStartFindsTheFirst();
    void twoStartsAtOnceYieldOneInstance();
    void aForeignHolderOfThePortIsNamed();
    void aKilledInstanceLeavesNothingInTheWay();
    void aStalePidFileIsNobody();
    void aWrongSettingStopsTheStart();
    void anUnwritableFolderIsSaid();
    void everyAddressCanBeStartedAskedAndStopped_data();
    void everyAddressCanBeStartedAskedAndStopped();
    void aPortHeldElsewhereIsNoConflict();
    void aFullDiskHidesNoRunningProxy();
    void aPipeInPlaceOfTheLogHoldsUpNothing();
    void stateIsForItsOwnerOnly();
    void foregroundEndsOnSigterm();
    void theDesktopWithoutATrayEndsOnSigterm();
    void editsOfDotEnvAreTakenOver();
    void aStopEndsAtItsLimit_data();
    void aStopEndsAtItsLimit();
    void theSecondSignalEndsItAtOnce_data();
    void theSecondSignalEndsItAtOnce();
    void aSecondStopLetsOpenRequestsGoOn();
    void aStartSaysWhoIsBeingStopped();
    void ofTwoStartsThatWaitForADrainOneFindsTheOther_data();
    void ofTwoStartsThatWaitForADrainOneFindsTheOther();
    void aStopCountsDownAndTheLogTellsOfIt();
    void aCopiedFolderIsNobodys();
    void aForegroundStartFindsARunningOne();
    void logsAreFoundWhereverTheyAreWritten();
    void followingWithoutALogWaitsQuietly();
    void aHomeThatIsNotUtf8IsRefused();
    void aSwitchIsRefusedOrShownUntilItEnds();
    void aBadEditIsShownUntilItIsMended();

private:
    void addStubbornClients();
    bool holdOn(QTcpServer &upstream, QTcpSocket &client, const QByteArray &request);
    Run run(const QStringList &arguments);
    /// One request, which gets its row.
    void askOnce() const;
    [[nodiscard]] QString file(const char *name) const
    {
        return m_home->filePath(QLatin1StringView(name));
    }
    void writeEnv(const QByteArray &content) const;
    /// The status code of POST /router/routing with the control token.
    [[nodiscard]] int askRouting(const QByteArray &body) const;
    [[nodiscard]] qint64 pid() const;
    [[nodiscard]] bool isDraining() const;
    [[nodiscard]] QProcessEnvironment environment() const;

    QString m_hosts; ///< LLM_PROXY_HOST; empty: not set
    std::unique_ptr<QTemporaryDir> m_home;
    quint16 m_port = 0;
    std::map<QString, QString> m_settings; // of this test's own
};

void TestLifecycle::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    m_port = support::freePort();
    m_settings.clear();
    m_hosts.clear();
}

void TestLifecycle::cleanup()
{
    run({QStringLiteral("stop")});
}

QProcessEnvironment TestLifecycle::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &key : environment.keys()) {
        if (key.startsWith(QStringLiteral("LLM_PROXY_")) || key.startsWith(QStringLiteral("MORPH_"))
            || key.startsWith(QStringLiteral("UPSTREAM_")))
            environment.remove(key);
    }
    environment.insert(QStringLiteral("LLM_PROXY_HOME"), m_home->path());
    environment.insert(QStringLiteral("LLM_PROXY_PORT"), QString::number(m_port));
    environment.insert(QStringLiteral("UPSTREAM_URL"), QStringLiteral("http://127.0.0.1:1"));
    environment.insert(QStringLiteral("UPSTREAM_API_KEY"), QStringLiteral("k"));
    environment.remove(QStringLiteral("XDG_RUNTIME_DIR"));
    for (const auto &[name, value] : m_settings)
        environment.insert(name, value);
    if (!m_hosts.isEmpty()) {
        environment.insert(QStringLiteral("LLM_PROXY_HOST"), m_hosts);
        environment.insert(QStringLiteral("LLM_PROXY_API_KEYS"),
                           QStringLiteral("a-proxy-key-16-characters"));
    }
    return environment;
}

Run TestLifecycle::run(const QStringList &arguments)
{
    QProcess process;
    process.setProcessEnvironment(environment());
    process.start(QStringLiteral(LLMPROXY_BINARY), arguments);
    process.waitForFinished(60000);
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

void TestLifecycle::askOnce() const
{
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
    client.write("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    while (client.waitForReadyRead(20000)) { }
}

qint64 TestLifecycle::pid() const
{
    QFile state(file("runtime/llm-proxy.json"));
    if (!state.open(QIODevice::ReadOnly))
        return 0;
    return QJsonDocument::fromJson(state.readAll())[QStringLiteral("pid")].toInteger();
}

bool TestLifecycle::isDraining() const
{
    QFile state(file("runtime/llm-proxy.json"));
    return state.open(QIODevice::ReadOnly)
           && QJsonDocument::fromJson(state.readAll())[QStringLiteral("draining")].toBool();
}

void TestLifecycle::startReturnsHealthyAndStopIsIdempotent()
{
    QCOMPARE(run({QStringLiteral("health")}).code, 1);
    const Run start = run({QStringLiteral("start")});
    QVERIFY2(start.code == 0, qPrintable(start.err));
    QVERIFY(start.err.contains(QStringLiteral("MORPH_API_KEY")));
    const Run health = run({QStringLiteral("health"), QStringLiteral("--json")});
    QCOMPARE(health.code, 0);
    const QJsonObject json = QJsonDocument::fromJson(health.out.toUtf8()).object();
    QCOMPARE(json[QStringLiteral("pid")].toInteger(), pid());
    QCOMPARE(run({QStringLiteral("stop")}).code, 0);
    QCOMPARE(run({QStringLiteral("health")}).code, 1);
    QCOMPARE(run({QStringLiteral("stop")}).code, 0);
    QVERIFY(!QFile::exists(file("runtime/llm-proxy.pid")));
}

void TestLifecycle::aCommandLineThatIsWrongDoesNothing()
{
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    for (const char *command : {"health", "status", "stop"}) {
        const Run wrong =
            run({QString::fromLatin1(command), QStringLiteral("--port"), QStringLiteral("99999")});
        QCOMPARE(wrong.code, 78);
        QVERIFY2(wrong.err.contains(QStringLiteral("command line: LLM_PROXY_PORT")),
                 qPrintable(wrong.err));
    }
    QCOMPARE(run({QStringLiteral("health")}).code, 0);
}

void TestLifecycle::aLogThatCantBeWrittenIsTold()
{
    QVERIFY(QDir().mkpath(file("logs")));
    const QString today = file("logs/requests-")
                          + QDate::currentDate().toString(QStringLiteral("yyyy-MM-dd'.jsonl'"));
    QVERIFY(QDir().mkpath(today));
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    const auto told = [this] {
        return run({QStringLiteral("health")}).out.contains(QStringLiteral("loses rows"));
    };
    QVERIFY(!told());
    askOnce();
    QTRY_VERIFY(told());
    QVERIFY(QDir(today).removeRecursively());
    askOnce();
    QTRY_VERIFY(!told());
}

void TestLifecycle::aSecondStartFindsTheFirst()
{
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    const qint64 first = pid();
    const Run again = run({QStringLiteral("start")});
    QCOMPARE(again.code, 0);
    QVERIFY(again.out.contains(QStringLiteral("already running")));
    QCOMPARE(pid(), first);
}

void TestLifecycle::twoStartsAtOnceYieldOneInstance()
{
    QProcess one;
    QProcess two;
    for (QProcess *process : {&one, &two}) {
        process->setProcessEnvironment(environment());
        process->start(QStringLiteral(LLMPROXY_BINARY), {QStringLiteral("start")});
    }
    QVERIFY(one.waitForFinished(60000) && two.waitForFinished(60000));
    QCOMPARE(one.exitCode(), 0);
    QCOMPARE(two.exitCode(), 0);
    const QByteArray said = one.readAllStandardOutput() + two.readAllStandardOutput();
    QCOMPARE(said.count("started:"), 1);
    QCOMPARE(said.count("already running"), 1);
}

void TestLifecycle::aForeignHolderOfThePortIsNamed()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost, m_port));
    const Run health = run({QStringLiteral("health")});
    QCOMPARE(health.code, 2);
    const QString holder =
        support::kTellsAll ? QStringLiteral("tst_lifecycle") : QStringLiteral("another program");
    QVERIFY(health.out.contains(holder));
    const Run start = run({QStringLiteral("start")});
    QCOMPARE(start.code, 2);
    QVERIFY(start.err.contains(holder));
}

void TestLifecycle::aKilledInstanceLeavesNothingInTheWay()
{
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    const qint64 first = pid();
    QCOMPARE(::kill(static_cast<pid_t>(first), SIGKILL), 0);
    QTRY_COMPARE(run({QStringLiteral("health")}).code, 1);
    QCOMPARE(run({QStringLiteral("stop")}).code, 0);
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    QVERIFY(pid() != first);
}

void TestLifecycle::aStalePidFileIsNobody()
{
    QVERIFY(QDir().mkpath(file("runtime")));
    QFile state(file("runtime/llm-proxy.json"));
    QVERIFY(state.open(QIODevice::WriteOnly));
    // This very test's number, with another start time: a pid taken over by another program.
    state.write(QStringLiteral("{\"pid\":%1,\"startTicks\":\"1\",\"port\":%2}")
                    .arg(QCoreApplication::applicationPid())
                    .arg(m_port)
                    .toUtf8());
    state.close();
    QCOMPARE(run({QStringLiteral("health")}).code, 1);
    QCOMPARE(run({QStringLiteral("stop")}).code, 0);
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
}

void TestLifecycle::aWrongSettingStopsTheStart()
{
    QFile env(file(".env"));
    QVERIFY(env.open(QIODevice::WriteOnly));
    env.write("MORPH_ROUTER_MODE=turbo\n");
    env.close();
    const Run start = run({QStringLiteral("start")});
    QCOMPARE(start.code, 78);
    QVERIFY(start.err.contains(QStringLiteral(".env:1")));
    QVERIFY(start.err.contains(QStringLiteral("aggressive")));
}

void TestLifecycle::anUnwritableFolderIsSaid()
{
    QFile blocker(file("runtime"));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    blocker.close();
    const Run start = run({QStringLiteral("start")});
    QCOMPARE(start.code, 1);
    QVERIFY(start.err.contains(QStringLiteral("runtime")));
    QVERIFY(blocker.remove());
}

void TestLifecycle::everyAddressCanBeStartedAskedAndStopped_data()
{
    QTest::addColumn<QString>("hosts");
    for (const char *hosts :
         {"127.0.0.2", "localhost", "0.0.0.0", "0.0.0.0,127.0.0.1", "127.0.0.3,127.0.0.2",
          "::ffff:127.0.0.2", "::1", "[::1]", "::", "::,0.0.0.0", "127.0.0.2,::1"})
        QTest::newRow(hosts) << QString::fromLatin1(hosts);
}

void TestLifecycle::everyAddressCanBeStartedAskedAndStopped()
{
    QFETCH(QString, hosts);
    QTcpServer probe;
    if (hosts.contains(u':') && !probe.listen(QHostAddress::LocalHostIPv6))
        QSKIP("no IPv6 here");
    m_hosts = hosts;
    const Run start = run({QStringLiteral("start")});
    QVERIFY2(start.code == 0, qPrintable(start.err));
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    // What runs is asked where it listens, whatever is configured by now.
    m_hosts = QStringLiteral("127.0.0.9");
    const Run health = run({QStringLiteral("health")});
    QVERIFY2(health.code == 0, qPrintable(health.out));
    const Run status = run({QStringLiteral("status")});
    QVERIFY2(status.code == 0, qPrintable(status.err));
    QCOMPARE(run({QStringLiteral("stop")}).code, 0);
    QCOMPARE(run({QStringLiteral("health")}).code, 1);
}

void TestLifecycle::aPortHeldElsewhereIsNoConflict()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost, m_port));
    m_hosts = QStringLiteral("127.0.0.2");
    QCOMPARE(run({QStringLiteral("health")}).code, 1);
    const Run start = run({QStringLiteral("start")});
    QVERIFY2(start.code == 0, qPrintable(start.err));
    QCOMPARE(run({QStringLiteral("stop")}).code, 0);
    other.close();
    QVERIFY(other.listen(QHostAddress(QStringLiteral("127.0.0.2")), m_port));
    QCOMPARE(run({QStringLiteral("health")}).code, 2);
    QCOMPARE(run({QStringLiteral("start")}).code, 2);
}

void TestLifecycle::aFullDiskHidesNoRunningProxy()
{
    if (!support::kTellsAll)
        QSKIP("this system does not tell who holds a lock");
    QProcess proxy;
    proxy.setProcessEnvironment(environment());
    proxy.setStandardErrorFile(QProcess::nullDevice());
    proxy.setChildProcessModifier([] {
        const rlimit none {0, 0};
        ::setrlimit(RLIMIT_FSIZE, &none);
    });
    proxy.start(QStringLiteral(LLMPROXY_BINARY), {QStringLiteral("--no-gui")});
    QVERIFY(proxy.waitForStarted());
    const QString number = QString::number(proxy.processId());
    QTRY_COMPARE_WITH_TIMEOUT(run({QStringLiteral("health")}).code, 0, 20000);
    QVERIFY(!QFile::exists(file("runtime/llm-proxy.json")));
    QVERIFY(run({QStringLiteral("health")}).out.contains(number));
    QCOMPARE(run({QStringLiteral("status")}).code, 0);
    const Run start = run({QStringLiteral("start")});
    QCOMPARE(start.code, 0);
    QVERIFY(start.out.contains(QStringLiteral("already running: pid ") + number));
    const Run stop = run({QStringLiteral("stop")});
    QCOMPARE(stop.code, 0);
    QVERIFY2(stop.out.contains(QStringLiteral("stopped: pid ") + number), qPrintable(stop.out));
    QVERIFY(proxy.waitForFinished(10000));
    QCOMPARE(proxy.exitCode(), 0);
}

void TestLifecycle::aPipeInPlaceOfTheLogHoldsUpNothing()
{
    QVERIFY(QDir().mkpath(file("logs")));
    const QByteArray path = QFile::encodeName(file("logs/llm-proxy.stderr.log"));
    QCOMPARE(::mkfifo(path.constData(), 0600), 0);
    const Run start = run({QStringLiteral("start")});
    QCOMPARE(start.code, 1);
    QVERIFY2(start.err.contains(file("logs")), qPrintable(start.err));
    QCOMPARE(run({QStringLiteral("logs-tail"), QStringLiteral("--process")}).code, 0);
}

void TestLifecycle::stateIsForItsOwnerOnly()
{
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    const QFile::Permissions others = QFile::ReadGroup | QFile::ReadOther;
    for (const char *name : {"runtime/llm-proxy.json", "runtime/llm-proxy.pid",
                             "runtime/control-token", "logs/llm-proxy.stderr.log"})
        QVERIFY2(!(QFile::permissions(file(name)) & others), name);
}

void TestLifecycle::foregroundEndsOnSigterm()
{
    QProcess process;
    process.setProcessEnvironment(environment());
    process.start(QStringLiteral(LLMPROXY_BINARY),
                  {QStringLiteral("start"), QStringLiteral("--foreground")});
    QTRY_COMPARE_WITH_TIMEOUT(run({QStringLiteral("health")}).code, 0, 20000);
    process.terminate();
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(process.readAllStandardError().contains("serves on port"));
}

void TestLifecycle::theDesktopWithoutATrayEndsOnSigterm()
{
#ifndef LLMPROXY_HAS_DESKTOP
    QSKIP("built without the desktop");
#else
    QProcessEnvironment desktop = environment();
    desktop.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    desktop.insert(QStringLiteral("HOME"), m_home->path());
    desktop.insert(QStringLiteral("XDG_CONFIG_HOME"), file("config"));
    QProcess process;
    process.setProcessEnvironment(desktop);
    process.start(QStringLiteral(LLMPROXY_BINARY), QStringList());
    QTRY_VERIFY_WITH_TIMEOUT(run({QStringLiteral("health")}).code == 0, 30000);
    process.terminate();
    QVERIFY(process.waitForFinished(30000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
#endif
}

void TestLifecycle::editsOfDotEnvAreTakenOver()
{
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    const auto mode = [this] {
        return QJsonDocument::fromJson(run({QStringLiteral("status")}).out.toUtf8())[QStringLiteral(
            "router")][QStringLiteral("mode")]
            .toString();
    };
    QCOMPARE(mode(), QStringLiteral("balanced"));
    QFile env(file(".env"));
    QVERIFY(env.open(QIODevice::WriteOnly));
    env.write("MORPH_ROUTER_MODE=aggressive\n");
    env.close();
    QTRY_COMPARE_WITH_TIMEOUT(mode(), QStringLiteral("aggressive"), 20000);
}

void TestLifecycle::addStubbornClients()
{
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("a client that takes no bytes")
        << QByteArray("GET /much HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTest::newRow("half a head") << QByteArray("GET /x HTTP/1.1\r\nHost: loc");
    QTest::newRow("half a body") << QByteArray(
        "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{");
    QTest::newRow("half a body that streams through")
        << QByteArray("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{");
    QTest::newRow("a refused request whose client stays")
        << QByteArray("GET /x HTTP/9.9\r\nHost: localhost\r\n\r\n");
    QTest::newRow("an upstream that does not answer")
        << QByteArray("GET /silence HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTest::newRow("a tunnel") << QByteArray(
        "GET /tunnel HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\n"
        "Upgrade: websocket\r\n\r\n");
}

/// Starts the program and has @p client in it that does nothing more.
bool TestLifecycle::holdOn(QTcpServer &upstream, QTcpSocket &client, const QByteArray &request)
{
    if (!upstream.listen(QHostAddress::LocalHost))
        return false;
    m_settings[QStringLiteral("UPSTREAM_URL")] =
        QStringLiteral("http://127.0.0.1:%1").arg(upstream.serverPort());
    const auto isWaiting =
        std::make_shared<bool>(!request.contains("much") && !request.contains("tunnel"));
    connect(&upstream, &QTcpServer::newConnection, this, [&upstream, isWaiting] {
        QTcpSocket *socket = upstream.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, isWaiting] {
            const QByteArray asked = socket->readAll();
            if (asked.startsWith("GET /much"))
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 90000000\r\n\r\n"
                              + QByteArray(32 << 20, 'z'));
            else if (asked.startsWith("GET /tunnel"))
                socket->write(
                    "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
            else
                return;
            *isWaiting = true;
        });
    });
    if (run({QStringLiteral("start")}).code != 0)
        return false;
    client.setReadBufferSize(1);
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
    client.write(request);
    if (!QTest::qWaitFor([&] { return *isWaiting && client.bytesToWrite() == 0; }, 20000))
        return false;
    // Until the engine has it in hands, which a look at the status shows.
    return QTest::qWaitFor(
        [this] {
            const auto status =
                QJsonDocument::fromJson(run({QStringLiteral("status")}).out.toUtf8());
            return status[QStringLiteral("engine")][QStringLiteral("open_connections")].toInt()
                   >= 2;
        },
        20000);
}

void TestLifecycle::aStopEndsAtItsLimit_data()
{
    addStubbornClients();
}

void TestLifecycle::aStopEndsAtItsLimit()
{
    QFETCH(QByteArray, request);
    QTcpServer upstream;
    QTcpSocket client;
    m_settings[QStringLiteral("LLM_PROXY_DRAIN_TIMEOUT_MS")] = QStringLiteral("300");
    QVERIFY(holdOn(upstream, client, request));
    const qint64 stopped = pid();
    const Run stop = run({QStringLiteral("stop")});
    // And needed no second signal.
    QCOMPARE(stop.out.trimmed(), QStringLiteral("stopped: pid %1").arg(stopped));
    QCOMPARE(stop.code, 0);
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
}

void TestLifecycle::theSecondSignalEndsItAtOnce_data()
{
    addStubbornClients();
}

void TestLifecycle::theSecondSignalEndsItAtOnce()
{
    QFETCH(QByteArray, request);
    QTcpServer upstream;
    QTcpSocket client;
    m_settings[QStringLiteral("LLM_PROXY_DRAIN_TIMEOUT_MS")] = QStringLiteral("3600000");
    QVERIFY(holdOn(upstream, client, request));
    const auto process = static_cast<pid_t>(pid());
    QCOMPARE(::kill(process, SIGTERM), 0);
    QTRY_VERIFY_WITH_TIMEOUT(isDraining() || pid() == 0, 20000);
    ::kill(process, SIGTERM);
    QTRY_COMPARE_WITH_TIMEOUT(run({QStringLiteral("stop")}).out.trimmed(),
                              QStringLiteral("already stopped"), 20000);
}

void TestLifecycle::aSecondStopLetsOpenRequestsGoOn()
{
    QTcpServer upstream;
    QTcpSocket client;
    m_settings[QStringLiteral("LLM_PROXY_DRAIN_TIMEOUT_MS")] = QStringLiteral("1500");
    QVERIFY(holdOn(upstream, client, "GET /v1/held HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    QCOMPARE(::kill(static_cast<pid_t>(pid()), SIGTERM), 0);
    QTRY_VERIFY_WITH_TIMEOUT(isDraining(), 20000);
    QCOMPARE(run({QStringLiteral("stop")}).code, 0);
    const QString log = run({QStringLiteral("logs-tail"), QStringLiteral("--process")}).out;
    QCOMPARE(log.count(QStringLiteral("SIGTERM")), 1);
}

void TestLifecycle::aStartSaysWhoIsBeingStopped()
{
    QTcpServer upstream;
    QTcpSocket client;
    m_settings[QStringLiteral("LLM_PROXY_DRAIN_TIMEOUT_MS")] = QStringLiteral("3600000");
    QVERIFY(holdOn(upstream, client, "GET /silence HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    const qint64 first = pid();
    QCOMPARE(::kill(static_cast<pid_t>(first), SIGTERM), 0);
    QTRY_VERIFY_WITH_TIMEOUT(isDraining(), 20000);
    // What a start of other settings waits for.
    m_settings[QStringLiteral("LLM_PROXY_DRAIN_TIMEOUT_MS")] = QStringLiteral("0");
    const Run start = run({QStringLiteral("start")});
    QCOMPARE(start.code, 1);
    QVERIFY2(start.err.startsWith(QStringLiteral("draining: pid %1, ").arg(first)),
             qPrintable(start.err));
    const Run health = run({QStringLiteral("health")});
    QCOMPARE(health.code, 4);
    QVERIFY2(health.out.startsWith(QStringLiteral("draining: pid %1, ").arg(first)),
             qPrintable(health.out));
    const Run status = run({QStringLiteral("status")});
    QCOMPARE(status.code, 4);
    QVERIFY(status.err.startsWith(QStringLiteral("draining: ")));
    QVERIFY2(
        start.err.contains(
            QStringLiteral("start failed: pid %1 is being stopped and has not ended").arg(first)),
        qPrintable(start.err));
    ::kill(static_cast<pid_t>(first), SIGTERM);
}

void TestLifecycle::ofTwoStartsThatWaitForADrainOneFindsTheOther_data()
{
    const QStringList background {QStringLiteral("start")};
    const QStringList foreground {QStringLiteral("start"), QStringLiteral("--foreground")};
    QTest::addColumn<QStringList>("one");
    QTest::addColumn<QStringList>("other");
    QTest::newRow("in the background") << background << background;
    QTest::newRow("in the foreground") << foreground << foreground;
    QTest::newRow("one of each") << background << foreground;
}

void TestLifecycle::ofTwoStartsThatWaitForADrainOneFindsTheOther()
{
    QFETCH(QStringList, one);
    QFETCH(QStringList, other);
    if (!support::kTellsAll && other.contains(QStringLiteral("--foreground")))
        QSKIP("this system does not tell a process that has ended from one that runs, before its "
              "parent has looked");
    QTcpServer upstream;
    QTcpSocket client;
    m_settings[QStringLiteral("LLM_PROXY_DRAIN_TIMEOUT_MS")] = QStringLiteral("2000");
    QVERIFY(holdOn(upstream, client, "GET /silence HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    const qint64 first = pid();
    QCOMPARE(::kill(static_cast<pid_t>(first), SIGTERM), 0);
    QTRY_VERIFY_WITH_TIMEOUT(isDraining(), 20000);
    std::array<QProcess, 2> starts;
    starts[0].setProcessEnvironment(environment());
    starts[0].start(QStringLiteral(LLMPROXY_BINARY), one);
    starts[1].setProcessEnvironment(environment());
    starts[1].start(QStringLiteral(LLMPROXY_BINARY), other);
    const auto hasFound = [](QProcess &start) {
        return start.state() == QProcess::NotRunning
               && start.readAllStandardOutput().contains("already running: pid ");
    };
    // A start in the foreground that was the faster one goes on.
    int found = 0;
    QTRY_VERIFY_WITH_TIMEOUT((found += hasFound(starts[0]) + hasFound(starts[1])) == 1, 40000);
    QTRY_COMPARE_WITH_TIMEOUT(run({QStringLiteral("health")}).code, 0, 20000);
    QVERIFY(pid() != first);
    const Run stop = run({QStringLiteral("stop")});
    QVERIFY2(stop.code == 0, qPrintable(stop.out + stop.err));
    for (QProcess &start : starts) {
        QVERIFY(start.state() == QProcess::NotRunning || start.waitForFinished(20000));
        QCOMPARE(start.exitCode(), 0);
    }
}

void TestLifecycle::aStopCountsDownAndTheLogTellsOfIt()
{
    QTcpServer upstream;
    QTcpSocket client;
    m_settings[QStringLiteral("LLM_PROXY_DRAIN_TIMEOUT_MS")] = QStringLiteral("3000");
    QVERIFY(holdOn(upstream, client, "GET /silence HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    const qint64 first = pid();
    const Run stop = run({QStringLiteral("stop")});
    QCOMPARE(stop.code, 0);
    QCOMPARE(stop.out.trimmed(), QStringLiteral("stopped: pid %1").arg(first));
    const QStringList words = stop.err.split(u'\n', Qt::SkipEmptyParts);
    QVERIFY2(words.size() >= 2, qPrintable(stop.err));
    QVERIFY2(words.first().startsWith(QStringLiteral("draining: pid %1, ").arg(first))
                 && words.first() != words.at(1),
             qPrintable(stop.err));
    const QString log = run({QStringLiteral("logs-tail"), QStringLiteral("--process")}).out;
    QVERIFY2(log.contains(QStringLiteral("SIGTERM - stopping")), qPrintable(log));
    QVERIFY2(log.contains(QStringLiteral("cut 1 open requests")), qPrintable(log));
    QVERIFY2(log.contains(QStringLiteral("stopped")), qPrintable(log));
}

/// Its state names a process that lives, and that another folder owns.
void TestLifecycle::aCopiedFolderIsNobodys()
{
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    const qint64 first = pid();
    auto original = std::move(m_home);
    m_home = std::make_unique<QTemporaryDir>();
    QProcess copy;
    copy.start(
        QStringLiteral("cp"),
        {QStringLiteral("-a"), original->filePath(QStringLiteral("runtime")), m_home->path()});
    QVERIFY(copy.waitForFinished());
    QCOMPARE(copy.exitCode(), 0);
    QCOMPARE(pid(), first);
    const Run health = run({QStringLiteral("health")});
    QCOMPARE(health.code, 2);
    const QString stopped = run({QStringLiteral("stop")}).out;
    QVERIFY2(stopped.startsWith(QStringLiteral("already stopped; port ")), qPrintable(stopped));
    QCOMPARE(stopped.contains(QString::number(first)), support::kTellsAll);
    QCOMPARE(run({QStringLiteral("start")}).code, 2);
    m_home = std::move(original);
    QCOMPARE(run({QStringLiteral("health")}).code, 0);
    QCOMPARE(pid(), first);
}

void TestLifecycle::aForegroundStartFindsARunningOne()
{
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    const Run second = run({QStringLiteral("start"), QStringLiteral("--foreground")});
    QCOMPARE(second.code, 0);
    QVERIFY2(second.out.startsWith(QStringLiteral("already running: pid %1, ").arg(pid())),
             qPrintable(second.out + second.err));
    QCOMPARE(run({QStringLiteral("health")}).code, 0);
}

void TestLifecycle::logsAreFoundWhereverTheyAreWritten()
{
    // What a service manager would have opened.
    const QString output = file("elsewhere.log");
    m_settings[QStringLiteral("JSONL_LOG_DIR")] = file("far/logs");
    QProcess process;
    process.setProcessEnvironment(environment());
    process.setStandardErrorFile(output);
    process.start(QStringLiteral(LLMPROXY_BINARY),
                  {QStringLiteral("start"), QStringLiteral("--foreground")});
    QTRY_COMPARE_WITH_TIMEOUT(run({QStringLiteral("health")}).code, 0, 20000);
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, m_port);
    client.write("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    QVERIFY(client.waitForDisconnected(20000)
            || client.error() != QAbstractSocket::UnknownSocketError);
    // The setting is another one by now.
    m_settings.erase(QStringLiteral("JSONL_LOG_DIR"));
    QTRY_VERIFY_WITH_TIMEOUT(
        run({QStringLiteral("logs-tail")}).out.contains(QStringLiteral("GET /x")), 20000);
    // Where its output goes is known where a system tells what another process has open.
    QCOMPARE(run({QStringLiteral("logs-tail"), QStringLiteral("--process")})
                 .out.contains(QStringLiteral("serves on port")),
             support::kTellsAll);
    process.terminate();
    QVERIFY(process.waitForFinished(20000));
}

void TestLifecycle::followingWithoutALogWaitsQuietly()
{
    QProcess follow;
    follow.setProcessEnvironment(environment());
    follow.start(QStringLiteral(LLMPROXY_BINARY), {QStringLiteral("logs-follow")});
    QVERIFY(follow.waitForStarted());
    QVERIFY(!follow.waitForFinished(1000));
    QVERIFY(QDir(m_home->path()).mkpath(QStringLiteral("logs")));
    QFile log(file("logs/requests-2026-11-29.jsonl"));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write("{\"schema\":\"v1\",\"method\":\"GET\",\"endpoint\":\"/first\"}\n");
    log.close();
    QByteArray shown;
    QTRY_VERIFY_WITH_TIMEOUT((shown += follow.readAllStandardOutput()).contains("/first"), 20000);
    QCOMPARE(follow.readAllStandardError(), QByteArray());
    follow.terminate();
    QVERIFY(follow.waitForFinished(20000));
}

void TestLifecycle::aHomeThatIsNotUtf8IsRefused()
{
    // By a shell, for Qt can't name such a folder.
    const QString script =
        QStringLiteral("cd \"$LLM_PROXY_HOME\" && d=$(printf 'n\\351') && mkdir \"$d\" && "
                       "LLM_PROXY_HOME=\"$PWD/$d\" \"$PROGRAM\" start; echo code $?; ls -b . "
                       "\"$d\"; rmdir \"$d\"");
    QProcess shell;
    QProcessEnvironment variables = environment();
    variables.insert(QStringLiteral("PROGRAM"), QStringLiteral(LLMPROXY_BINARY));
    shell.setProcessEnvironment(variables);
    shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), script});
    QVERIFY(shell.waitForFinished(60000));
    const QByteArray out = shell.readAllStandardOutput();
    QVERIFY2(out.startsWith("code 78\n"), out.constData());
    QVERIFY(shell.readAllStandardError().contains("LLM_PROXY_HOME"));
    // Nothing was made beside it or in it.
    QCOMPARE(QString::fromLatin1(out).split(u'\n').filter(QStringLiteral("n")).size(), 2);
}

void TestLifecycle::aSwitchIsRefusedOrShownUntilItEnds()
{
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    const auto shown = [this] {
        const QString all = run({QStringLiteral("config"), QStringLiteral("show")}).out;
        return all.split(u'\n').filter(QStringLiteral("MORPH_ROUTER_ENABLED=")).value(0);
    };
    for (const char *bad :
         {R"({"mode":"bogus"})", R"({"enabled":"off"})", R"({"provider":7})", R"({"enabld":false})",
          R"({"enabled":false,"mode":"bogus"})", R"({"reset":false})", "{}", "[]", "x"})
        QVERIFY2(askRouting(bad) == 400, bad);
    QCOMPARE(shown(), QStringLiteral("MORPH_ROUTER_ENABLED=true  (default)"));
    QCOMPARE(askRouting(R"({"enabled":false})"), 200);
    QTRY_VERIFY2(
        shown().startsWith(QStringLiteral("MORPH_ROUTER_ENABLED=false  (switched by hand until ")),
        qPrintable(shown()));
    QVERIFY(shown().contains(QStringLiteral("reset")));
    const QString status = run({QStringLiteral("status")}).out;
    const QJsonObject overrides =
        QJsonDocument::fromJson(status.toUtf8())[QStringLiteral("overrides")].toObject();
    QCOMPARE(overrides.keys(), QStringList {QStringLiteral("MORPH_ROUTER_ENABLED")});
    QCOMPARE(askRouting(R"({"reset":true})"), 200);
    QTRY_COMPARE(shown(), QStringLiteral("MORPH_ROUTER_ENABLED=true  (default)"));
    QCOMPARE(askRouting(R"({"enabled":false})"), 200);
    QTRY_VERIFY(shown().contains(QStringLiteral("=false")));
    writeEnv("MORPH_ROUTER_ENABLED=true\n");
    QTRY_COMPARE_WITH_TIMEOUT(shown(), QStringLiteral("MORPH_ROUTER_ENABLED=true  (.env)"), 20000);
}

void TestLifecycle::aBadEditIsShownUntilItIsMended()
{
    writeEnv("MORPH_ROUTER_MODE=aggressive\n");
    QCOMPARE(run({QStringLiteral("start")}).code, 0);
    const auto health = [this] { return run({QStringLiteral("health")}); };
    QVERIFY(!health().out.contains(QStringLiteral("wrong")));
    writeEnv("# a note\nMORPH_ROUTER_MODE=fast\n");
    QTRY_VERIFY_WITH_TIMEOUT(health().out.contains(QStringLiteral(".env:2: MORPH_ROUTER_MODE")),
                             20000);
    QCOMPARE(health().code, 0);
    const QJsonObject status =
        QJsonDocument::fromJson(run({QStringLiteral("status")}).out.toUtf8()).object();
    QVERIFY(status[QStringLiteral("config_problems")][0].toString().contains(
        QStringLiteral("MORPH_ROUTER_MODE")));
    QCOMPARE(status[QStringLiteral("config")][QStringLiteral("MORPH_ROUTER_MODE")].toString(),
             QStringLiteral("aggressive"));
    QCOMPARE(askRouting(R"({"enabled":false})"), 409);
    // Mended to what was in force all along.
    writeEnv("MORPH_ROUTER_MODE=aggressive\n");
    QTRY_VERIFY_WITH_TIMEOUT(!health().out.contains(QStringLiteral("wrong")), 20000);
    QCOMPARE(askRouting(R"({"enabled":false})"), 200);
}

void TestLifecycle::writeEnv(const QByteArray &content) const
{
    QFile env(file(".env"));
    QVERIFY(env.open(QIODevice::WriteOnly));
    env.write(content);
}

int TestLifecycle::askRouting(const QByteArray &body) const
{
    QFile token(file("runtime/control-token"));
    if (!token.open(QIODevice::ReadOnly))
        return 0;
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, m_port);
    socket.write("POST /router/routing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                 "Authorization: Bearer "
                 + token.readAll().trimmed()
                 + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    while (socket.waitForReadyRead(5000)) { }
    return socket.readAll().mid(9, 3).toInt();
}

QTEST_GUILESS_MAIN(TestLifecycle)
#include "tst_lifecycle.moc"
