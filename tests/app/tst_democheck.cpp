// SPDX-License-Identifier: LicenseRef-Private
// A row of the demonstration that came out wrong says so, and what.
#include "app/demo/democheck.h"
#include "app/demo/demotable.h"

#include <QJsonDocument>
#include <QTest>
#include <QTextStream>

using namespace Qt::StringLiterals;
using namespace app;

namespace {

constexpr const char *kAsked = "claude-sonnet-4-5-20250929";
constexpr const char *kTarget = "claude-haiku-4-5-20251001";
constexpr const char *kKey = "k-alpha-0001";

/// A row that came out right, to be spoilt.
struct Played
{
    Played()
    {
        sent = anthropicAgentRequest({.model = kAsked, .text = "Rename it"});
        expected = {.selected = kTarget,
                    .difficulty = "easy",
                    .why = "routed",
                    .streamed = true,
                    .contains = "Demo answer"};
        answer.head.emplace();
        answer.head->headers.append("X-LLM-Proxy-Difficulty", "easy");
        answer.head->headers.append("x-llm-proxy-routing", "routed");
        answer.head->headers.append("x-llm-proxy-original-model", kAsked);
        answer.head->headers.append("x-llm-proxy-selected-model", kTarget);
        answer.head->headers.append("x-llm-proxy-routing-ms", "3");
        answer.body = "Demo answer 1.";
        answer.chunks = 3;
        answer.firstByteMs = 4;
        answer.isComplete = true;
        proxy::Request &request = forwarded.emplace_back();
        request.head.target = sent.target;
        request.head.headers.append("Authorization", QByteArray("Bearer ") + kKey);
        request.body = sent.body;
        request.body.replace(kAsked, kTarget);
    }

    [[nodiscard]] DemoRow row() const
    {
        return checkedRow(
            "a row", expected,
            {.sent = sent, .answer = answer, .forwarded = forwarded, .backendKey = kKey});
    }

    DemoRequest sent;
    DemoExpectation expected;
    DemoResponse answer;
    std::vector<proxy::Request> forwarded;
};

using Spoil = void (*)(Played &);

} // namespace

Q_DECLARE_METATYPE(Spoil)

class TestDemoCheck final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsNothingWhereAllIsRight();
    void findsWhatIsWrong_data();
    void findsWhatIsWrong();
    void takesACutWhereOneMustCome();
    void showsARowForPeople();
    void showsARowAsJson();
    void endsWithOneWhenARowIsWrong();
    void anAgentSendsWhatItsWireSays();
};

void TestDemoCheck::findsNothingWhereAllIsRight()
{
    const DemoRow row = Played().row();
    QVERIFY2(row.problems.isEmpty(), qPrintable(row.problems.join(u'\n')));
    QCOMPARE(row.requested, QByteArray(kAsked));
    QCOMPARE(row.selected, QByteArray(kTarget));
    QCOMPARE(row.chunks, 3);
    QCOMPARE(row.status, 200);
    QVERIFY(row.end.isEmpty());
}

void TestDemoCheck::findsWhatIsWrong_data()
{
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *what, Spoil spoil, const QString &problem) {
        QTest::newRow(what) << spoil << problem;
    };
    row(
        "another byte", [](Played &played) { played.forwarded[0].body.replace("1.0", "1"); },
        u"the backend got other bytes than the client sent"_s);
    row(
        "another target", [](Played &played) { played.forwarded[0].head.target = "/v1/messages"; },
        u"target is \"/v1/messages\", not \"/v1/messages?beta=true\""_s);
    row(
        "the client's key",
        [](Played &played) {
            played.forwarded[0].head.headers.append("x-api-key", kDemoClientKey);
        },
        u"the client's key reached the backend"_s);
    row(
        "another key",
        [](Played &played) { played.forwarded[0].head.headers.set("authorization", "Bearer x"); },
        u"backend key is \"Bearer x\", not \"Bearer k-alpha-0001\""_s);
    row(
        "a header of ours",
        [](Played &played) {
            played.forwarded[0].head.headers.append("X-LLM-Proxy-Route", "keep");
        },
        u"a header of ours reached the backend"_s);
    row(
        "twice", [](Played &played) { played.forwarded.push_back(played.forwarded[0]); },
        u"requests at the backend is \"2\", not \"1\""_s);
    row(
        "not at all", [](Played &played) { played.forwarded.clear(); },
        u"requests at the backend is \"0\", not \"1\""_s);
    row(
        "another model",
        [](Played &played) { played.forwarded[0].body.replace(kTarget, "claude-opus-4-6"); },
        u"model at the backend is \"claude-opus-4-6\", not \"claude-haiku-4-5-20251001\""_s);
    row(
        "another status", [](Played &played) { played.answer.head->status = 502; },
        u"status is \"502\", not \"200\""_s);
    row(
        "no answer", [](Played &played) { played.answer.head.reset(); },
        u"status is \"0\", not \"200\""_s);
    row(
        "a cut", [](Played &played) { played.answer.isComplete = false; }, u"the answer is cut"_s);
    row(
        "broken framing", [](Played &played) { played.answer.isBroken = true; },
        u"the chunk framing is broken"_s);
    row(
        "one piece", [](Played &played) { played.answer.chunks = 1; },
        u"the answer came in one piece"_s);
    row(
        "another text", [](Played &played) { played.answer.body = "?"; },
        u"the answer lacks \"Demo answer\""_s);
    row(
        "late", [](Played &played) { played.answer.firstByteMs = 30000; },
        u"the first byte took 30000 ms"_s);
    row(
        "another difficulty",
        [](Played &played) { played.answer.head->headers.set("x-llm-proxy-difficulty", "hard"); },
        u"difficulty is \"hard\", not \"easy\""_s);
    row(
        "another reason",
        [](Played &played) { played.answer.head->headers.set("x-llm-proxy-routing", "reused"); },
        u"routing is \"reused\", not \"routed\""_s);
    row(
        "no time told",
        [](Played &played) { played.answer.head->headers.removeAll("x-llm-proxy-routing-ms"); },
        u"routing-ms is there or not, wrongly"_s);
}

void TestDemoCheck::findsWhatIsWrong()
{
    QFETCH(Spoil, spoil);
    QFETCH(QString, problem);
    Played played;
    spoil(played);
    const QStringList problems = played.row().problems;
    QVERIFY2(problems.contains(problem), qPrintable(problems.join(u'\n')));
}

void TestDemoCheck::takesACutWhereOneMustCome()
{
    Played played;
    played.expected.end = DemoEnd::Cut;
    QVERIFY(played.row().problems.contains(u"a cut looks like an end"_s));
    played.answer.isComplete = false;
    QVERIFY(played.row().problems.isEmpty());
    QCOMPARE(played.row().end, QByteArray("cut"));
}

void TestDemoCheck::showsARowForPeople()
{
    QString text;
    QTextStream out(&text);
    DemoTable table(out, false);
    table.printHeading();
    table.print(Played().row());
    QCOMPARE(table.finish(), 0);
    const QStringList lines = text.split(u'\n');
    QVERIFY(lines[0].startsWith(u"request "));
    QVERIFY(lines[1].startsWith(u"a row ") && lines[1].endsWith(u"ok"));
    QVERIFY(text.endsWith(u"\n1 rows, 0 wrong\n"));
}

void TestDemoCheck::showsARowAsJson()
{
    QString text;
    QTextStream out(&text);
    DemoTable table(out, true);
    table.printHeading();
    table.print(Played().row());
    const auto row = QJsonDocument::fromJson(text.toUtf8());
    QCOMPARE(row["selectedModel"_L1].toString(), QLatin1StringView(kTarget));
    QCOMPARE(row["routingMs"_L1].toInt(), 3);
    QVERIFY(row["ok"_L1].toBool());
}

void TestDemoCheck::endsWithOneWhenARowIsWrong()
{
    QString text;
    QTextStream out(&text);
    DemoTable table(out, false);
    QCOMPARE(table.finish(), 1); // nothing was shown
    Played played;
    played.answer.body.clear();
    table.print(played.row());
    QCOMPARE(table.finish(), 1);
    QVERIFY(text.contains(u"WRONG\n    the answer lacks"));
}

void TestDemoCheck::anAgentSendsWhatItsWireSays()
{
    const DemoRequest request = plainRequest("DELETE", "//x?a=b+c", "{\"n\": 1.10 }");
    QCOMPARE(request.bytes(),
             QByteArray("DELETE //x?a=b+c HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8.5.0\r\n"
                        "Accept: */*\r\nx-api-key: sk-client-demo\r\n"
                        "Content-Type: application/json\r\nContent-Length: 12\r\n\r\n"
                        "{\"n\": 1.10 }"));
    QVERIFY(!plainRequest("GET", "/v1/models").bytes().contains("Content-"));
}

QTEST_GUILESS_MAIN(TestDemoCheck)
#include "tst_democheck.moc"
