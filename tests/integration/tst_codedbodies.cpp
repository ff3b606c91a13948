// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/coding.h"
#include "tests/support/runningproxy.h"

#include <QTest>

using standins::headerValue;
using standins::RawResponse;
using support::RunningProxy;

namespace {

QByteArray ask(const QByteArray &text)
{
    return R"({ "max_tokens": 10,"model" :"claude-sonnet-4-6", "messages":[{"role":"user",)"
           R"("content":")"
           + text + R"("}], "n": 1.10 })";
}

QByteArray codex(const QByteArray &model, const QByteArray &text)
{
    return R"({"model":")" + model
           + R"(","instructions":"You are a coding agent.","input":[{"type":"message",)"
             R"("role":"user","content":[{"type":"input_text","text":")"
           + text + R"("}]}],"stream":false})";
}

QByteArray coded(const QByteArray &coding, const QByteArray &plain)
{
    return coding == "zstd" ? support::zstd(plain) : support::gzip(plain);
}

QByteArray field(const QByteArray &coding)
{
    return "Content-Encoding: " + coding + "\r\n";
}

} // namespace

class TestCodedBodies final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesOnPlainWhenTheModelChanges_data();
    void goesOnPlainWhenTheModelChanges();
    void goesOnAsItCameWhenTheModelStays_data();
    void goesOnAsItCameWhenTheModelStays();
    void isSentAgainAsItCameWhenRefused();
    void isConvertedFromItsPlainCopy();
    void refusesABombInTheClientsDialect();
    void passesOnWhatItCannotRead_data();
    void passesOnWhatItCannotRead();
    void staysCodedWhenThePlainCopiesTakeTooMuch();
    void routesCodexRequests();
    void followsThePreviousResponse();
};

void TestCodedBodies::goesOnPlainWhenTheModelChanges_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("text");
    for (const char *coding : {"gzip", "zstd"}) {
        QTest::addRow("%s", coding) << QByteArray(coding) << QByteArray("[[easy]] fix");
        QTest::addRow("%s, 560 KB", coding)
            << QByteArray(coding)
            << "[[easy]] " + QByteArray("some words of text ").repeated(29'000);
    }
}

void TestCodedBodies::goesOnPlainWhenTheModelChanges()
{
    QFETCH(QByteArray, coding);
    QFETCH(QByteArray, text);
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const QByteArray plain = ask(text);
    const RawResponse answer =
        proxy.ask(RunningProxy::post("/v1/messages", coded(coding, plain), field(coding)));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("x-llm-proxy-routing"), "routed");
    const auto seen = proxy.upstream("/v1/messages").at(0);
    QByteArray expected = plain;
    expected.replace("\"claude-sonnet-4-6\"", "\"claude-haiku-4-5-20251001\"");
    QVERIFY(seen.body == expected);
    QVERIFY(headerValue(seen.headers, "content-encoding").isEmpty());
    QCOMPARE(headerValue(seen.headers, "content-length"), QByteArray::number(expected.size()));
}

void TestCodedBodies::goesOnAsItCameWhenTheModelStays_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::newRow("gzip") << QByteArray("gzip");
    QTest::newRow("zstd") << QByteArray("zstd");
}

void TestCodedBodies::goesOnAsItCameWhenTheModelStays()
{
    QFETCH(QByteArray, coding);
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const QByteArray body = coded(coding, ask("[[needs_info]] fix"));
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body, field(coding)));
    QCOMPARE(answer.header("x-llm-proxy-routing"), "kept:needs-info");
    const auto seen = proxy.upstream("/v1/messages").at(0);
    QCOMPARE(seen.body, body);
    QCOMPARE(headerValue(seen.headers, "content-encoding"), coding);
}

void TestCodedBodies::isSentAgainAsItCameWhenRefused()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    proxy.backend.useScenario("anthropic-400", 1, "/v1/messages");
    const QByteArray body = support::zstd(ask("[[easy]] fix"));
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body, field("zstd")));
    QCOMPARE(answer.header("x-llm-proxy-routing"), "reverted:400");
    const auto seen = proxy.upstream("/v1/messages");
    QCOMPARE(seen.size(), size_t(2));
    QVERIFY(headerValue(seen[0].headers, "content-encoding").isEmpty());
    QCOMPARE(seen[1].body, body);
    QCOMPARE(headerValue(seen[1].headers, "content-encoding"), "zstd");
}

void TestCodedBodies::isConvertedFromItsPlainCopy()
{
    RunningProxy proxy(standins::BackendDialects::OpenAiOnly);
    proxy.config.upstream.dialect = proxy::UpstreamDialect::OpenAi;
    QVERIFY(proxy.start());
    const QByteArray plain =
        R"({"max_tokens":10,"model":"gpt-5","messages":[{"role":"user","content":"hello"}]})";
    const RawResponse answer =
        proxy.ask(RunningProxy::post("/v1/messages", support::gzip(plain), field("gzip")));
    QVERIFY2(answer.status == 200, answer.body.constData());
    const auto seen = proxy.upstream("/v1/chat/completions").at(0);
    QVERIFY(headerValue(seen.headers, "content-encoding").isEmpty());
    QVERIFY(QJsonDocument::fromJson(seen.body).isObject());
}

void TestCodedBodies::refusesABombInTheClientsDialect()
{
    RunningProxy proxy;
    proxy.config.server.maxBodyBytes = 1024 * 1024;
    QVERIFY(proxy.start());
    const QByteArray bomb = support::zstd(ask(QByteArray(8 * 1024 * 1024, 'a')));
    QVERIFY(bomb.size() < 10'000);
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", bomb, field("zstd")));
    QCOMPARE(answer.status, 413);
    const QJsonObject json = QJsonDocument::fromJson(answer.body).object();
    QCOMPARE(json[QStringLiteral("type")].toString(), QStringLiteral("error"));
    QVERIFY(proxy.upstream("/v1/messages").empty());
    QVERIFY(proxy.morph.recorded().empty());
}

void TestCodedBodies::passesOnWhatItCannotRead_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("another coding") << QByteArray("br") << ask("[[easy]] fix");
    QTest::newRow("two codings") << QByteArray("gzip, zstd") << ask("[[easy]] fix");
    QTest::newRow("broken gzip") << QByteArray("gzip") << support::gzip(ask("x")).chopped(4);
    QTest::newRow("no zstd at all") << QByteArray("zstd") << ask("[[easy]] fix");
}

void TestCodedBodies::passesOnWhatItCannotRead()
{
    QFETCH(QByteArray, coding);
    QFETCH(QByteArray, body);
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body, field(coding)));
    QCOMPARE(answer.header("x-llm-proxy-routing"), "skipped:encoded");
    const auto seen = proxy.upstream("/v1/messages").at(0);
    QCOMPARE(seen.body, body);
    QCOMPARE(headerValue(seen.headers, "content-encoding"), coding);
}

void TestCodedBodies::staysCodedWhenThePlainCopiesTakeTooMuch()
{
    RunningProxy proxy;
    proxy.config.server.maxBufferedBytes = 64 * 1024;
    QVERIFY(proxy.start());
    const QByteArray body =
        support::zstd(ask("[[easy]] " + QByteArray("many words ").repeated(10'000)));
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body, field("zstd")));
    QCOMPARE(answer.header("x-llm-proxy-routing"), "skipped:encoded");
    QCOMPARE(proxy.upstream("/v1/messages").at(0).body, body);
}

void TestCodedBodies::routesCodexRequests()
{
    RunningProxy proxy;
    proxy.config.router.provider = proxy::RouterProvider::Auto;
    QVERIFY(proxy.start());
    const QByteArray plain = codex("gpt-5", "[[easy]] rename it");
    const RawResponse answer =
        proxy.ask(RunningProxy::post("/v1/responses", support::zstd(plain), field("zstd")));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("x-llm-proxy-routing"), "routed");
    QCOMPARE(answer.header("x-llm-proxy-selected-model"), "gpt-5(low)");
    QByteArray expected = plain;
    expected.replace("\"gpt-5\"", "\"gpt-5(low)\"");
    QCOMPARE(proxy.upstream("/v1/responses").at(0).body, expected);
    // The person's words alone are classified, not the instructions.
    QVERIFY(!proxy.morph.recorded().at(0).body.contains("coding agent"));
}

void TestCodedBodies::followsThePreviousResponse()
{
    RunningProxy proxy;
    proxy.config.router.provider = proxy::RouterProvider::Auto;
    QVERIFY(proxy.start());
    const RawResponse first =
        proxy.ask(RunningProxy::post("/v1/responses", codex("gpt-5", "[[easy]] rename it")));
    const QByteArray id =
        QJsonDocument::fromJson(first.body)[QStringLiteral("id")].toString().toUtf8();
    QVERIFY(!id.isEmpty());
    const QByteArray body = R"({"model":"gpt-5","previous_response_id":")" + id
                            + R"(","input":[{"type":"function_call_output","call_id":"c",)"
                              R"("output":"done"}]})";
    const RawResponse second = proxy.ask(RunningProxy::post("/v1/responses", body));
    QCOMPARE(second.header("x-llm-proxy-routing"), "reused");
    QCOMPARE(second.header("x-llm-proxy-selected-model"), "gpt-5(low)");
    QCOMPARE(proxy.morph.recorded().size(), size_t(1));
    QByteArray strange = body;
    strange.replace(id, "resp_of_somebody_else");
    const RawResponse third = proxy.ask(RunningProxy::post("/v1/responses", strange));
    QVERIFY(third.header("x-llm-proxy-routing").startsWith("kept:"));
    QCOMPARE(proxy.upstream("/v1/responses").back().body, strange);
}

QTEST_GUILESS_MAIN(TestCodedBodies)
#include "tst_codedbodies.moc"
