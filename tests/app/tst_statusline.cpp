// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/statuslinecommand.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QJsonObject parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

const QByteArray kStatus = R"({"router":{"state":"on"},"books":{"saved_today_usd":1.25}})";

} // namespace

class TestStatusLine final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLineTellsOfTheSessionAsked_data();
    void theLineTellsOfTheSessionAsked();
    void whatTurnsRoutingOffIsTold();
    void theFullestAccountOfEachWindowIsTold();
    void ofManyWindowsTheFullestThreeAreTold();
    void whatWasSavedOfAPlanIsTold();
    void whatLimitsMakeOfTheSessionIsTold_data();
    void whatLimitsMakeOfTheSessionIsTold();
    void inputThatIsNoneNamesNoSession();
};

void TestStatusLine::theLineTellsOfTheSessionAsked_data()
{
    QTest::addColumn<QByteArray>("sessions");
    QTest::addColumn<QString>("line");
    const auto row = [](const char *name, const QByteArray &sessions, const QString &line) {
        QTest::newRow(name) << QByteArray("{\"sessions\":[" + sessions + "]}") << line;
    };
    row("easy and warm",
        R"({"session":"other","model":"x"},{"session":"s","model":"haiku","difficulty":"easy","warm_tokens":41700})",
        u"haiku · easy · cache 42k · saved $1.25 today"_s);
    row("few tokens", R"({"session":"s","model":"haiku","warm_tokens":999})",
        u"haiku · cache 999 · saved $1.25 today"_s);
    row("held", R"({"session":"s","model":"opus","difficulty":"hard","held_model":"opus"})",
        u"opus · hard · held · saved $1.25 today"_s);
    row("not routed", R"({"session":"s","model":"opus","off":true})",
        u"opus · not routed · saved $1.25 today"_s);
    row("no request yet", R"({"session":"other","model":"x"})", u"llm-proxy · saved $1.25 today"_s);
    row("none", "", u"llm-proxy · saved $1.25 today"_s);
}

void TestStatusLine::theLineTellsOfTheSessionAsked()
{
    QFETCH(QByteArray, sessions);
    QFETCH(QString, line);
    QCOMPARE(app::statusLine({.session = "s"}, parsed(kStatus), parsed(sessions)), line);
}

void TestStatusLine::whatTurnsRoutingOffIsTold()
{
    const auto line = [](const QByteArray &state) {
        return app::statusLine({}, parsed(R"({"router":{"state":")" + state + "\"}}"), {});
    };
    QCOMPARE(line("on"), u"llm-proxy · saved $0.00 today"_s);
    QCOMPARE(line("paused"), u"llm-proxy · routing paused · saved $0.00 today"_s);
    QCOMPARE(line("off"), u"llm-proxy · routing off · saved $0.00 today"_s);
    QCOMPARE(line("no-router-key"), u"llm-proxy · no Morph key · saved $0.00 today"_s);
}

void TestStatusLine::theFullestAccountOfEachWindowIsTold()
{
    const QJsonObject status = parsed(
        R"({"router":{"state":"on"},"upstream":{"plan_limits":[{"window":"5h","used":0.42},)"
        R"({"window":"7d","used":0.305},{"window":"5h","used":0.9},{"window":"5h","used":0.1}]}})");
    QCOMPARE(app::statusLine({}, status, {}), u"llm-proxy · 5h 90% · 7d 31% · saved $0.00 today"_s);
}

void TestStatusLine::ofManyWindowsTheFullestThreeAreTold()
{
    const QJsonObject status =
        parsed(R"({"router":{"state":"on"},"upstream":{"plan_limits":[{"window":"5h","used":0.4},)"
               R"({"window":"7d","used":0.1},{"window":"7d_opus","used":0.9},)"
               R"({"window":"7d_sonnet","used":0.5}]}})");
    QCOMPARE(app::statusLine({}, status, {}),
             u"llm-proxy · 5h 40% · 7d_opus 90% · 7d_sonnet 50% · saved $0.00 today"_s);
}

void TestStatusLine::whatWasSavedOfAPlanIsTold()
{
    const QJsonObject status = parsed(
        R"({"router":{"state":"on"},"upstream":{"plan_limits":[)"
        R"({"window":"5h","used":0.4,"saved":0.124},{"window":"7d","used":0.1,"saved":0.3}]}})");
    QCOMPARE(app::statusLine({}, status, {}),
             u"llm-proxy · 5h 40% · 7d 10% · saved $0.00 today, 12% of 5h"_s);
}

void TestStatusLine::whatLimitsMakeOfTheSessionIsTold_data()
{
    QTest::addColumn<QByteArray>("sections");
    QTest::addColumn<QString>("told");
    QTest::newRow("a plan's windows")
        << QByteArray(R"("upstream":{"quota_in_force":[{"routing":"aggressive"},)"
                      R"({"routing":"easy-only"}]})")
        << u"plan: easy-only · "_s;
    QTest::newRow("a budget of all")
        << QByteArray(R"("books":{"budgets":[{"name":"day","level":"stopped",)"
                      R"("lifted_until":null}]})")
        << u"limit day used up · "_s;
    QTest::newRow("lifted") << QByteArray(R"("books":{"budgets":[{"name":"day",)"
                                          R"("level":"stopped","lifted_until":"x"}]})")
                            << QString();
    QTest::newRow("this session's")
        << QByteArray(R"("books":{"budgets":[{"name":"one","scope":"session","subject":"s",)"
                      R"("level":"stopped","lifted_until":null}]})")
        << u"limit one used up · "_s;
    QTest::newRow("another session's")
        << QByteArray(R"("books":{"budgets":[{"name":"one","scope":"session","subject":"t",)"
                      R"("level":"stopped","lifted_until":null}]})")
        << QString();
}

void TestStatusLine::whatLimitsMakeOfTheSessionIsTold()
{
    QFETCH(QByteArray, sections);
    QFETCH(QString, told);
    const QJsonObject status = parsed(R"({"router":{"state":"on"},)" + sections + '}');
    QCOMPARE(app::statusLine({.session = "s"}, status, {}),
             u"llm-proxy · %1saved $0.00 today"_s.arg(told));
}

void TestStatusLine::inputThatIsNoneNamesNoSession()
{
    QCOMPARE(app::readStatusLineInput(R"({"session_id":"abc","model":{"id":"m"}})").session,
             QByteArray("abc"));
    for (const char *none : {"", "{", "[]", "{}", R"({"session_id":7})", "\xff"})
        QCOMPARE(app::readStatusLineInput(none).session, QByteArray());
}

QTEST_GUILESS_MAIN(TestStatusLine)
#include "tst_statusline.moc"
