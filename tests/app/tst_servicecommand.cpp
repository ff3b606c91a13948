// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/loginservice.h"
#include "app/lifecycle/runtimestate.h"
#include "app/subcommands.h"
#include "tests/support/configfolder.h"
#include "tests/support/fulldisk.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

struct Ran
{
    int code = -1;
    QString out;
    QString err;
};

QByteArray textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestServiceCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { qunsetenv("FAKE_NO_BUS"); }
    void itIsWrittenReadEnabledAndStarted();
    void aChangedOneIsReadAndStartedAnew();
    void theNextLoginMayStartIt();
    void itIsStoppedAndRemoved();
    void itTellsWhetherItRuns();
    void whereTheFilesAreIsTakenOver();
    void settingsOfTheShellAreNamed();
    void theProgramsPathIsQuoted();
    void systemdReadsWhatIsWritten();
    void neverTogetherWithTheWindow();
    void neverBesideARunningProxy();
    void whatTheManagerRefusesIsTold();
    void aMissingManagerIsTold();
    void aFullDiskLeavesTheOldOne();
    void wrongWordsAreRefused();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->path(name); }
    [[nodiscard]] QString unit() const { return path(u"config/systemd/user/llm-proxy.service"_s); }
    [[nodiscard]] QStringList asked() const
    {
        return QString::fromUtf8(textOf(path(u"asked"_s))).split(u'\n', Qt::SkipEmptyParts);
    }
    [[nodiscard]] Ran run(const QString &words, const QMap<QString, QString> &variables = {}) const
    {
        Ran ran;
        QTextStream out(&ran.out);
        QTextStream err(&ran.err);
        app::Options options;
        options.subCommand = app::findSubCommand(u"service");
        options.arguments = words.split(u' ', Qt::SkipEmptyParts);
        ran.code = app::runSubCommand(options, m_folder->inputs(variables), {out, err});
        return ran;
    }

    std::unique_ptr<ConfigFolder> m_folder;
};

void TestServiceCommand::init()
{
    m_folder = std::make_unique<ConfigFolder>();
    QVERIFY(QDir().mkpath(path(u"bin"_s)));
    QVERIFY(QDir().mkpath(path(u"state"_s)));
    QVERIFY(QFile::copy(u"" FAKE_SYSTEMCTL ""_s, path(u"bin/systemctl"_s)));
    qputenv("PATH", QFile::encodeName(path(u"bin"_s)) + ":/usr/bin:/bin");
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(path(u"config"_s)));
    qputenv("FAKE_LOG", QFile::encodeName(path(u"asked"_s)));
    qputenv("FAKE_STATE", QFile::encodeName(path(u"state"_s)));
}

void TestServiceCommand::itIsWrittenReadEnabledAndStarted()
{
    const Ran ran = run(u"install"_s);
    QCOMPARE(ran.err, QString());
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.contains(unit()));
    QVERIFY(textOf(unit()).contains("\nExecStart=\"" + app::programAtLogin().toUtf8()
                                    + "\" start --foreground\n"));
    QVERIFY(!textOf(unit()).contains('@'));
    QCOMPARE(textOf(path(u"state/llm-proxy.service.runs"_s)), textOf(unit()));
    QVERIFY(QFile::exists(path(u"config/systemd/user/default.target.wants/llm-proxy.service"_s)));
}

void TestServiceCommand::aChangedOneIsReadAndStartedAnew()
{
    QCOMPARE(run(u"install"_s).code, 0);
    QCOMPARE(run(u"install"_s, {{u"LLM_PROXY_CONFIG"_s, u"/etc/mine.json"_s}}).code, 0);
    QVERIFY(textOf(path(u"state/llm-proxy.service.runs"_s)).contains("/etc/mine.json"));
}

void TestServiceCommand::theNextLoginMayStartIt()
{
    QCOMPARE(run(u"install --no-start"_s).code, 0);
    QVERIFY(!QFile::exists(path(u"state/llm-proxy.service.runs"_s)));
    QVERIFY(QFile::exists(path(u"config/systemd/user/default.target.wants/llm-proxy.service"_s)));
}

void TestServiceCommand::itIsStoppedAndRemoved()
{
    QCOMPARE(run(u"install"_s).code, 0);
    QCOMPARE(run(u"uninstall"_s).code, 0);
    QVERIFY(!QFile::exists(unit()));
    QVERIFY(!QFile::exists(path(u"state/llm-proxy.service.runs"_s)));
    QVERIFY(!QFile::exists(path(u"state/llm-proxy.service.read"_s)));
    const Ran again = run(u"uninstall"_s);
    QCOMPARE(again.code, 0);
    QVERIFY(again.out.contains(u"is not installed"_s));
}

void TestServiceCommand::itTellsWhetherItRuns()
{
    const Ran before = run(u"status"_s);
    QCOMPARE(before.code, 1);
    QVERIFY(before.out.contains(u"not installed by this user, not running"_s));
    QCOMPARE(run(u"install"_s).code, 0);
    const Ran after = run({});
    QCOMPARE(after.code, 0);
    QVERIFY(after.out.contains(u"installed (%1), running"_s.arg(unit())));
}

void TestServiceCommand::whereTheFilesAreIsTakenOver()
{
    QCOMPARE(run(u"install"_s, {{u"LLM_PROXY_CONFIG"_s, u"/etc/a \"b\" 100%\\c.json"_s}}).code, 0);
    QVERIFY(textOf(unit()).contains("Environment=\"LLM_PROXY_HOME=" + path({}).toUtf8() + "\"\n"));
    QVERIFY(
        textOf(unit()).contains(R"(Environment="LLM_PROXY_CONFIG=/etc/a \"b\" 100%%\\c.json")"));
}

void TestServiceCommand::settingsOfTheShellAreNamed()
{
    const Ran ran = run(u"install"_s, {{u"MORPH_API_KEY"_s, u"sk-secret"_s}});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.err.contains(u"MORPH_API_KEY is set in this shell alone"_s));
    QVERIFY(ran.err.contains(path(u".env"_s)));
    QVERIFY(!ran.err.contains(u"sk-secret"_s));
    QVERIFY(!textOf(unit()).contains("sk-secret"));
}

void TestServiceCommand::theProgramsPathIsQuoted()
{
    const auto made = app::loginService(u"/opt/a \"b\" 100%\\c/llm-proxy"_s, {});
    QVERIFY(made.definition.contains(
        R"(ExecStart="/opt/a \"b\" 100%%\\c/llm-proxy" start --foreground)"));
}

void TestServiceCommand::systemdReadsWhatIsWritten()
{
    const QString verifier = QStandardPaths::findExecutable(u"systemd-analyze"_s);
    if (verifier.isEmpty())
        QSKIP("systemd-analyze is not installed");
    const QString program = path(u"a b 100% \"c\"/llm-proxy"_s);
    QVERIFY(QDir().mkpath(path(u"a b 100% \"c\""_s)));
    QVERIFY(QFile::copy(u"/bin/true"_s, program));
    const auto made = app::loginService(program, {{u"LLM_PROXY_HOME"_s, path(u"100% home"_s)}});
    QVERIFY(QDir().mkpath(path(u"verify"_s)));
    QFile file(path(u"verify/llm-proxy.service"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(made.definition);
    file.close();
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(verifier, {u"--user"_s, u"--man=no"_s, u"verify"_s, file.fileName()});
    QVERIFY(process.waitForFinished());
    const QByteArray said = process.readAll();
    // What it says of units that this machine has is not of ours.
    QVERIFY2(!said.contains("llm-proxy"), said.constData());
}

void TestServiceCommand::neverTogetherWithTheWindow()
{
    QVERIFY(QDir().mkpath(path(u"config/autostart"_s)));
    QFile entry(path(u"config/autostart/llm-proxy.desktop"_s));
    QVERIFY(entry.open(QIODevice::WriteOnly));
    const Ran ran = run(u"install"_s);
    QCOMPARE(ran.code, 1);
    QVERIFY(ran.err.contains(entry.fileName()));
    QVERIFY(!QFile::exists(unit()));
}

void TestServiceCommand::neverBesideARunningProxy()
{
    app::RuntimeState running(m_folder->inputs().paths.runtimeDir);
    QCOMPARE(running.acquire(), app::RuntimeState::Lock::Taken);
    QVERIFY(running.publish(
        {.process = *app::processWithPid(QCoreApplication::applicationPid()), .port = 8317}));
    const Ran ran = run(u"install"_s);
    QCOMPARE(ran.code, 1);
    QVERIFY(ran.err.contains(
        u"A proxy runs already (pid %1)"_s.arg(QCoreApplication::applicationPid())));
    QVERIFY(!QFile::exists(unit()));
    QCOMPARE(run(u"install --no-start"_s).code, 0);
}

void TestServiceCommand::whatTheManagerRefusesIsTold()
{
    qputenv("FAKE_NO_BUS", "1");
    const Ran ran = run(u"install"_s);
    QCOMPARE(ran.code, 1);
    QVERIFY(ran.err.contains(u"`systemctl --user daemon-reload`: Failed to connect to bus"_s));
    QVERIFY(ran.err.contains(u"is written, but not in force"_s));
}

void TestServiceCommand::aMissingManagerIsTold()
{
    qputenv("PATH", QFile::encodeName(path(u"nowhere"_s)));
    const Ran ran = run(u"install"_s);
    QCOMPARE(ran.code, 1);
    QVERIFY(ran.err.contains(u"systemctl can't be run"_s));
}

void TestServiceCommand::aFullDiskLeavesTheOldOne()
{
    QCOMPARE(run(u"install --no-start"_s).code, 0);
    const QByteArray before = textOf(unit());
    const Ran ran = [this] {
        const support::FullDisk full;
        return run(u"install"_s, {{u"LLM_PROXY_CONFIG"_s, u"/etc/mine.json"_s}});
    }();
    QCOMPARE(ran.code, 1);
    QVERIFY(ran.err.contains(unit()));
    QCOMPARE(textOf(unit()), before);
}

void TestServiceCommand::wrongWordsAreRefused()
{
    for (const QString &words : {u"instal"_s, u"install --now"_s, u"uninstall x"_s})
        QCOMPARE(run(words).code, 64);
    QCOMPARE(asked(), QStringList());
}

QTEST_GUILESS_MAIN(TestServiceCommand)
#include "tst_servicecommand.moc"
