// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configwatcher.h"
#include "proxy/models/modeltable.h"
#include "tests/support/configfolder.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

struct Watched
{
    explicit Watched(const proxy::ConfigInputs &inputs)
        : watcher(inputs, proxy::loadConfig(inputs)->config)
        , changed(&watcher, &proxy::ConfigWatcher::configChanged)
        , failed(&watcher, &proxy::ConfigWatcher::reloadFailed)
        , recovered(&watcher, &proxy::ConfigWatcher::reloadRecovered)
    { }

    [[nodiscard]] quint16 port() const { return watcher.current().server.port; }

    proxy::ConfigWatcher watcher;
    QSignalSpy changed;
    QSignalSpy failed;
    QSignalSpy recovered;
};

} // namespace

class TestConfigWatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noticesAFileThatAppearsAndItsLaterEdits()
    {
        const ConfigFolder folder;
        Watched watched(folder.inputs());
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9001"));
        QTRY_COMPARE(watched.port(), quint16(9001));
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9002"));
        QTRY_COMPARE(watched.port(), quint16(9002));
        QVERIFY(folder.write(u"llm-proxy.json"_s, R"({"router": {"mode": "aggressive"}})"));
        QTRY_COMPARE(watched.watcher.current().router.mode, proxy::RouterMode::Aggressive);
        QCOMPARE(watched.watcher.current().generation, 4U);
        QCOMPARE(watched.changed.size(), 3);
        QCOMPARE(watched.changed[0][1].toStringList(), QStringList(u"LLM_PROXY_PORT"_s));
        QCOMPARE(watched.changed[2][1].toStringList(), QStringList());
        QVERIFY(watched.failed.isEmpty());
    }

    void noticesAReplacementByRenameAndEditsAfterIt()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9001"));
        Watched watched(folder.inputs());
        for (quint16 port = 9002; port < 9005; ++port) {
            QVERIFY(folder.write(u"new"_s, "LLM_PROXY_PORT=" + QByteArray::number(port)));
            QCOMPARE(
                ::rename(qPrintable(folder.path(u"new"_s)), qPrintable(folder.path(u".env"_s))), 0);
            QTRY_COMPARE(watched.port(), port);
        }
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9009"));
        QTRY_COMPARE(watched.port(), quint16(9009));
    }

    void aBadSwitchIsRefusedAndChangesNothing()
    {
        const ConfigFolder folder;
        Watched watched(folder.inputs());
        const auto refused = watched.watcher.switchTo(
            {{u"MORPH_ROUTER_ENABLED"_s, u"false"_s}, {u"MORPH_ROUTER_MODE"_s, u"bogus"_s}});
        QVERIFY(!refused);
        QVERIFY(refused.error().detail.text().contains(u"bogus"));
        QVERIFY(watched.watcher.current().router.enabled);
        QVERIFY(watched.changed.isEmpty());
        // And it is in nobody's way afterwards.
        QVERIFY(watched.watcher.switchTo({{u"MORPH_ROUTER_ENABLED"_s, u"false"_s}}));
        QVERIFY(!watched.watcher.current().router.enabled);
    }

    void aSwitchHoldsOverAllSourcesUntilItIsTakenBack()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9001"));
        Watched watched(folder.inputs({{u"MORPH_ROUTER_ENABLED"_s, u"true"_s}}));
        QVERIFY(watched.watcher.switchTo({{u"MORPH_ROUTER_ENABLED"_s, u"false"_s}}));
        QCOMPARE(watched.watcher.current().sources.value(u"MORPH_ROUTER_ENABLED"_s),
                 proxy::ConfigSource::Switch);
        // An edit of something else, and a look without an edit, leave it.
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9002"));
        QTRY_COMPARE(watched.port(), quint16(9002));
        watched.watcher.reload();
        QVERIFY(!watched.watcher.current().router.enabled);
        QVERIFY(watched.watcher.switchTo({{u"MORPH_ROUTER_ENABLED"_s, QString()}}));
        QVERIFY(watched.watcher.current().router.enabled);
        QCOMPARE(watched.watcher.current().sources.value(u"MORPH_ROUTER_ENABLED"_s),
                 proxy::ConfigSource::Environment);
    }

    void anEditOfTheFileWinsOverASwitch_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("the setting appears")
            << QByteArray() << QByteArray("MORPH_ROUTER_ENABLED=true");
        QTest::newRow("it is written again") << QByteArray("MORPH_ROUTER_ENABLED=true")
                                             << QByteArray("MORPH_ROUTER_ENABLED=true\n# mine");
        QTest::newRow("it is gone")
            << QByteArray("MORPH_ROUTER_ENABLED=true") << QByteArray("LLM_PROXY_PORT=9001");
    }

    void anEditOfTheFileWinsOverASwitch()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, before));
        Watched watched(folder.inputs());
        QVERIFY(watched.watcher.switchTo({{u"MORPH_ROUTER_ENABLED"_s, u"false"_s}}));
        QVERIFY(!watched.watcher.current().router.enabled);
        // A wrong edit changes nothing.
        QVERIFY(folder.write(u".env"_s, after + "\nLLM_PROXY_PORT=x"));
        QTRY_COMPARE(watched.failed.size(), 1);
        QVERIFY(!watched.watcher.current().router.enabled);
        QVERIFY(folder.write(u".env"_s, after));
        QTRY_VERIFY(watched.watcher.current().router.enabled);
    }

    void noticesTheUsersRowsOfModels()
    {
        const ConfigFolder folder;
        Watched watched(folder.inputs());
        const proxy::ProxyConfig before = watched.watcher.current();
        QVERIFY(folder.write(u"models.json"_s, R"({"asOf": "2026-11-29", "models":
            {"my-own-model": {"family": "other", "price": {"input": 1, "output": 2}}}})"));
        QTRY_COMPARE(watched.changed.size(), 1);
        const proxy::ProxyConfig &after = watched.watcher.current();
        QVERIFY(after.modelTable().find("my-own-model"));
        QCOMPARE(proxy::changedSettings(before, after), QStringList(u"models.json"_s));
        QCOMPARE(after.generation, before.generation + 1);

        // All or nothing: the rows that were good stay.
        QVERIFY(folder.write(u"models.json"_s, R"({"asOf": "2026-11-29", "models":
            {"my-other-model": {"family": "other"}, "bad": {"family": "other", "price": {"input": "free"}}}})"));
        QTRY_COMPARE(watched.failed.size(), 1);
        QVERIFY(watched.watcher.current().modelTable().find("my-own-model"));
        QVERIFY(!watched.watcher.current().modelTable().find("my-other-model"));
    }

    void noticesARemoval()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9001"));
        Watched watched(folder.inputs());
        QVERIFY(QFile::remove(folder.path(u".env"_s)));
        QTRY_COMPARE(watched.port(), quint16(8317));
    }

    void noticesAFolderThatAppearsLater()
    {
        const ConfigFolder folder;
        auto inputs = folder.inputs();
        inputs.paths.configFile = folder.path(u"a/b/llm-proxy.json"_s);
        Watched watched(inputs);
        QVERIFY(QDir(folder.path()).mkpath(u"a/b"_s));
        QVERIFY(folder.write(u"a/b/llm-proxy.json"_s, R"({"server": {"port": 9001}})"));
        QTRY_COMPARE(watched.port(), quint16(9001));
        QVERIFY(folder.write(u"a/b/llm-proxy.json"_s, R"({"server": {"port": 9002}})"));
        QTRY_COMPARE(watched.port(), quint16(9002));
    }

    void followsASymbolicLinkToItsTarget()
    {
        const ConfigFolder folder;
        QVERIFY(QDir(folder.path()).mkdir(u"real"_s));
        QVERIFY(folder.write(u"real/env"_s, "LLM_PROXY_PORT=9001"));
        QVERIFY(QFile::link(folder.path(u"real/env"_s), folder.path(u".env"_s)));
        Watched watched(folder.inputs());
        QVERIFY(folder.write(u"real/new"_s, "LLM_PROXY_PORT=9002"));
        QCOMPARE(::rename(qPrintable(folder.path(u"real/new"_s)),
                          qPrintable(folder.path(u"real/env"_s))),
                 0);
        QTRY_COMPARE(watched.port(), quint16(9002));
    }

    void findsAnEditMadeBeforeItWatched()
    {
        const ConfigFolder folder;
        const auto inputs = folder.inputs();
        const auto loaded = proxy::loadConfig(inputs);
        QVERIFY(loaded);
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9001"));
        const proxy::ConfigWatcher watcher(inputs, loaded->config);
        QTRY_COMPARE(watcher.current().server.port, quint16(9001));
    }

    void aBadEditKeepsTheOldSettingsAndSaysSo()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9001"));
        Watched watched(folder.inputs());
        // One good value beside the bad one: all or nothing.
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=abc\nMORPH_ROUTER_MODE=aggressive"));
        QTRY_COMPARE(watched.failed.size(), 1);
        const auto problems = watched.failed[0][0].value<proxy::ConfigProblems>();
        QVERIFY(proxy::toError(problems).detail.text().contains(u".env:1: LLM_PROXY_PORT"_s));
        QCOMPARE(watched.port(), quint16(9001));
        QCOMPARE(watched.watcher.current().router.mode, proxy::RouterMode::Balanced);
        QCOMPARE(watched.watcher.current().generation, 1U);
        QVERIFY(watched.changed.isEmpty());

        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9001\n"));
        QTRY_COMPARE(watched.recovered.size(), 1);
        QVERIFY(watched.changed.isEmpty());

        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9002"));
        QTRY_COMPARE(watched.port(), quint16(9002));
        QCOMPARE(watched.watcher.current().generation, 2U);
    }

    void whatMayBeHalfWrittenIsBelievedWhenItLasts()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9001\nMORPH_ROUTER_RETRIES=0\n"));
        Watched watched(folder.inputs());
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9002\nMORPH_ROUTER_RETRIES=0\n"));
        QTRY_COMPARE(watched.port(), quint16(9002));
        // A slow writer; on a machine that is slower still its halves do last.
        QElapsedTimer timer;
        timer.start();
        QVERIFY(folder.write(u".env"_s, ""));
        QTest::qWait(400);
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9003\n"));
        QTest::qWait(400);
        if (timer.elapsed() < 1500)
            QCOMPARE(watched.changed.size(), 1);
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9003\nMORPH_ROUTER_RETRIES=0\n"));
        QTRY_COMPARE(watched.port(), quint16(9003));
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9003\n"));
        QTRY_COMPARE(watched.watcher.current().router.retries, proxy::RouterSettings().retries);
    }

    void warningsAreToldWhenTheyComeAndWhenTheyGo()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "#\n"));
        Watched watched(folder.inputs());
        QSignalSpy warned(&watched.watcher, &proxy::ConfigWatcher::warningsChanged);
        watched.watcher.reload();
        QVERIFY(warned.isEmpty());
        QVERIFY(folder.write(u".env"_s, "MORPH_API_KY=x\n"));
        watched.watcher.reload();
        QCOMPARE(warned.size(), 1);
        const auto warnings = warned[0][0].value<proxy::ConfigProblems>();
        QVERIFY(std::any_of(warnings.begin(), warnings.end(), [](const auto &warning) {
            return warning.asText().text().contains(u"did you mean MORPH_API_KEY?"_s);
        }));
        QVERIFY(folder.write(u".env"_s, "#\n"));
        watched.watcher.reload();
        QCOMPARE(warned.size(), 2);
    }

    void othersFilesAndEmptyEditsChangeNothing()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9001"));
        Watched watched(folder.inputs());
        QVERIFY(folder.write(u"unrelated"_s, "LLM_PROXY_PORT=abc"));
        QVERIFY(folder.write(u".env"_s, "# a comment\nLLM_PROXY_PORT=9001"));
        watched.watcher.reload();
        // An edit that counts, later in the queue, proves that the earlier ones were seen.
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9002"));
        QTRY_COMPARE(watched.port(), quint16(9002));
        QCOMPARE(watched.changed.size(), 1);
        QVERIFY(watched.failed.isEmpty());
    }

    void aValueThatMovesToAnotherFileKeepsTheGeneration()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9001"));
        Watched watched(folder.inputs());
        QVERIFY(folder.write(u"llm-proxy.json"_s, R"({"server": {"port": 9001}})"));
        QVERIFY(QFile::remove(folder.path(u".env"_s)));
        QTRY_COMPARE(watched.watcher.current().sources.value(u"LLM_PROXY_PORT"_s),
                     proxy::ConfigSource::ConfigFile);
        QCOMPARE(watched.watcher.current().generation, 1U);
    }

    void reloadsWhenAsked()
    {
        const ConfigFolder folder;
        Watched watched(folder.inputs());
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9001"));
        watched.watcher.reload();
        QCOMPARE(watched.port(), quint16(9001));
        QCOMPARE(watched.watcher.warnings().size(), 1U);
    }
};

QTEST_GUILESS_MAIN(TestConfigWatcher)
#include "tst_configwatcher.moc"
