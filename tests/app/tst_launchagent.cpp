// SPDX-License-Identifier: LicenseRef-Private
// Start at login on macOS: the file is written here as there; launchd is not asked.
#include "app/desktop/autostart.h"
#include "app/lifecycle/loginservice.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <unistd.h>

using namespace Qt::StringLiterals;

class TestLaunchAgent final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theEntryStartsTheProgramInTheBackground();
    void theEntryGoesAgain();
    void anAgentWithoutAWindowIsInItsWay();
    void whatIsInTheWayIsTold();
    void theServiceStartsTheProxyWithoutAWindow();
    void theServiceIsLoadedAnew();

private:
    [[nodiscard]] QString path(const char *name) const
    {
        return m_home->filePath(QLatin1StringView(name));
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

namespace {

constexpr auto kEntry = "Library/LaunchAgents/org.llmproxy.llmproxy.window.plist";
constexpr auto kHeadless = "Library/LaunchAgents/org.llmproxy.llmproxy.plist";

/// Every text of the property list, in order.
QStringList textsOf(const QString &file)
{
    QFile plist(file);
    if (!plist.open(QIODevice::ReadOnly))
        return {};
    QXmlStreamReader xml(&plist);
    QStringList texts;
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::Characters && !xml.isWhitespace())
            texts << xml.text().toString();
    }
    return xml.hasError() ? QStringList {xml.errorString()} : texts;
}

} // namespace

void TestLaunchAgent::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    qputenv("HOME", QFile::encodeName(m_home->path()));
}

void TestLaunchAgent::theEntryStartsTheProgramInTheBackground()
{
    QVERIFY(!app::hasAutostartEntry());
    QCOMPARE(app::writeAutostartEntry(u"/Applications/a <b> & \"c\"/llm-proxy"_s), QString());
    QVERIFY(app::hasAutostartEntry());
    QCOMPARE(textsOf(path(kEntry)),
             (QStringList {u"Label"_s, u"org.llmproxy.llmproxy.window"_s, u"ProgramArguments"_s,
                           u"/Applications/a <b> & \"c\"/llm-proxy"_s, u"--background"_s,
                           u"RunAtLoad"_s, u"ProcessType"_s, u"Interactive"_s}));
}

void TestLaunchAgent::theEntryGoesAgain()
{
    QCOMPARE(app::removeAutostartEntry(), QString());
    QCOMPARE(app::writeAutostartEntry(u"/a/llm-proxy"_s), QString());
    QCOMPARE(app::removeAutostartEntry(), QString());
    QVERIFY(!app::hasAutostartEntry());
}

void TestLaunchAgent::anAgentWithoutAWindowIsInItsWay()
{
    QVERIFY(QDir().mkpath(path("Library/LaunchAgents")));
    QFile headless(path(kHeadless));
    QVERIFY(headless.open(QIODevice::WriteOnly));
    QVERIFY(app::writeAutostartEntry(u"/a/llm-proxy"_s).contains(headless.fileName()));
    QVERIFY(!app::hasAutostartEntry());
}

void TestLaunchAgent::whatIsInTheWayIsTold()
{
    QFile inTheWay(path("Library"));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    QVERIFY(app::writeAutostartEntry(u"/a/llm-proxy"_s).contains(QLatin1StringView(kEntry)));
}

void TestLaunchAgent::theServiceStartsTheProxyWithoutAWindow()
{
    const auto service = app::loginService(u"/Applications/a <b> & \"c\"/llm-proxy"_s,
                                           {{u"LLM_PROXY_HOME"_s, u"/x & y"_s}});
    QCOMPARE(service.file, path(kHeadless));
    QVERIFY(QDir().mkpath(path("Library/LaunchAgents")));
    QFile file(service.file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(service.definition);
    file.close();
    QCOMPARE(textsOf(service.file).first(12),
             (QStringList {u"Label"_s, u"org.llmproxy.llmproxy"_s, u"ProgramArguments"_s,
                           u"/Applications/a <b> & \"c\"/llm-proxy"_s, u"start"_s,
                           u"--foreground"_s, u"EnvironmentVariables"_s, u"LLM_PROXY_HOME"_s,
                           u"/x & y"_s, u"RunAtLoad"_s, u"KeepAlive"_s, u"Crashed"_s}));
}

void TestLaunchAgent::theServiceIsLoadedAnew()
{
    const auto service = app::loginService(u"/a/llm-proxy"_s, {});
    const QString domain = u"gui/%1"_s.arg(::getuid());
    QCOMPARE(service.start.first().words,
             (QStringList {u"launchctl"_s, u"bootout"_s, domain + u"/org.llmproxy.llmproxy"_s}));
    QVERIFY(service.start.first().mayFail);
    QCOMPARE(service.start.last().words,
             (QStringList {u"launchctl"_s, u"bootstrap"_s, domain, service.file}));
}

QTEST_GUILESS_MAIN(TestLaunchAgent)
#include "tst_launchagent.moc"
