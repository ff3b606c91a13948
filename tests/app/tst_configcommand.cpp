// SPDX-License-Identifier: LicenseRef-Private
#include "app/subcommands.h"
#include "proxy/config/configdocs.h"
#include "tests/support/configfolder.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

struct Ran
{
    int code = -1;
    QString out;
    QString err;

    [[nodiscard]] QJsonObject json() const
    {
        return QJsonDocument::fromJson(out.toUtf8()).object();
    }
};

Ran run(const QStringList &args, const proxy::ConfigInputs &inputs)
{
    Ran ran;
    QTextStream out(&ran.out);
    QTextStream err(&ran.err);
    app::Options options;
    options.subCommand = app::findSubCommand(u"config");
    options.arguments = args;
    ran.code = app::runSubCommand(options, inputs, {out, err});
    return ran;
}

} // namespace

class TestConfigCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checkOfAGoodConfigurationIsZero()
    {
        const ConfigFolder folder;
        const Ran ran = run({u"check"_s}, folder.inputs());
        QCOMPARE(ran.code, 0);
        QVERIFY(ran.err.startsWith(u"warning: default: MORPH_API_KEY: is not set"_s));
        const Ran json = run({u"check"_s, u"--json"_s}, folder.inputs());
        QCOMPARE(json.code, 0);
        QVERIFY(json.err.isEmpty());
        QVERIFY(json.json()[u"ok"_s].toBool());
        QCOMPARE(json.json()[u"warnings"_s].toArray().size(), 2);
        QVERIFY(ran.err.contains(u"warning: upstream key: no key for the backend was found"_s));
    }

    void checkTellsOfAnExampleKey()
    {
        const ConfigFolder folder;
        QVERIFY(QDir().mkpath(folder.path(u"home/.cli-proxy-api"_s)));
        QVERIFY(folder.write(u"home/.cli-proxy-api/config.yaml"_s, "api-keys: [your-api-key-1]"));
        const Ran ran = run({u"check"_s}, folder.inputs());
        QVERIFY2(ran.err.contains(u"holds an example key"_s), qPrintable(ran.err));
        QVERIFY(!ran.err.contains(u"your-api-key"_s));
    }

    void checkOfABadOneListsEveryProblem()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=abc\nMORPH_ROUTER_MODE=fast"));
        const Ran ran = run({u"check"_s}, folder.inputs());
        QCOMPARE(ran.code, 78);
        QVERIFY(ran.out.isEmpty());
        QCOMPARE(ran.err.count(u"error: "_s), 2);
        const Ran json = run({u"check"_s, u"--json"_s}, folder.inputs());
        QCOMPARE(json.code, 78);
        QVERIFY(!json.json()[u"ok"_s].toBool(true));
        const QJsonObject first = json.json()[u"errors"_s][0].toObject();
        QCOMPARE(first[u"where"_s].toString(), folder.path(u".env:1"_s));
        QCOMPARE(first[u"key"_s].toString(), u"LLM_PROXY_PORT"_s);
        QVERIFY(first[u"problem"_s].toString().contains(u"abc"_s));
        QVERIFY(first[u"allowed"_s].toString().contains(u"65535"_s));
    }

    void showTellsEachValueAndItsSource()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "MORPH_ROUTER_MODE=aggressive"));
        const auto inputs = folder.inputs({{u"LLM_PROXY_PORT"_s, u"9000"_s}});
        const Ran ran = run({u"show"_s}, inputs);
        QCOMPARE(ran.code, 0);
        QVERIFY(ran.out.contains(u"LLM_PROXY_PORT=9000  (environment)\n"_s));
        QVERIFY(ran.out.contains(u"MORPH_ROUTER_MODE=aggressive  (.env)\n"_s));
        QVERIFY(ran.out.contains(u"MORPH_ROUTER_PROVIDER=anthropic  (default)\n"_s));
        const QJsonObject settings =
            run({u"--json"_s, u"show"_s}, inputs).json()[u"settings"_s].toObject();
        const QJsonObject port = settings[u"LLM_PROXY_PORT"_s].toObject();
        QCOMPARE(port[u"value"_s].toInt(), 9000);
        QCOMPARE(port[u"source"_s].toString(), u"environment"_s);
        QVERIFY(port[u"needsRestart"_s].toBool());
    }

    void showMasksSecrets_data()
    {
        QTest::addColumn<QStringList>("args");
        QTest::newRow("text") << QStringList {u"show"_s};
        QTest::newRow("json") << QStringList {u"show"_s, u"--json"_s};
    }

    void showMasksSecrets()
    {
        QFETCH(QStringList, args);
        const ConfigFolder folder;
        const auto inputs = folder.inputs({{u"MORPH_API_KEY"_s, u"sk-hushhushhush1234"_s},
                                           {u"UPSTREAM_API_KEY"_s, u"sk-hushhushhush5678"_s},
                                           {u"LLM_PROXY_API_KEYS"_s, u"sk-hushhushhush9abc"_s},
                                           {u"MANAGEMENT_PASSWORD"_s, u"hush"_s}});
        const Ran ran = run(args, inputs);
        QCOMPARE(ran.code, 0);
        QVERIFY(!ran.out.contains(u"hush"_s));
        QVERIFY(ran.out.contains(u"…1234"_s));
        QVERIFY(ran.out.contains(u"…9abc"_s));
    }

    void showOfABadConfigurationShowsItsProblems()
    {
        const ConfigFolder folder;
        const auto inputs = folder.inputs({{u"LLM_PROXY_PORT"_s, u"x"_s}});
        const Ran ran = run({u"show"_s}, inputs);
        QCOMPARE(ran.code, 78);
        QVERIFY(ran.out.isEmpty());
        QVERIFY(ran.err.contains(u"LLM_PROXY_PORT"_s));
        QVERIFY(!run({u"show"_s, u"--json"_s}, inputs).json()[u"ok"_s].toBool(true));
    }

    void pathNamesTheFiles()
    {
        const ConfigFolder folder;
        const Ran ran = run({u"path"_s}, folder.inputs());
        QCOMPARE(ran.code, 0);
        QVERIFY(ran.out.contains(u"config-file: "_s + folder.path(u"llm-proxy.json\n"_s)));
        const Ran json = run({u"path"_s, u"--json"_s}, folder.inputs());
        QCOMPARE(json.json()[u"env-file"_s].toString(), folder.path(u".env"_s));
        QCOMPARE(json.json()[u"checkout"_s].toBool(true), false);
    }

    void docsPrintTheCommittedForms()
    {
        const ConfigFolder folder;
        QCOMPARE(run({u"docs"_s, u"table"_s}, folder.inputs()).out, proxy::configTableMarkdown());
        QCOMPARE(run({u"docs"_s, u"env"_s}, folder.inputs()).out, proxy::dotEnvExample());
        QCOMPARE(run({u"docs"_s, u"schema"_s}, folder.inputs()).out.toUtf8(),
                 proxy::configSchema());
    }

    void anythingElseIsAUsageError_data()
    {
        QTest::addColumn<QStringList>("args");
        QTest::newRow("nothing") << QStringList {};
        QTest::newRow("only --json") << QStringList {u"--json"_s};
        QTest::newRow("unknown") << QStringList {u"edit"_s};
        QTest::newRow("too much") << QStringList {u"check"_s, u"now"_s};
        QTest::newRow("unknown option") << QStringList {u"check"_s, u"--yaml"_s};
        QTest::newRow("docs of nothing") << QStringList {u"docs"_s};
        QTest::newRow("docs of something") << QStringList {u"docs"_s, u"something"_s};
    }

    void anythingElseIsAUsageError()
    {
        QFETCH(QStringList, args);
        const ConfigFolder folder;
        const Ran ran = run(args, folder.inputs());
        QCOMPARE(ran.code, 64);
        QVERIFY(ran.out.isEmpty());
        QVERIFY(ran.err.startsWith(u"usage: llm-proxy config"_s));
    }
};

QTEST_GUILESS_MAIN(TestConfigCommand)
#include "tst_configcommand.moc"
