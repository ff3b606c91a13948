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

void TestStatusLine::inputThatIsNoneNamesNoSession()
{
    QCOMPARE(app::readStatusLineInput(R"({"session_id":"abc","model":{"id":"m"}})").session,
             QByteArray("abc"));
    for (const char *none : {"", "{", "[]", "{}", R"({"session_id":7})", "\xff"})
        QCOMPARE(app::readStatusLineInput(none).session, QByteArray());
}

QTEST_GUILESS_MAIN(TestStatusLine)
#include "tst_statusline.moc"
