// SPDX-License-Identifier: LicenseRef-Private
// The fake refuses what the world refuses, in its words.
#include "tests/standins/fakebackend.h"
#include "tests/standins/rawclient.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using standins::FakeBackend;
using standins::RawClient;
using standins::RawResponse;

class TestRefusals final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void claudeRefusesWhatItDoesNotTake_data();
    void claudeRefusesWhatItDoesNotTake();
    void openAiRefusesWhatItDoesNotTake_data();
    void openAiRefusesWhatItDoesNotTake();

private:
    RawResponse ask(const QByteArray &path, const QByteArray &model, const QByteArray &fields);

    FakeBackend m_backend;
};

RawResponse TestRefusals::ask(const QByteArray &path, const QByteArray &model,
                              const QByteArray &fields)
{
    const QByteArray body = "{\"model\":\"" + model + "\"," + fields + "}";
    RawClient client;
    if (!client.connectTo(m_backend.port()))
        return {};
    return client.exchange("POST " + path
                           + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k-alpha-0001\r\n"
                             "Content-Type: application/json\r\nContent-Length: "
                           + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

void TestRefusals::initTestCase()
{
    QVERIFY(m_backend.start());
    m_backend.setState(
        {{QStringLiteral("models"),
          QJsonArray {QStringLiteral("claude-haiku-4-5"), QStringLiteral("claude-haiku-5-5"),
                      QStringLiteral("claude-sonnet-5-5"), QStringLiteral("claude-opus-4-6"),
                      QStringLiteral("claude-opus-5-5"), QStringLiteral("claude-opus-4-1-20250805"),
                      QStringLiteral("gpt-6-luna"), QStringLiteral("gpt-4.1")}}});
}

void TestRefusals::claudeRefusesWhatItDoesNotTake_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("message"); // empty: it is taken
    const QByteArray hi = R"("max_tokens":100,"messages":[{"role":"user","content":"hi"}])";
    const auto row = [&hi](const char *what, const char *model, const QByteArray &more,
                           const char *message) {
        QTest::newRow(what) << QByteArray(model) << (more.startsWith("\"max") ? more : hi + more)
                            << QByteArray(message);
    };
    const QByteArray system = R"("max_tokens":100,"messages":[{"role":"user","content":"hi"},)"
                              R"({"role":"system","content":"x"}])";
    const QByteArray prefill = R"("max_tokens":100,"messages":[{"role":"user","content":"hi"},)"
                               R"({"role":"assistant","content":"I"}])";
    row("plain", "claude-haiku-4-5", "", "");
    row("a system message", "claude-haiku-4-5", system, "Unexpected role \\\"system\\\"");
    row("a system message, newer", "claude-haiku-5-5", system, "");
    row("prefill", "claude-opus-4-6", prefill, "does not support assistant message prefill");
    row("prefill, older", "claude-haiku-4-5", prefill, "");
    row("adaptive", "claude-haiku-4-5", R"(,"thinking":{"type":"adaptive"})",
        "adaptive thinking is not supported on this model");
    row("adaptive replaced by a suffix", "claude-haiku-4-5(none)",
        R"(,"thinking":{"type":"adaptive"})", "");
    row("a budget", "claude-opus-5-5", R"(,"thinking":{"type":"enabled","budget_tokens":2000})",
        "\\\"thinking.type.enabled\\\" is not supported for this model");
    row("switched off", "claude-sonnet-5-5", R"(,"thinking":{"type":"disabled"})", "between_tools");
    row("effort", "claude-haiku-4-5", R"(,"output_config":{"effort":"high"})",
        "This model does not support the effort parameter.");
    row("a level", "claude-opus-4-6", R"(,"output_config":{"effort":"xhigh"})",
        "does not support effort level 'xhigh'");
    row("temperature", "claude-haiku-5-5", R"(,"temperature":0.2)",
        "`temperature` is deprecated for this model.");
    row("temperature and top_p", "claude-haiku-4-5", R"(,"temperature":0.2,"top_p":0.5)",
        "cannot both be specified");
    row("a forced tool", "claude-opus-5-5", R"(,"tool_choice":{"type":"any"})",
        "tool_choice: type");
    row("max_tokens", "claude-haiku-4-5",
        R"("max_tokens":128000,"messages":[{"role":"user","content":"hi"}])",
        "max_tokens: 128000 > 64000, which is the maximum allowed number of output tokens for "
        "claude-haiku-4-5");
    row("a model that has ended", "claude-opus-4-1-20250805", "",
        "model: claude-opus-4-1-20250805");
}

void TestRefusals::claudeRefusesWhatItDoesNotTake()
{
    QFETCH(QByteArray, model);
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, message);
    const RawResponse answer = ask("/v1/messages", model, fields);
    if (message.isEmpty()) {
        QVERIFY2(answer.status == 200, answer.body.constData());
        return;
    }
    QCOMPARE(answer.status, message.startsWith("model: ") ? 404 : 400);
    QVERIFY2(answer.body.contains(message), answer.body.constData());
    QCOMPARE(QJsonDocument::fromJson(answer.body)[QStringLiteral("type")].toString(),
             QStringLiteral("error"));
}

void TestRefusals::openAiRefusesWhatItDoesNotTake_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *what, const char *model, const char *more,
                        const char *message) {
        QTest::newRow(what) << QByteArray(model)
                            << R"("messages":[{"role":"user","content":"hi"}])" + QByteArray(more)
                            << QByteArray(message);
    };
    row("plain", "gpt-6-luna", "", "");
    row("temperature", "gpt-6-luna", R"(,"temperature":0)",
        "Unsupported value: 'temperature' does not support 0 with this model.");
    row("temperature, older", "gpt-4.1", R"(,"temperature":0)", "");
    row("stop", "gpt-6-luna", R"(,"stop":["x"])", "Unsupported parameter: 'stop'");
    row("effort", "gpt-6-luna", R"(,"reasoning_effort":"minimal")", "Unsupported value: 'minimal'");
}

void TestRefusals::openAiRefusesWhatItDoesNotTake()
{
    QFETCH(QByteArray, model);
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, message);
    const RawResponse answer = ask("/v1/chat/completions", model, fields);
    QCOMPARE(answer.status, message.isEmpty() ? 200 : 400);
    QVERIFY2(answer.body.contains(message), answer.body.constData());
}

QTEST_GUILESS_MAIN(TestRefusals)
#include "tst_refusals.moc"
