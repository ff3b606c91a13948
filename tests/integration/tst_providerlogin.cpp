// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/commandtable.h"
#include "app/backend/exitcodes.h"
#include "tests/support/configfolder.h"

#include <QDir>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {

QByteArray fileBytes(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// The logins through the launchers in bin/, the built llm-proxy and a fake of the backend's
/// binary, each in processes of their own.
class TestProviderLogin final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void runsTheBinaryWithTheEffectiveConfiguration();
    void keepsKeysFromTheBinary();
    void takesSuccessFromOutputAndFiles_data();
    void takesSuccessFromOutputAndFiles();
    void handsOverStandardInput();
    void interruptsTheBinaryToo();
    void refusesBeforeItRunsAnything_data();
    void refusesBeforeItRunsAnything();
    void findsTheBinaryOnThePath();
    void launchersSayWhenNothingIsBuilt();
    void launchersKeepTheWorkingFolder();
    void launchersWorkThroughLinks();

private:
    void start(QProcess &process, const QString &launcher, const QStringList &args);
    int run(const QString &launcher, const QStringList &args = {}, const QByteArray &input = {});
    [[nodiscard]] QString trace(const QString &name) const
    {
        return m_folder->path(u"trace/"_s + name);
    }

    std::unique_ptr<ConfigFolder> m_folder;
    QProcessEnvironment m_environment;
    QByteArray m_out;
    QByteArray m_err;
};

void TestProviderLogin::init()
{
    m_folder = std::make_unique<ConfigFolder>();
    QVERIFY(QDir().mkpath(trace({})));
    QVERIFY(
        m_folder->write(u"cpa.yaml"_s, "auth-dir: \"" + m_folder->path(u"auths"_s).toUtf8()
                                           + "\"\napi-keys:\n  - k-hidden\nlogging-to-file: true\n"
                                             "remote-management:\n  secret-key: s-hidden\n"));
    m_environment = m_folder
                        ->inputs({{u"QUOTIO_CONFIG_PATH"_s, m_folder->path(u"cpa.yaml"_s)},
                                  {u"CLIPROXYAPI_BIN"_s, QStringLiteral(FAKE_BINARY)},
                                  {u"FAKE_CPA_TRACE"_s, trace({})},
                                  {u"FAKE_CPA_PLAN"_s, u"success"_s},
                                  {u"MANAGEMENT_PASSWORD"_s, u"m-hidden"_s},
                                  {u"LLM_PROXY_BIN"_s, QStringLiteral(LLM_PROXY_BINARY)},
                                  {u"PATH"_s, qEnvironmentVariable("PATH")}})
                        .environment;
}

void TestProviderLogin::start(QProcess &process, const QString &launcher, const QStringList &args)
{
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_folder->path());
    process.start(QStringLiteral(PROJECT_ROOT) + u"/bin/"_s + launcher, args);
    QVERIFY2(process.waitForStarted(), qPrintable(process.errorString()));
}

int TestProviderLogin::run(const QString &launcher, const QStringList &args,
                           const QByteArray &input)
{
    QProcess process;
    start(process, launcher, args);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60000))
        return -1;
    m_out = process.readAllStandardOutput();
    m_err = process.readAllStandardError();
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
}

void TestProviderLogin::runsTheBinaryWithTheEffectiveConfiguration()
{
    const int code = run(u"provider-claude-login"_s, {u"--no-browser"_s});
    QVERIFY2(code == 0, (m_out + m_err).constData());
    const QString effective = m_folder->path(u"runtime/cliproxyapi-effective.yaml"_s);
    QCOMPARE(fileBytes(trace(u"argv"_s)),
             "-config\n" + effective.toUtf8() + "\n-claude-login\n-no-browser\n");
    QCOMPARE(fileBytes(trace(u"cwd"_s)).trimmed(), m_folder->path(u"runtime"_s).toUtf8());
    QCOMPARE(fileBytes(trace(u"config.mode"_s)).trimmed(), QByteArray("600"));
    const QByteArray config = fileBytes(trace(u"config.yaml"_s));
    QVERIFY(config.contains("usage-statistics-enabled: true"));
    QVERIFY(config.contains("logging-to-file: false"));
    QVERIFY(!config.contains("hidden"));
    QVERIFY(m_out.contains("Authentication saved to"));
    QVERIFY2(m_err.contains("provider-claude-login: saved: "), m_err.constData());
}

void TestProviderLogin::keepsKeysFromTheBinary()
{
    QCOMPARE(run(u"provider-claude-login"_s), 0);
    const QByteArray names = fileBytes(trace(u"environment"_s));
    QVERIFY(names.contains("WRITABLE_PATH"));
    QVERIFY(!names.contains("MANAGEMENT_PASSWORD"));
}

void TestProviderLogin::takesSuccessFromOutputAndFiles_data()
{
    QTest::addColumn<QString>("plan");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("success") << u"success"_s << 0 << QByteArray("saved");
    QTest::newRow("only the file") << u"silent-success"_s << 0 << QByteArray("new.json");
    QTest::newRow("silence") << u"fail-silent"_s << 1 << QByteArray("without saying");
    QTest::newRow("log line") << u"fail-log"_s << 1 << QByteArray("without saying");
    QTest::newRow("port in use") << u"port-in-use"_s << 1 << QByteArray("54545 is in use");
    QTest::newRow("crash") << u"crash"_s << 128 + SIGSEGV << QByteArray("signal 11");
}

void TestProviderLogin::takesSuccessFromOutputAndFiles()
{
    QFETCH(QString, plan);
    QFETCH(int, code);
    QFETCH(QByteArray, message);
    m_environment.insert(u"FAKE_CPA_PLAN"_s, plan);
    QCOMPARE(run(u"provider-claude-login"_s), code);
    QVERIFY2(m_err.contains(message), m_err.constData());
}

void TestProviderLogin::handsOverStandardInput()
{
    m_environment.insert(u"FAKE_CPA_PLAN"_s, u"prompt"_s);
    QCOMPARE(run(u"provider-kimi-login"_s, {}, "2\n"), 0);
    QVERIFY(m_out.contains("Which one?"));
    QCOMPARE(fileBytes(trace(u"answer"_s)), QByteArray("2\n"));
}

void TestProviderLogin::interruptsTheBinaryToo()
{
    m_environment.insert(u"FAKE_CPA_PLAN"_s, u"hang"_s);
    QProcess process;
    start(process, u"provider-claude-login"_s, {});
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(trace(u"waiting"_s)), 30000);
    // The launcher became llm-proxy by exec, so this pid is the wrapper's.
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QVERIFY(process.waitForFinished(30000));
    QCOMPARE(process.exitCode(), 128 + SIGINT);
    QCOMPARE(fileBytes(trace(u"signal"_s)), QByteArray("interrupted\n"));
}

void TestProviderLogin::refusesBeforeItRunsAnything_data()
{
    QTest::addColumn<QString>("launcher");
    QTest::addColumn<QStringList>("args");
    QTest::addColumn<int>("code");
    QTest::newRow("own configuration")
        << u"provider-claude-login"_s << QStringList {u"-config"_s, u"/tmp/x"_s} << 2;
    QTest::newRow("watchdog") << u"provider-claude-login"_s << QStringList {u"-password"_s, u"x"_s}
                              << 2;
    QTest::newRow("missing file") << u"provider-vertex-import-file"_s
                                  << QStringList {u"none.json"_s} << 2;
}

void TestProviderLogin::refusesBeforeItRunsAnything()
{
    QFETCH(QString, launcher);
    QFETCH(QStringList, args);
    QFETCH(int, code);
    QCOMPARE(run(launcher, args), code);
    QVERIFY(!QFile::exists(trace(u"argv"_s)));
    m_environment.insert(u"CLIPROXYAPI_BIN"_s, u"/no/such/program"_s);
    QCOMPARE(run(u"provider-claude-login"_s), 3);
}

void TestProviderLogin::findsTheBinaryOnThePath()
{
    m_environment.remove(u"CLIPROXYAPI_BIN"_s);
    QVERIFY(QFile::link(QStringLiteral(FAKE_BINARY), m_folder->path(u"cli-proxy-api"_s)));
    m_environment.insert(u"PATH"_s, m_folder->path() + u':' + qEnvironmentVariable("PATH"));
    QVERIFY2(run(u"provider-claude-login"_s) == 0, m_err.constData());
}

void TestProviderLogin::launchersSayWhenNothingIsBuilt()
{
    m_environment.insert(u"LLM_PROXY_BIN"_s, u"/no/such/binary"_s);
    QCOMPARE(run(u"model-list"_s), 69);
    QVERIFY2(m_err.contains("run ./bin/setup"), m_err.constData());
}

void TestProviderLogin::launchersKeepTheWorkingFolder()
{
    QVERIFY(m_folder->write(u"bad.json"_s, "{"));
    QCOMPARE(run(u"api-call"_s, {u"./bad.json"_s}), 2);
    QVERIFY2(m_err.contains("not JSON"), m_err.constData());
}

void TestProviderLogin::launchersWorkThroughLinks()
{
    const QString link = m_folder->path(u"my logs"_s);
    QVERIFY(QFile::link(QStringLiteral(PROJECT_ROOT) + u"/bin/logs"_s, link));
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(link, {u"--delete"_s});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 2);
    QVERIFY(process.readAllStandardError().contains("log preservation"));
}

QTEST_GUILESS_MAIN(TestProviderLogin)
#include "tst_providerlogin.moc"
