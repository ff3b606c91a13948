// SPDX-License-Identifier: LicenseRef-Private
#include "app/subcommands.h"
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
    options.subCommand = app::findSubCommand(u"route");
    options.arguments = args;
    ran.code = app::runSubCommand(options, inputs, {out, err});
    return ran;
}

/// An ask of a session that was judged here, and answered.
QByteArray ask(const QByteArray &id, const QByteArray &second, const QByteArray &text)
{
    return R"({"schema":"v1","ts":"2026-11-29T10:00:)" + second + R"(.000Z","id":")" + id
           + R"(","session":"s","endpoint":"/v1/messages","dialect":"anthropic",)"
             R"("routing":"routed","turn_type":"human-ask","requested_model":"claude-opus-4-8",)"
             R"("selected_model":"claude-haiku-5-5","difficulty":"easy",)"
             R"("classifier":{"by":"local","local":"easy","local_score":9},)"
             R"("features":{"text":")"
           + text + R"(","text_bytes":9},"status":200,"upstream_status":200})" + '\n';
}

const QString kFirst = u"00000000000000aa"_s;
const QString kSecond = u"00000000000000bb"_s;

/// A request log of two asks with the same text.
class LoggedFolder
{
public:
    LoggedFolder()
    {
        QDir(folder.path()).mkpath(u"logs"_s);
        written =
            folder.write(u"logs/requests-2026-11-29.jsonl"_s,
                         ask(kFirst.toLatin1(), "01", "7") + ask(kSecond.toLatin1(), "02", "7"));
    }

    ConfigFolder folder;
    bool written = false;
};

} // namespace

class TestRouteCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reviewsTheUseOfAnswers();
    void takesThePersonsWord();
    void replaysWithAnotherClassifier();
    void explainsWhoWouldJudge();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
};

void TestRouteCommand::reviewsTheUseOfAnswers()
{
    const LoggedFolder logged;
    QVERIFY(logged.written);
    const Ran text = run({u"review"_s, u"--since"_s, u"all"_s}, logged.folder.inputs());
    QCOMPARE(text.code, 0);
    QVERIFY2(text.out.startsWith(u"2 asks; judged on this machine: 2 easy, 0 unknown, 0 hard"_s),
             qPrintable(text.out));
    QVERIFY(text.out.contains(u"| asked-again | 1 | 1 | 0 | 0 |"_s));
    QVERIFY(text.out.contains(kFirst + u"  easy         9  asked-again"_s));
    const QJsonObject json =
        run({u"review"_s, u"--since"_s, u"all"_s, u"--json"_s}, logged.folder.inputs()).json();
    QCOMPARE(json[u"asks"].toInt(), 2);
    QCOMPARE(json[u"labels"][u"asked-again"].toInt(), 1);
    QCOMPARE(json[u"limits"][1][u"score"].toInt(), 10);
    QCOMPARE(json[u"limits"][1][u"should_be_hard"].toInt(), 1);
}

void TestRouteCommand::takesThePersonsWord()
{
    const LoggedFolder logged;
    const auto labels = [&logged] {
        return run({u"review"_s, u"--since=all"_s, u"--json"_s}, logged.folder.inputs())
            .json()[u"labels"]
            .toObject();
    };
    QCOMPARE(run({u"label"_s, kSecond, u"hard"_s}, logged.folder.inputs()).code, 0);
    QCOMPARE(labels()[u"said-hard"].toInt(), 1);
    QCOMPARE(run({u"label"_s, kSecond, u"easy"_s}, logged.folder.inputs()).code, 0);
    QCOMPARE(labels()[u"said-hard"].toInt(), 0);
    QCOMPARE(labels()[u"said-easy"].toInt(), 1);
    QCOMPARE(run({u"label"_s, kSecond, u"none"_s}, logged.folder.inputs()).code, 0);
    QCOMPARE(labels()[u"said-easy"].toInt(), 0);
    const Ran unknown = run({u"label"_s, u"019adf00-0000-7000-8000-000000000000"_s, u"hard"_s},
                            logged.folder.inputs());
    QCOMPARE(unknown.code, 1);
    QVERIFY2(unknown.err.contains(u"has the id 019adf00"_s), qPrintable(unknown.err));
    const Ran wrong = run({u"label"_s, u"no-id"_s, u"hard"_s}, logged.folder.inputs());
    QCOMPARE(wrong.code, 1);
    QVERIFY2(wrong.err.contains(u"has the id no-id"_s), qPrintable(wrong.err));
}

void TestRouteCommand::replaysWithAnotherClassifier()
{
    const LoggedFolder logged;
    const auto replayed = [&logged](const QString &classifier) {
        return run({u"replay"_s, u"--since=all"_s, u"--policy=human-turn"_s,
                    u"--classifier="_s + classifier, u"--json"_s},
                   logged.folder.inputs())
            .json()[u"policies"][1]
            .toObject();
    };
    QCOMPARE(replayed(u"morph"_s)[u"morph_calls"].toInt(), 2);
    QCOMPARE(replayed(u"morph"_s)[u"judged_here"].toInt(), 0);
    QCOMPARE(replayed(u"local"_s)[u"morph_calls"].toInt(), 0);
    QVERIFY(replayed(u"local"_s)[u"judged_here"].toInt() > 0);
    QVERIFY(replayed(u"local"_s)[u"routed"].toInt() > 0);
}

void TestRouteCommand::explainsWhoWouldJudge()
{
    const LoggedFolder logged;
    QVERIFY(logged.folder.write(
        u"body.json"_s, R"({"model":"claude-opus-4-8","max_tokens":9,"messages":[{"role":"user",)"
                        R"("content":"sort the imports"}]})"));
    const QString body = logged.folder.path() + u"/body.json"_s;
    const Ran morph = run({u"explain"_s, body}, logged.folder.inputs());
    QVERIFY2(morph.out.contains(u"on this machine: easy"_s), qPrintable(morph.out));
    QVERIFY(morph.out.contains(u"Morph would be asked"_s));
    const Ran local = run({u"explain"_s, body},
                          logged.folder.inputs({{u"MORPH_ROUTER_CLASSIFIER"_s, u"local"_s}}));
    QVERIFY2(local.out.contains(u"kind of ask: small-edit"_s), qPrintable(local.out));
    QVERIFY(!local.out.contains(u"Morph would be asked"_s));
}

void TestRouteCommand::refusesWrongUsage_data()
{
    QTest::addColumn<QStringList>("args");
    QTest::newRow("no such classifier") << QStringList {u"replay"_s, u"--classifier=x"_s};
    QTest::newRow("no such day") << QStringList {u"review"_s, u"--since=x"_s};
    QTest::newRow("a label without a word") << QStringList {u"label"_s, kFirst};
    QTest::newRow("no such word") << QStringList {u"label"_s, kFirst, u"medium"_s};
    QTest::newRow("more than a review") << QStringList {u"review"_s, u"x"_s};
}

void TestRouteCommand::refusesWrongUsage()
{
    QFETCH(QStringList, args);
    const LoggedFolder logged;
    QCOMPARE(run(args, logged.folder.inputs()).code, 64);
}

QTEST_GUILESS_MAIN(TestRouteCommand)
#include "tst_routecommand.moc"
