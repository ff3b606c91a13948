// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/budgetcommand.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

namespace {

using namespace Qt::StringLiterals;

QJsonObject parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

struct Ran
{
    int code = -1;
    QString out;
    QString err;
};

/// In a folder where nothing runs.
Ran ran(const QStringList &args)
{
    const QTemporaryDir folder;
    proxy::ConfigInputs inputs;
    inputs.paths.stateDir = folder.path();
    inputs.paths.runtimeDir = folder.filePath(u"runtime"_s);
    Ran result;
    QTextStream out(&result.out);
    QTextStream err(&result.err);
    result.code = app::runBudget(args, inputs, {out, err});
    out.flush();
    err.flush();
    return result;
}

} // namespace

class TestBudgetCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachLimitHasItsLine();
    void withoutLimitsItSaysSo();
    void wrongWordsAreAnsweredWithTheUsage_data();
    void wrongWordsAreAnsweredWithTheUsage();
    void withoutAProxyItFails();
};

void TestBudgetCommand::eachLimitHasItsLine()
{
    const QString lines = app::budgetLines(parsed(
        R"({"books":{"budgets":[
            {"name":"day","scope":"day","limit_usd":20,"spent_usd":17,"level":"easy-only",
             "unpriced":3,"ends_at":"2026-12-01T12:00:00.000Z","lifted_until":null},
            {"name":"web","scope":"project","subject":"sh\u001bop","limit_tokens":10,
             "used_tokens":12,"level":"stopped","ends_at":"2026-12-01T12:00:00.000Z",
             "lifted_until":"2026-11-30T12:00:00.000Z"}]}})"));
    const QStringList each = lines.split(u'\n');
    QCOMPARE(each.size(), 3);
    QVERIFY2(each[0].startsWith(u"day: $17.00 of $20.00, easy-only, begins anew 2026-12-01"),
             qPrintable(lines));
    QVERIFY(each[0].endsWith(u"3 answers without a known price are not counted"));
    QVERIFY(each[1].contains(u"12 of 10 tokens, lifted until 2026-11-30"));
    QVERIFY(!each[1].contains(QChar(0x1b)));
}

void TestBudgetCommand::withoutLimitsItSaysSo()
{
    QCOMPARE(app::budgetLines({}), u"There are no limits: LLM_PROXY_BUDGETS is not set.\n"_s);
}

void TestBudgetCommand::wrongWordsAreAnsweredWithTheUsage_data()
{
    QTest::addColumn<QString>("words");
    for (const char *words :
         {"lift", "lift a b", "restore", "list day", "stop day", "--x", "lift day --for"})
        QTest::newRow(words) << QString::fromLatin1(words);
}

void TestBudgetCommand::wrongWordsAreAnsweredWithTheUsage()
{
    QFETCH(QString, words);
    const Ran result = ran(words.split(u' '));
    QCOMPARE(result.code, 64);
    QVERIFY(result.err.startsWith(u"usage: llm-proxy budget"));
}

void TestBudgetCommand::withoutAProxyItFails()
{
    for (const QString &words : {u"list"_s, u"lift day"_s}) {
        const Ran result = ran(words.split(u' '));
        QCOMPARE(result.code, 1);
        QVERIFY(result.err.contains(u"no llm-proxy runs here"));
        QCOMPARE(result.out, QString());
    }
}

QTEST_GUILESS_MAIN(TestBudgetCommand)
#include "tst_budgetcommand.moc"
