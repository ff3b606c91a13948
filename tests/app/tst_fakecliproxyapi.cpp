// SPDX-License-Identifier: LicenseRef-Private
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;

/// The fake of the CLIProxyAPI binary behaves as wrappers of its logins know it.
class TestFakeCliProxyApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void endsAsPlanned_data();
    void endsAsPlanned();
    void asksForTheCallback();
    void tracesHowItWasStarted();
    void hashesAPlainSecret();
    void diesOfTheTerminalsSignal();

private:
    void write(const QString &name, const QByteArray &content)
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QByteArray read(const QString &name)
    {
        QFile file(m_folder->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void launch(QProcess &process, const QStringList &arguments, const QByteArray &plan)
    {
        write(u"plan.json"_s, plan);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"FAKE_CPA_PLAN"_s, m_folder->filePath(u"plan.json"_s));
        environment.insert(u"FAKE_CPA_TRACE"_s, m_folder->filePath(u"trace.json"_s));
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder->path());
        process.start(QStringLiteral(FAKE_CLI_PROXY_API), arguments);
        QVERIFY(process.waitForStarted());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFakeCliProxyApi::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    write(u"config.yaml"_s, "port: 8317\nauth-dir: \"" + m_folder->path().toUtf8() + "/auths\"\n");
}

void TestFakeCliProxyApi::endsAsPlanned_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("plan");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<bool>("saved");
    const QStringList claude {u"-claude-login"_s};
    QTest::newRow("success") << claude << QByteArray("{\"plan\":\"success\"}") << 0
                             << QByteArray("Claude authentication successful!\n") << true;
    QTest::newRow("silent failure") << claude << QByteArray("{\"plan\":\"fail-silent\"}") << 0
                                    << QByteArray("2026-03-09T00:00:00Z\n") << false;
    QTest::newRow("logged failure") << claude << QByteArray("{\"plan\":\"fail-log\"}") << 0
                                    << QByteArray("login failed: fake\n") << false;
    QTest::newRow("port in use") << claude << QByteArray("{\"plan\":\"port-in-use\"}") << 13
                                 << QByteArray() << false;
    QTest::newRow("unknown flag") << QStringList {u"-claude"_s} << QByteArray("{}") << 2
                                  << QByteArray() << false;
    QTest::newRow("qwen is gone") << QStringList {u"-qwen-login"_s}
                                  << QByteArray("{\"profile\":\"v7\"}") << 2 << QByteArray()
                                  << false;
    QTest::newRow("no config") << QStringList {u"--config=none.yaml"_s, u"-claude-login"_s}
                               << QByteArray("{}") << 0 << QByteArray("no such file or directory\n")
                               << false;
}

void TestFakeCliProxyApi::endsAsPlanned()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, plan);
    QFETCH(int, code);
    QFETCH(QByteArray, output);
    QFETCH(bool, saved);
    QProcess process;
    launch(process, arguments, plan);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), code);
    const QByteArray printed = process.readAllStandardOutput();
    QVERIFY(printed.startsWith("CLIProxyAPI Version: 6.8.51-fake, "));
    QVERIFY2(printed.endsWith(output), printed.constData());
    QCOMPARE(!read(u"auths/claude-fake@example.test.json"_s).isEmpty(), saved);
}

void TestFakeCliProxyApi::asksForTheCallback()
{
    QProcess process;
    launch(process, {u"-claude-login"_s}, "{\"plan\":\"hang\",\"ask_after_ms\":1}");
    QByteArray printed;
    while (!printed.contains("Paste the callback URL") && process.waitForReadyRead())
        printed += process.readAllStandardOutput();
    process.write("http://localhost:54545/callback?code=1&state=2\n");
    QVERIFY(process.waitForFinished());
    QVERIFY(process.readAllStandardOutput().contains("successful!"));
}

void TestFakeCliProxyApi::tracesHowItWasStarted()
{
    QProcess process;
    launch(process, {u"-no-browser"_s, u"-claude-login"_s}, "{}");
    QVERIFY(process.waitForFinished());
    const QJsonObject trace = QJsonDocument::fromJson(read(u"trace.json"_s)).object();
    QCOMPARE(trace[u"argv"].toArray(), (QJsonArray {u"-no-browser"_s, u"-claude-login"_s}));
    QCOMPARE(trace[u"cwd"].toString(), QFileInfo(m_folder->path()).canonicalFilePath());
    QVERIFY(trace[u"environment"].toArray().contains(u"FAKE_CPA_TRACE"_s));
    QVERIFY(trace[u"configBytes"].toString().startsWith(u"port: 8317\n"));
}

void TestFakeCliProxyApi::hashesAPlainSecret()
{
    write(u"config.yaml"_s, "remote-management:\n  secret-key: \"open sesame\"\nport: 1\n");
    QProcess process;
    launch(process, {u"-claude-login"_s}, "{\"plan\":\"fail-log\"}");
    QVERIFY(process.waitForFinished());
    const QByteArray config = read(u"config.yaml"_s);
    QVERIFY(!config.contains("sesame"));
    QVERIFY2(config.contains("secret-key: \"$2a$10$" + QByteArray(53, 'x') + "\"\nport: 1"),
             config.constData());
}

void TestFakeCliProxyApi::diesOfTheTerminalsSignal()
{
    QProcess process;
    launch(process, {u"-claude-login"_s}, "{\"plan\":\"ctrl-c\"}");
    QByteArray printed;
    while (!printed.contains("Waiting") && process.waitForReadyRead())
        printed += process.readAllStandardOutput();
    process.terminate();
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
}

QTEST_GUILESS_MAIN(TestFakeCliProxyApi)
#include "tst_fakecliproxyapi.moc"
