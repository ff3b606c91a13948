// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/converter.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace proxy;

/// Bodies that nobody wrote for us: hostile ones and agents' own.
class TestConvertBodies final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesHostileBodies_data();
    void survivesHostileBodies();
    void convertsWhatAgentsReallySend_data();
    void convertsWhatAgentsReallySend();
};

namespace {

Result<ConvertedRequest> convertBody(bool toOpenAi, const QByteArray &body)
{
    RequestHead head;
    head.method = "POST";
    head.normalisedPath = toOpenAi ? "/v1/messages" : "/v1/chat/completions";
    UpstreamRequest request;
    request.body = body;
    const auto dialect = toOpenAi ? UpstreamDialect::OpenAi : UpstreamDialect::Anthropic;
    return Converter::select(dialect, head)->convert(std::move(request), {});
}

AnswerConverter converterFor(AnswerConverter::Client client)
{
    return AnswerConverter(AnswerConverter::Kind::Message, client, {}, {});
}

ResponseHead headOfAnswer(const char *type)
{
    ResponseHead head;
    head.framing = BodyFraming::Chunked;
    head.headers.append("Content-Type", type);
    return head;
}

} // namespace

void TestConvertBodies::survivesHostileBodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("an array") << QByteArray("[1]");
    QTest::newRow("a string") << QByteArray("\"x\"");
    QTest::newRow("deep") << QByteArray(QByteArray("{\"messages\":").repeated(100000));
    QTest::newRow("deep arrays") << QByteArray(1'000'000, '[');
    QTest::newRow("broken UTF-8") << QByteArray("{\"model\":\"\xc3\x28\"}");
    QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\x00\x00", 5);
    QTest::newRow("huge string, cut") << QByteArray("{\"model\":\"" + QByteArray(5'000'000, 'x'));
    for (const char *field : {"messages",
                              "system",
                              "tools",
                              "tool_choice",
                              "thinking",
                              "output_config",
                              "metadata",
                              "stop_sequences",
                              "stop",
                              "max_tokens",
                              "model",
                              "stream",
                              "stream_options",
                              "response_format",
                              "reasoning",
                              "temperature",
                              "user",
                              "parallel_tool_calls",
                              "n",
                              "service_tier"}) {
        for (const char *value :
             {"7", "\"x\"", "[]", "{}", "[7]", "[[]]", "true", "[{}]", R"([{"role":7}])",
              R"([{"role":"user"}])", R"([{"role":"user","content":{}}])",
              R"([{"role":"user","content":[7]}])",
              R"([{"role":"user","content":[{"type":"image"}]}])",
              R"([{"role":"user","content":[{"type":"image_url"}]}])", R"([{"role":"tool"}])",
              R"([{"role":"assistant","tool_calls":[{}]}])",
              R"([{"role":"assistant","content":[{"type":"tool_use"}]}])"})
            QTest::addRow("%s is %s", field, value)
                << QByteArray(R"({"model":"m","messages":[{"role":"user","content":"x"}],")"
                              + QByteArray(field) + "\":" + value + '}');
    }
}

void TestConvertBodies::survivesHostileBodies()
{
    QFETCH(QByteArray, body);
    for (const bool toOpenAi : {true, false}) {
        const Result<ConvertedRequest> converted = convertBody(toOpenAi, body);
        if (converted) {
            QVERIFY2(QJsonDocument::fromJson(converted->request.body).isObject(),
                     converted->request.body.constData());
        } else {
            QCOMPARE(converted.error().source, ErrorSource::Client);
            QVERIFY(!converted.error().detail.isEmpty());
        }
    }
    for (const auto client :
         {AnswerConverter::Client::Anthropic, AnswerConverter::Client::OpenAi}) {
        for (const char *type : {"application/json", "text/event-stream"}) {
            AnswerConverter converter = converterFor(client);
            QVERIFY(!converter.head(headOfAnswer(type)).error);
            const bool isStream = QByteArray(type).startsWith("text");
            AnswerPiece piece = converter.feed(isStream ? "data: " + body + "\n\n" : body);
            if (!piece.error)
                piece = converter.finish();
            QVERIFY(piece.error || piece.head || isStream);
        }
    }
}

void TestConvertBodies::convertsWhatAgentsReallySend_data()
{
    QTest::addColumn<QString>("path");
    const QDir fixtures(QStringLiteral(RECORDINGS_DIR "/fixtures"));
    for (const QString &client : fixtures.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QDir folder(fixtures.filePath(client));
        for (const QString &file : folder.entryList(
                 {QStringLiteral("*messages.json"), QStringLiteral("*completions.json")}))
            QTest::newRow(qPrintable(client + QLatin1Char('/') + file)) << folder.filePath(file);
    }
    if (!fixtures.exists())
        QTest::newRow("no recordings here") << QString();
}

void TestConvertBodies::convertsWhatAgentsReallySend()
{
    QFETCH(QString, path);
    if (path.isEmpty())
        QSKIP("no recordings beside the checkout");
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject recording = QJsonDocument::fromJson(file.readAll()).object();
    const QByteArray body = recording[QStringLiteral("body")].toString().toUtf8();
    const bool toOpenAi = path.endsWith(QStringLiteral("messages.json"));
    const Result<ConvertedRequest> there = convertBody(toOpenAi, body);
    QVERIFY2(there.has_value(), there ? "" : qPrintable(there.error().detail.text()));
    const Result<ConvertedRequest> back = convertBody(!toOpenAi, there->request.body);
    QVERIFY2(back.has_value(), back ? "" : qPrintable(back.error().detail.text()));
    // Each schema is where it was, byte for byte.
    JsonTree tree;
    QVERIFY(tree.parse(body));
    for (JsonValue tool = tree.root()["tools"].first(); tool; tool = tool.next()) {
        const JsonValue schema = toOpenAi ? tool["input_schema"] : tool["function"]["parameters"];
        QVERIFY(there->request.body.contains(schema.raw()));
        QVERIFY(back->request.body.contains(schema.raw()));
    }
}

QTEST_GUILESS_MAIN(TestConvertBodies)
#include "tst_convertbodies.moc"
