// SPDX-License-Identifier: LicenseRef-Private
#include "app/subcommands.h"
#include "proxy/accounting/savingsreport.h"
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
    options.subCommand = app::findSubCommand(u"savings");
    options.arguments = args;
    ran.code = app::runSubCommand(options, inputs, {out, err});
    return ran;
}

QByteArray row(const QByteArray &model, const QByteArray &project, const QByteArray &cost,
               const QByteArray &baseline)
{
    return R"({"schema":"v1","routing":"routed","requested_model":"big","selected_model":")" + model
           + R"(","project":")" + project + R"(","classifier":{"cost_usd":0.005},"cost_usd":)"
           + cost + R"(,"baseline_usd":)" + baseline + "}\n";
}

/// Two days of a request log.
class LoggedFolder
{
public:
    LoggedFolder()
    {
        QDir(folder.path()).mkpath(u"logs"_s);
        const auto file = [](int ago) {
            return u"logs/requests-%1.jsonl"_s.arg(
                QDate::currentDate().addDays(-ago).toString(Qt::ISODate));
        };
        written =
            folder.write(file(0), row("small", "shop", "0.25", "1") + row("big", "blog", "2", "2"))
            && folder.write(file(9), row("small", "shop", "0.5", "1.5"));
    }

    ConfigFolder folder;
    bool written = false;
};

} // namespace

class TestSavingsCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void printsATable();
    void printsJsonThatAddsUp();
    void whatIsNotKnownIsNoZero();
    void honoursSince();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void readsDatesAndSpans_data();
    void readsDatesAndSpans();
};

void TestSavingsCommand::printsATable()
{
    const LoggedFolder logged;
    QVERIFY(logged.written);
    const Ran ran = run({}, logged.folder.inputs());
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.contains(u"list prices"_s));
    QVERIFY(ran.out.contains(u"small"_s) && ran.out.contains(u"total"_s));
    QVERIFY(ran.out.contains(u"$1.74"_s)); // 4.50 - 2.75 - 0.015
    QVERIFY(ran.err.isEmpty());
}

void TestSavingsCommand::printsJsonThatAddsUp()
{
    const LoggedFolder logged;
    for (const QString &by : {u"model"_s, u"project"_s, u"day"_s}) {
        const Ran ran = run({u"--json"_s, u"--since=all"_s, u"--by"_s, by}, logged.folder.inputs());
        QCOMPARE(ran.code, 0);
        const QJsonArray groups = ran.json()[u"groups"_s].toArray();
        QCOMPARE(groups.size(), 2);
        double saved = 0;
        for (const QJsonValue group : groups)
            saved += group[u"saved_usd"_s].toDouble();
        const double total = ran.json()[u"total"_s][u"saved_usd"_s].toDouble();
        QCOMPARE(total, 1.735);
        QVERIFY(std::abs(saved - total) < 1e-12);
    }
}

void TestSavingsCommand::whatIsNotKnownIsNoZero()
{
    const LoggedFolder logged;
    QVERIFY(logged.folder.write(
        u"logs/requests-%1.jsonl"_s.arg(QDate::currentDate().toString(Qt::ISODate)),
        row("small", "shop", "0.25", "1")
            + R"({"schema":"v1","routing":"kept:other-family","selected_model":"unheard-of"})"
              "\n"));
    const Ran ran = run({u"--since"_s, u"today"_s}, logged.folder.inputs());
    const auto lines = ran.out.split(u'\n');
    const auto unknown = std::find_if(lines.begin(), lines.end(), [](const QString &line) {
        return line.startsWith(u"unheard-of"_s);
    });
    QVERIFY(unknown != lines.end());
    QVERIFY2(unknown->simplified().startsWith(u"unheard-of 1 0 ? ? $0"_s), qPrintable(*unknown));
    QVERIFY2(ran.out.contains(u"1 of 2 requests"_s)
                 && ran.out.contains(u"of the others no cost is known"_s),
             qPrintable(ran.out));
}

void TestSavingsCommand::honoursSince()
{
    const LoggedFolder logged;
    const auto exchanges = [&logged](const QString &since) {
        return run({u"--json"_s, u"--since"_s, since}, logged.folder.inputs())
            .json()[u"total"_s][u"exchanges"_s]
            .toInt();
    };
    QCOMPARE(exchanges(u"today"_s), 2);
    QCOMPARE(exchanges(u"9d"_s), 2);
    QCOMPARE(exchanges(u"10d"_s), 3);
    QCOMPARE(exchanges(u"2w"_s), 3);
}

void TestSavingsCommand::refusesWrongUsage_data()
{
    QTest::addColumn<QStringList>("args");
    QTest::newRow("unknown") << QStringList {u"--fast"_s};
    QTest::newRow("no value") << QStringList {u"--since"_s};
    QTest::newRow("no date") << QStringList {u"--since"_s, u"lately"_s};
    QTest::newRow("no grouping") << QStringList {u"--by"_s, u"mood"_s};
    QTest::newRow("a word") << QStringList {u"now"_s};
}

void TestSavingsCommand::refusesWrongUsage()
{
    QFETCH(QStringList, args);
    const ConfigFolder folder;
    const Ran ran = run(args, folder.inputs());
    QCOMPARE(ran.code, 64);
    QVERIFY(ran.err.contains(u"usage: llm-proxy savings [--since "_s));
    QVERIFY(ran.out.isEmpty());
}

void TestSavingsCommand::readsDatesAndSpans_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QDate>("since");
    QTest::newRow("all") << u"all"_s << QDate();
    QTest::newRow("today") << u"today"_s << QDate(2026, 3, 9);
    QTest::newRow("yesterday") << u"yesterday"_s << QDate(2026, 3, 8);
    QTest::newRow("1d") << u"1d"_s << QDate(2026, 3, 9);
    QTest::newRow("7d") << u"7d"_s << QDate(2026, 3, 3);
    QTest::newRow("2w") << u"2w"_s << QDate(2026, 2, 24);
    QTest::newRow("the longest in days") << u"36500d"_s << QDate(2026, 3, 9).addDays(-36499);
    QTest::newRow("the longest in weeks") << u"5214w"_s << QDate(2026, 3, 9).addDays(1 - 5214 * 7);
    QTest::newRow("a date") << u"2026-01-31"_s << QDate(2026, 1, 31);
}

void TestSavingsCommand::readsDatesAndSpans()
{
    QFETCH(QString, text);
    const auto since = proxy::parseSince(text, QDate(2026, 3, 9));
    QVERIFY(since);
    QTEST(*since, "since");
    for (const char *wrong : {"", "d", "0d", "-3d", "36501d", "5215w", "2026-02-30", "7 d"})
        QVERIFY2(!proxy::parseSince(QString::fromLatin1(wrong), QDate(2026, 3, 9)), wrong);
}

QTEST_GUILESS_MAIN(TestSavingsCommand)
#include "tst_savingscommand.moc"
