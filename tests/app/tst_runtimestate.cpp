// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/healthprobe.h"
#include "app/lifecycle/portholder.h"
#include "app/lifecycle/runtimestate.h"
#include "tests/support/fulldisk.h"
#include "tests/support/systemfacts.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>
#include <thread>

using namespace app;

class TestRuntimeState final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void onlyOneHoldsTheFolder();
    void tellsOthersWhoRuns();
    void filesAreForTheirOwnerOnly();
    void aPidTakenOverByAnotherProgramIsNobody();
    void aStaleFileIsNobody();
    void removesOnlyItsOwnFiles();
    void aFullDiskLeavesWhatWasTold();
    void whoHoldsTheFolderIsFoundWithoutAState();
    void aFolderThatIsGoneIsKnownToTheWindows();
    void aDrainIsSaidWithItsTime();
    void namesWhoHoldsAPort();
    void aLookAtAPortIsInNobodysWay();
    void healthIsStoppedConflictOrUnreachable();

private:
    [[nodiscard]] QString file(const char *name) const
    {
        return m_dir->filePath(QLatin1StringView(name));
    }
    void writeState(qint64 pid, quint64 ticks, quint16 port = 1);

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestRuntimeState::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", m_dir->path().toLocal8Bit() + "/xdg");
}

void TestRuntimeState::writeState(qint64 pid, quint64 ticks, quint16 port)
{
    QFile state(file("llm-proxy.json"));
    QVERIFY(state.open(QIODevice::WriteOnly));
    state.write(QJsonDocument(QJsonObject {{QStringLiteral("pid"), pid},
                                           {QStringLiteral("startTicks"), QString::number(ticks)},
                                           {QStringLiteral("port"), port}})
                    .toJson());
}

void TestRuntimeState::onlyOneHoldsTheFolder()
{
    {
        RuntimeState first(m_dir->path());
        QCOMPARE(first.acquire(), RuntimeState::Lock::Taken);
        RuntimeState second(m_dir->path());
        QCOMPARE(second.acquire(), RuntimeState::Lock::HeldByOther);
        QVERIFY(RuntimeState::isLocked(m_dir->path()));
    }
    QVERIFY(!RuntimeState::isLocked(m_dir->path()));
}

void TestRuntimeState::tellsOthersWhoRuns()
{
    RuntimeState state(m_dir->path());
    QCOMPARE(state.acquire(), RuntimeState::Lock::Taken);
    QVERIFY(!RuntimeState::liveInstance(m_dir->path()));
    QVERIFY(
        state.publish({.process = thisProcess(), .port = 8317, .version = QStringLiteral("1")}));
    const auto instance = RuntimeState::liveInstance(m_dir->path());
    QVERIFY(instance);
    QCOMPARE(instance->process, thisProcess());
    QCOMPARE(instance->port, 8317);
    QVERIFY(QFile::exists(file("xdg/llm-proxy/8317.json")));
    const QByteArray token = state.createControlToken();
    QCOMPARE(token.size(), 64);
    QCOMPARE(RuntimeState::controlToken(m_dir->path()), token);
    state.withdraw();
    QVERIFY(!RuntimeState::liveInstance(m_dir->path()));
    QVERIFY(!QFile::exists(file("control-token")));
    QVERIFY(!QFile::exists(file("xdg/llm-proxy/8317.json")));
}

void TestRuntimeState::filesAreForTheirOwnerOnly()
{
    RuntimeState state(m_dir->path());
    QCOMPARE(state.acquire(), RuntimeState::Lock::Taken);
    QVERIFY(!state.createControlToken().isEmpty());
    QVERIFY(state.publish({.process = thisProcess(), .port = 1}));
    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    for (const char *name : {"llm-proxy.json", "llm-proxy.pid", "llm-proxy.lock", "control-token"})
        QVERIFY2(!(QFile::permissions(file(name)) & others), name);
}

void TestRuntimeState::aPidTakenOverByAnotherProgramIsNobody()
{
    writeState(thisProcess().pid, thisProcess().startTicks + 1);
    QVERIFY(!RuntimeState::liveInstance(m_dir->path()));
}

void TestRuntimeState::aStaleFileIsNobody()
{
    writeState(0x3ffffff, 1);
    QVERIFY(!RuntimeState::liveInstance(m_dir->path()));
    QFile broken(file("llm-proxy.json"));
    QVERIFY(broken.open(QIODevice::WriteOnly | QIODevice::Truncate));
    broken.write("{\"pid\":");
    broken.close();
    QVERIFY(!RuntimeState::liveInstance(m_dir->path()));
}

void TestRuntimeState::removesOnlyItsOwnFiles()
{
    RuntimeState state(m_dir->path());
    QCOMPARE(state.acquire(), RuntimeState::Lock::Taken);
    writeState(1, 1);
    state.withdraw();
    QVERIFY(QFile::exists(file("llm-proxy.json")));
}

void TestRuntimeState::aFullDiskLeavesWhatWasTold()
{
    RuntimeState state(m_dir->path());
    QCOMPARE(state.acquire(), RuntimeState::Lock::Taken);
    QByteArray token;
    {
        const support::FullDisk full;
        token = state.createControlToken();
        QVERIFY(!state.publish({.process = thisProcess(), .port = 8317}));
    }
    QVERIFY(!token.isEmpty());
    QVERIFY(state.error().text().contains(m_dir->path()));
    QVERIFY(RuntimeState::controlToken(m_dir->path()).isEmpty());
    // As soon as there is room, the token that is in force is written too.
    QVERIFY(state.publish({.process = thisProcess(), .port = 8317}));
    QCOMPARE(RuntimeState::controlToken(m_dir->path()), token);
    {
        const support::FullDisk full;
        QVERIFY(!state.publish({.process = thisProcess(), .port = 8317, .draining = true}));
    }
    const auto instance = RuntimeState::liveInstance(m_dir->path());
    QVERIFY(instance);
    QVERIFY(!instance->draining);
}

void TestRuntimeState::whoHoldsTheFolderIsFoundWithoutAState()
{
    QVERIFY(!RuntimeState::runningInstance(m_dir->path()));
    {
        RuntimeState state(m_dir->path());
        QCOMPARE(state.acquire(), RuntimeState::Lock::Taken);
        QVERIFY(!RuntimeState::liveInstance(m_dir->path()));
        const auto running = RuntimeState::runningInstance(m_dir->path());
        QVERIFY(running);
        QCOMPARE(running->process, thisProcess());
        QCOMPARE(probeHealth(m_dir->path(), {.port = 1}).code, HealthCode::Unreachable);
    }
    QVERIFY(!RuntimeState::runningInstance(m_dir->path()));
}

void TestRuntimeState::aFolderThatIsGoneIsKnownToTheWindows()
{
    const QString folder = file("runtime");
    RuntimeState state(folder);
    QCOMPARE(state.acquire(), RuntimeState::Lock::Taken);
    QVERIFY(state.publish({.process = thisProcess(), .port = 4711}));
    QVERIFY(QDir(folder).removeRecursively());
    const auto running = RuntimeState::runningInstance(folder);
    QVERIFY(running);
    QCOMPARE(running->port, quint16 {4711});
    QVERIFY(!RuntimeState::runningInstance(file("another")));
}

void TestRuntimeState::aDrainIsSaidWithItsTime()
{
    RuntimeState state(m_dir->path());
    QCOMPARE(state.acquire(), RuntimeState::Lock::Taken);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QVERIFY(state.publish({.process = thisProcess(),
                           .port = 4711,
                           .draining = true,
                           .drainsUntilMs = now + 60000,
                           .logDir = QStringLiteral("/logs")}));
    const auto instance = RuntimeState::liveInstance(m_dir->path());
    QVERIFY(instance);
    QCOMPARE(instance->logDir, QStringLiteral("/logs"));
    QVERIFY(instance->drainLeft() > std::chrono::seconds(50));
    const HealthReport report = probeHealth(m_dir->path(), {.port = 4711});
    QCOMPARE(report.code, HealthCode::Unreachable);
    QVERIFY2(report.text.startsWith(QStringLiteral("draining: ")), qPrintable(report.text));
    QCOMPARE(QJsonDocument::fromJson(toJson(report))[QStringLiteral("state")].toString(),
             QStringLiteral("draining"));
    InstanceState late = *instance;
    late.drainsUntilMs = now - 1;
    QCOMPARE(late.drainLeft(), std::chrono::seconds(0));
    QVERIFY(drainText(late).contains(QStringLiteral("being cut")));
}

void TestRuntimeState::namesWhoHoldsAPort()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QVERIFY(!isPortFree(server.serverPort()));
    const QString holder = portHolder(server.serverPort()).text();
    QVERIFY(!holder.isEmpty());
    if (support::kTellsAll)
        QVERIFY2(holder.contains(QStringLiteral("pid %1").arg(QCoreApplication::applicationPid())),
                 qPrintable(holder));
    const quint16 port = server.serverPort();
    server.close();
    QVERIFY(isPortFree(port));
    QVERIFY(portConflictRemedy(8317).contains(QStringLiteral("CLIProxyAPI")));
}

void TestRuntimeState::aLookAtAPortIsInNobodysWay()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    std::atomic<bool> isOver = false;
    std::atomic<int> looks = 0;
    std::thread looker([&] {
        for (; !isOver; ++looks)
            static_cast<void>(isPortFree(port));
    });
    int refused = 0;
    while (looks < 5000) {
        refused += server.listen(QHostAddress::LocalHost, port) ? 0 : 1;
        server.close();
    }
    isOver = true;
    looker.join();
    QCOMPARE(refused, 0);
}

void TestRuntimeState::healthIsStoppedConflictOrUnreachable()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    const auto probe = [&] {
        return probeHealth(m_dir->path(), {.port = port}, std::chrono::milliseconds(50));
    };
    QCOMPARE(probe().code, HealthCode::PortConflict);
    // Another folder's instance, whose state was copied here.
    writeState(thisProcess().pid, thisProcess().startTicks, port);
    QCOMPARE(probe().code, HealthCode::PortConflict);
    // An instance that lives and accepts, but never answers.
    auto state = std::make_unique<RuntimeState>(m_dir->path());
    QCOMPARE(state->acquire(), RuntimeState::Lock::Taken);
    writeState(thisProcess().pid, thisProcess().startTicks, port);
    QCOMPARE(probe().code, HealthCode::Unreachable);
    server.close();
    QCOMPARE(probe().code, HealthCode::Unreachable);
    state.reset();
    QVERIFY(!QFile::exists(file("llm-proxy.json")));
    QCOMPARE(probe().code, HealthCode::Stopped);
    QCOMPARE(QJsonDocument::fromJson(toJson(probe()))[QStringLiteral("code")].toInt(), 1);
}

QTEST_GUILESS_MAIN(TestRuntimeState)
#include "tst_runtimestate.moc"
