// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/modelrefusal.h"

#include <QTest>
#include <QTimeZone>

using namespace std::chrono_literals;
using proxy::ModelRefusal;
using proxy::RefusalCause;
using proxy::RefusedLimit;

namespace {

const QDateTime kNow = QDateTime::fromSecsSinceEpoch(1'800'000'000, QTimeZone::utc());

std::optional<ModelRefusal> refusal(int status, QByteArrayView payload = {},
                                    const QByteArray &retryAfter = {})
{
    proxy::ResponseHead head;
    head.status = status;
    if (!retryAfter.isEmpty())
        head.headers.append("Retry-After", retryAfter);
    return proxy::modelRefusal(head, payload, kNow);
}

} // namespace

class TestModelRefusal final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theStatusTellsTheCause_data();
    void theStatusTellsTheCause();
    void theWordsTellTheLimit_data();
    void theWordsTellTheLimit();
    void anAnswerThatSucceededIsNone();
    void anOriginalThatIsRefusedAlikeClearsTheModel();
    void troubleLastsAsLongAsTheProviderSays_data();
    void troubleLastsAsLongAsTheProviderSays();
};

void TestModelRefusal::theStatusTellsTheCause_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<int>("cause");
    const auto row = [](const char *name, int status, const QByteArray &payload,
                        RefusalCause cause) {
        QTest::newRow(name) << status << payload << int(cause);
    };
    row("bad request", 400, "prefill is not supported", RefusalCause::Shape);
    row("too large", 413, "", RefusalCause::Shape);
    row("unprocessable", 422, "", RefusalCause::Shape);
    row("not found", 404, "", RefusalCause::Absence);
    row("gone", 410, "", RefusalCause::Absence);
    row("the backend has no provider", 400, R"({"error":"unknown provider for model x"})",
        RefusalCause::Absence);
    row("the backend's 502", 502, "unknown provider for model x", RefusalCause::Absence);
    row("a provider's words", 400, R"({"error":{"code":"model_not_found"}})",
        RefusalCause::Absence);
    row("unauthorized", 401, "", RefusalCause::Account);
    row("no credit", 402, "", RefusalCause::Account);
    row("forbidden", 403, "", RefusalCause::Account);
    row("rate limit", 429, "", RefusalCause::Trouble);
    row("internal error", 500, "", RefusalCause::Trouble);
    row("unavailable", 503, R"({"code":"auth_unavailable"})", RefusalCause::Trouble);
    row("overloaded", 529, "", RefusalCause::Trouble);
}

void TestModelRefusal::theStatusTellsTheCause()
{
    QFETCH(int, status);
    QFETCH(QByteArray, payload);
    const auto found = refusal(status, payload);
    QVERIFY(found);
    QCOMPARE(found->status, status);
    QTEST(int(found->cause), "cause");
}

void TestModelRefusal::theWordsTellTheLimit_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<int>("limit");
    QTest::addColumn<qint64>("most");
    QTest::addColumn<qint64>("asked");
    const auto row = [](const char *name, int status, const QByteArray &payload, RefusedLimit limit,
                        qint64 most = -1, qint64 asked = -1) {
        QTest::newRow(name) << status << payload << int(limit) << most << asked;
    };
    row("none", 400, "adaptive thinking is not supported on this model", RefusedLimit::None);
    row("Anthropic's output", 400,
        "max_tokens: 128000 > 64000, which is the maximum allowed number of output tokens for x",
        RefusedLimit::OutputTokens, 64'000, 128'000);
    row("OpenAI's output", 400,
        "max_tokens is too large: 9. This model supports at most 8 completion tokens",
        RefusedLimit::OutputTokens, 8);
    row("a name that is refused, not a number", 400,
        "Unsupported parameter: 'max_tokens' is not supported with this model.",
        RefusedLimit::None);
    row("Anthropic's prompt", 400, "prompt is too long: 203456 tokens > 200000 maximum",
        RefusedLimit::PromptLength, 200'000, 203'456);
    row("OpenAI's words for it", 400,
        "context_length_exceeded: maximum context length is 128000 tokens. However, your messages "
        "resulted in 130000 tokens",
        RefusedLimit::PromptLength, 128'000, 130'000);
    row("words that begin with the limit", 400,
        "maximum context length is 100 tokens: context_length_exceeded", RefusedLimit::PromptLength,
        100);
    row("a number that no integer holds", 400,
        "prompt is too long: 99999999999999999999 tokens > 99999999999999999999 maximum",
        RefusedLimit::PromptLength);
    row("both together", 400, "input length and `max_tokens` exceed context limit: 1 + 2 > 2",
        RefusedLimit::PromptLength, 2, 1);
    row("OpenAI's prompt", 400, R"({"error":{"code":"context_length_exceeded"}})",
        RefusedLimit::PromptLength);
    row("too large a body", 413, "", RefusedLimit::PromptLength);
}

void TestModelRefusal::theWordsTellTheLimit()
{
    QFETCH(int, status);
    QFETCH(QByteArray, payload);
    const auto found = refusal(status, payload);
    QVERIFY(found);
    QTEST(int(found->limit), "limit");
    QTEST(found->most, "most");
    QTEST(found->asked, "asked");
}

void TestModelRefusal::anAnswerThatSucceededIsNone()
{
    QVERIFY(!refusal(200, "model_not_found"));
    QVERIFY(!refusal(304));
}

void TestModelRefusal::anOriginalThatIsRefusedAlikeClearsTheModel()
{
    QVERIFY(refusal(400)->isSharedBy(400));
    QVERIFY(refusal(401)->isSharedBy(401));
    QVERIFY(!refusal(400)->isSharedBy(200));
    QVERIFY(!refusal(400)->isSharedBy(413));
    QVERIFY(!refusal(429)->isSharedBy(429));
}

void TestModelRefusal::troubleLastsAsLongAsTheProviderSays_data()
{
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<qint64>("seconds");
    QTest::newRow("nothing said") << QByteArray() << qint64 {60};
    QTest::newRow("said") << QByteArray("7") << qint64 {7};
    QTest::newRow("at once") << QByteArray("0") << qint64 {1};
    QTest::newRow("too long") << QByteArray("86400") << qint64 {600};
    QTest::newRow("beyond any number") << QByteArray("99999999999999999999") << qint64 {600};
    QTest::newRow("nonsense") << QByteArray("soon") << qint64 {60};
}

void TestModelRefusal::troubleLastsAsLongAsTheProviderSays()
{
    QFETCH(QByteArray, retryAfter);
    QTEST(qint64(refusal(429, {}, retryAfter)->life().count()), "seconds");
}

QTEST_GUILESS_MAIN(TestModelRefusal)
#include "tst_modelrefusal.moc"
