// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/jsonskip.h"
#include "proxy/inspect/requestinspector.h"

#include <QTest>

using proxy::Dialect;
using proxy::InspectorTables;
using proxy::RequestFacts;
using proxy::RequestInspector;
using proxy::RouteReason;

namespace {

RequestFacts inspectChat(const QByteArray &body)
{
    static const InspectorTables kTables = *proxy::loadInspectorTables();
    return RequestInspector(kTables).inspect(Dialect::OpenAiChat, body);
}

QByteArray chat(const QByteArray &messages)
{
    return R"({"model":"m","messages":[)" + messages + "]}";
}

QByteArray user(const QByteArray &text)
{
    return R"({"role":"user","content":")" + text + R"("})";
}

const QByteArray kAssistant = R"({"role":"assistant","content":"done"})";

} // namespace

class TestRequestInspector final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhyARequestIsSkipped_data();
    void saysWhyARequestIsSkipped();
    void readsOnlyPlainBodies_data();
    void readsOnlyPlainBodies();
    void findsTheModelsBytes();
    void keepsTheFingerprintsOfATurnThroughItsToolLoop();
    void tellsTurnsApart();
    void fingerprintsSystemTextsWithoutVolatileOnes();
    void needsNoPadding();
    void survivesDepth_data();
    void survivesDepth();
    void survivesSize_data();
    void survivesSize();
    void usesOneInspectorForManyBodies();
};

void TestRequestInspector::saysWhyARequestIsSkipped_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<RouteReason>("skip");
    const QByteArray hi = R"("messages":[{"role":"user","content":"hi"}])";
    const auto row = [](const char *name, const QByteArray &body, RouteReason skip) {
        QTest::newRow(name) << body << skip;
    };
    row("good", "{\"model\":\"m\"," + hi + "}", RouteReason::None);
    row("empty", "", RouteReason::NotJson);
    row("blank", " \n ", RouteReason::NotJson);
    row("no object", "[{\"model\":\"m\"}]", RouteReason::NotJson);
    row("a string", "\"model\"", RouteReason::NotJson);
    row("form data", "model=m&x=y", RouteReason::NotJson);
    row("byte order mark", "\xEF\xBB\xBF{\"model\":\"m\"," + hi + "}", RouteReason::NotJson);
    row("trailing garbage", "{\"model\":\"m\"," + hi + "}x", RouteReason::NotJson);
    row("second document", "{\"model\":\"m\"," + hi + "}{}", RouteReason::NotJson);
    row("closing bracket more", "{\"model\":\"m\"," + hi + "}}", RouteReason::NotJson);
    row("cut", "{\"model\":\"m\"," + hi, RouteReason::NotJson);
    row("cut in a string", "{\"model\":\"m", RouteReason::NotJson);
    row("NUL behind", "{\"model\":\"m\"," + hi + "}" + QByteArray(1, '\0'), RouteReason::NotJson);
    row("invalid UTF-8", "{\"model\":\"m\",\"x\":\"\xC3\x28\"," + hi + "}", RouteReason::NotJson);
    row("encoded surrogate", "{\"x\":\"\xED\xA0\x80\",\"model\":\"m\"," + hi + "}",
        RouteReason::NotJson);
    row("raw line feed in a string", "{\"model\":\"m\",\"x\":\"a\nb\"," + hi + "}",
        RouteReason::NotJson);
    row("broken nested literal", "{\"model\":\"m\",\"x\":{\"y\":[1,tru]}," + hi + "}",
        RouteReason::NotJson);
    row("broken nested number", "{\"model\":\"m\",\"x\":{\"y\":[01]}," + hi + "}",
        RouteReason::NotJson);
    row("mixed brackets", "{\"model\":\"m\",\"x\":[{\"y\":1]}," + hi + "}", RouteReason::NotJson);
    row("comma too many", "{\"model\":\"m\",\"x\":[1,]," + hi + "}", RouteReason::NotJson);
    row("comma missing", "{\"model\":\"m\",\"x\":[1 2]," + hi + "}", RouteReason::NotJson);
    row("no model", "{" + hi + "}", RouteReason::NoModel);
    row("nested model only", "{\"x\":{\"model\":\"m\"}," + hi + "}", RouteReason::NoModel);
    row("number as model", "{\"model\":7," + hi + "}", RouteReason::NoModel);
    row("null as model", "{\"model\":null," + hi + "}", RouteReason::NoModel);
    row("object as model", "{\"model\":{\"a\":\"m\"}," + hi + "}", RouteReason::NoModel);
    row("empty model", "{\"model\":\"\"," + hi + "}", RouteReason::NoModel);
    row("half a character as model", "{\"model\":\"\\ud800\"," + hi + "}", RouteReason::NoModel);
    row("endless model", "{\"model\":\"" + QByteArray(5000, 'm') + "\"," + hi + "}",
        RouteReason::NoModel);
    row("two models", "{\"model\":\"m\"," + hi + ",\"model\":\"m\"}", RouteReason::DuplicateModel);
    row("two models, one escaped", "{\"model\":\"m\"," + hi + ",\"mo\\u0064el\":\"n\"}",
        RouteReason::DuplicateModel);
    row("two models, one a number", "{\"model\":1," + hi + ",\"model\":\"n\"}",
        RouteReason::DuplicateModel);
    row("no messages", "{\"model\":\"m\"}", RouteReason::NoUserText);
    row("messages of another kind", "{\"model\":\"m\",\"messages\":{\"role\":\"user\"}}",
        RouteReason::NoUserText);
    row("blank text", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\" \\n \"}]}",
        RouteReason::NoUserText);
    row("escaped blanks",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\u0020\\u0009\"}]}",
        RouteReason::NoUserText);
    row("only a half character",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\udc00\"}]}",
        RouteReason::NoUserText);
    row("unknown escape in the only text",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\q\"}]}",
        RouteReason::NoUserText);
    row("input of another dialect", "{\"model\":\"m\",\"input\":\"hi\"}", RouteReason::NoUserText);
}

void TestRequestInspector::saysWhyARequestIsSkipped()
{
    QFETCH(QByteArray, body);
    QTEST(inspectChat(body).skip, "skip");
}

void TestRequestInspector::readsOnlyPlainBodies_data()
{
    QTest::addColumn<QByteArrayList>("codings");
    QTest::addColumn<RouteReason>("skip");
    QTest::newRow("none") << QByteArrayList {} << RouteReason::None;
    QTest::newRow("identity") << QByteArrayList {"Identity"} << RouteReason::None;
    QTest::newRow("empty") << QByteArrayList {""} << RouteReason::None;
    QTest::newRow("gzip") << QByteArrayList {"gzip"} << RouteReason::Encoded;
    QTest::newRow("zstd in a list") << QByteArrayList {"identity, zstd"} << RouteReason::Encoded;
    QTest::newRow("second field") << QByteArrayList {"identity", "br"} << RouteReason::Encoded;
}

void TestRequestInspector::readsOnlyPlainBodies()
{
    QFETCH(QByteArrayList, codings);
    proxy::Request request;
    request.head.normalisedPath = "/v1/chat/completions";
    for (const QByteArray &coding : codings)
        request.head.headers.append("Content-Encoding", coding);
    request.body = chat(user("hi"));
    const InspectorTables tables = *proxy::loadInspectorTables();
    const RequestFacts facts = RequestInspector(tables).inspect(request);
    QTEST(facts.skip, "skip");
    QCOMPARE(facts.dialect, Dialect::OpenAiChat);
}

void TestRequestInspector::findsTheModelsBytes()
{
    const QByteArray body = R"({"a":"\"","model" : "x\/y\u0021" ,"messages":[]})";
    const RequestFacts facts = inspectChat(body);
    QCOMPARE(facts.model, QByteArray("x/y!"));
    QCOMPARE(body.sliced(facts.modelRange.begin, facts.modelRange.size()),
             QByteArray(R"("x\/y\u0021")"));
}

void TestRequestInspector::keepsTheFingerprintsOfATurnThroughItsToolLoop()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    RequestInspector inspector(tables);
    const QByteArray before = R"({"model":"m","messages":[)";
    // Agents turn blocks into strings and move cache_control from turn to turn.
    const QByteArray asBlocks = R"({"role":"user","content":[{"type":"text","text":
        "<system-reminder>\nx\n</system-reminder>"},{"type":"text","text":"do it",
        "cache_control":{"type":"ephemeral"}}]})";
    const QByteArray asString = R"({"role":"user","content":"do it"})";
    const QByteArray loop = R"(,{"role":"assistant","content":[{"type":"tool_use","id":"1"}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"x"},
        {"type":"text","text":"hurry"}]})";
    const auto first = inspector.inspect(Dialect::Anthropic, before + asBlocks + "]}");
    const auto later = inspector.inspect(Dialect::Anthropic, before + asString + loop + "]}");
    QCOMPARE(first.userText, QByteArray("do it"));
    QCOMPARE(later.userText, first.userText);
    QCOMPARE(later.userTextHash, first.userTextHash);
    QCOMPARE(later.firstTextHash, first.firstTextHash);
    QCOMPARE(later.userTextOrdinal, first.userTextOrdinal);
    QVERIFY(!first.isContinuation);
    QVERIFY(later.isContinuation);
}

void TestRequestInspector::tellsTurnsApart()
{
    const auto one = inspectChat(chat(user("yes")));
    const auto three = inspectChat(chat(user("yes") + ',' + kAssistant + ',' + user("more") + ','
                                        + kAssistant + ',' + user("yes")));
    QCOMPARE(three.userTextHash, one.userTextHash);
    QCOMPARE(three.firstTextHash, one.firstTextHash);
    QCOMPARE(one.userTextOrdinal, 1);
    QCOMPARE(three.userTextOrdinal, 3);
    QVERIFY(!three.isContinuation);
    const auto other = inspectChat(chat(user("no")));
    QVERIFY(other.userTextHash != one.userTextHash);
}

void TestRequestInspector::fingerprintsSystemTextsWithoutVolatileOnes()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    RequestInspector inspector(tables);
    const auto fingerprint = [&inspector](const QByteArray &system) {
        const QByteArray body = R"({"model":"m","system":)" + system + R"(,"messages":[]})";
        return inspector.inspect(Dialect::Anthropic, body).features.systemFingerprint;
    };
    const quint64 plain = fingerprint(R"("help")");
    QVERIFY(plain != 0);
    QCOMPARE(fingerprint(R"([{"type":"text","text":"help","cache_control":{}}])"), plain);
    QCOMPARE(fingerprint(R"([{"text":"x-anthropic-billing-header: 1"},{"text":"help"}])"), plain);
    QVERIFY(fingerprint(R"("help me")") != plain);
    QCOMPARE(fingerprint("null"), quint64(0));
}

void TestRequestInspector::needsNoPadding()
{
    const QByteArray body = chat(user("hi"));
    for (qsizetype size = 0; size <= body.size(); ++size) {
        // Heap memory of exactly this size: the address sanitizer sees a byte read too far.
        const auto exact = std::make_unique<char[]>(static_cast<size_t>(size));
        std::copy_n(body.constData(), size, exact.get());
        const InspectorTables tables = *proxy::loadInspectorTables();
        const auto facts = RequestInspector(tables).inspect(Dialect::OpenAiChat,
                                                            QByteArrayView(exact.get(), size));
        QCOMPARE(facts.skip == RouteReason::None, size == body.size());
    }
}

void TestRequestInspector::survivesDepth_data()
{
    QTest::addColumn<QByteArray>("open");
    QTest::addColumn<QByteArray>("close");
    QTest::addColumn<int>("depth");
    QTest::addColumn<bool>("isRead");
    for (const int depth : {1000, 1100, 1000000}) {
        const bool isRead = depth <= proxy::kMaxJsonDepth;
        QTest::addRow("%d arrays", depth) << QByteArray("[") << QByteArray("]") << depth << isRead;
        QTest::addRow("%d objects", depth)
            << QByteArray("{\"a\":") << QByteArray("}") << depth << isRead;
        QTest::addRow("%d arrays left open", depth)
            << QByteArray("[") << QByteArray() << depth << false;
    }
}

void TestRequestInspector::survivesDepth()
{
    QFETCH(QByteArray, open);
    QFETCH(QByteArray, close);
    QFETCH(int, depth);
    const QByteArray value = open.repeated(depth) + '1' + close.repeated(depth);
    const QByteArray tail = R"(,"messages":[{"role":"user","content":"hi"}]})";
    QTEST(inspectChat(R"({"model":"m","x":)" + value + tail).skip == RouteReason::None, "isRead");
    const QByteArray content = R"({"model":"m","messages":[{"role":"user","content":)";
    const auto inContent = inspectChat(content + value + "}," + user("hi") + "]}");
    QTEST(inContent.skip == RouteReason::None, "isRead");
}

void TestRequestInspector::survivesSize_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<RouteReason>("skip");
    const QByteArray tail = R"("messages":[{"role":"user","content":"hi"}]})";
    const QByteArray head = R"({"model":"m",)";
    QTest::newRow("a million keys")
        << head + QByteArray(R"("key":1,)").repeated(1000000) + tail << RouteReason::None;
    QTest::newRow("half a million models")
        << head + QByteArray(R"("model":"m",)").repeated(500000) + tail
        << RouteReason::DuplicateModel;
    QTest::newRow("64 MB in one text")
        << chat(user(QByteArray("a line of text\\n").repeated(4 * 1024 * 1024)))
        << RouteReason::None;
    QTest::newRow("32 MB of brackets") << QByteArray(32 * 1024 * 1024, '[') << RouteReason::NotJson;
    QTest::newRow("300,000 messages")
        << chat((user("hi") + ',').repeated(300000) + user("hi")) << RouteReason::None;
    QTest::newRow("a million unclosed envelopes")
        << chat(user(QByteArray("<system-reminder>\\n").repeated(1000000))) << RouteReason::None;
    QTest::newRow("a million envelopes")
        << chat(user(QByteArray("<system-reminder>a</system-reminder>\\n").repeated(1000000)))
        << RouteReason::NoUserText;
    QTest::newRow("nested envelopes")
        << chat(user(QByteArray("<system-reminder>\\n").repeated(300000)
                     + QByteArray("</system-reminder>\\n").repeated(300000)))
        << RouteReason::NoUserText;
}

void TestRequestInspector::survivesSize()
{
    QFETCH(QByteArray, body);
    QTEST(inspectChat(body).skip, "skip");
}

void TestRequestInspector::usesOneInspectorForManyBodies()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    RequestInspector inspector(tables);
    const QByteArray large = chat(user(QByteArray(6 * 1024 * 1024, 'x')));
    for (const QByteArray &body : {chat(user("a")), large, QByteArray("{"), chat(user("a"))}) {
        const auto facts = inspector.inspect(Dialect::OpenAiChat, body);
        QCOMPARE(facts.skip, body.size() > 1 ? RouteReason::None : RouteReason::NotJson);
    }
}

QTEST_GUILESS_MAIN(TestRequestInspector)
#include "tst_requestinspector.moc"
