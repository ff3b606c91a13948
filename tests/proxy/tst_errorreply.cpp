// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/local/errorreply.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace proxy;

class TestErrorReply final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCodeHasAnErrorStatusAndItsOwnName_data();
    void everyCodeHasAnErrorStatusAndItsOwnName();
    void speaksTheClientsDialect();
    void tellsWhatCannotBeConvertedFromWhatHasNoEqual();
    void saysWhenToComeBack();
    void aRefusedKeyIsNotAskedAgainWith();
    void aUsedUpLimitIsToldAsCodexShowsIt();
    void escapesWhatItQuotes();
};

void TestErrorReply::everyCodeHasAnErrorStatusAndItsOwnName_data()
{
    QTest::addColumn<ErrorCode>("code");
    for (const ErrorCode code : allErrorCodes())
        QTest::newRow(name(code)) << code;
}

void TestErrorReply::everyCodeHasAnErrorStatusAndItsOwnName()
{
    QFETCH(ErrorCode, code);
    const Reply reply =
        errorReply({.code = code, .detail = Text::words(QStringLiteral("x"))}, Dialect::OpenAiChat);
    QVERIFY(reply.status >= 400 && reply.status <= 508);
    QVERIFY(!reasonPhrase(reply.status).isEmpty());
    const QJsonObject error =
        QJsonDocument::fromJson(reply.body).object()[QStringLiteral("error")].toObject();
    QCOMPARE(error[QStringLiteral("code")].toString(), QString::fromLatin1(name(code)));
}

void TestErrorReply::speaksTheClientsDialect()
{
    const Error error {.code = ErrorCode::UpstreamRefused,
                       .detail = Text::words(QStringLiteral("no backend"))};
    const QByteArray said = "llm-proxy: no backend (see: llm-proxy help upstream-refused)";
    QCOMPARE(errorReply(error, Dialect::Anthropic).body,
             R"({"type":"error","error":{"type":"api_error","message":")" + said + R"("}})");
    QCOMPARE(errorReply(error, Dialect::OpenAiChat).body,
             R"({"error":{"message":")" + said
                 + R"(","type":"server_error","param":null,"code":"upstream-refused"}})");
    QCOMPARE(errorReply(error, Dialect::Other).body, said + '\n');
    QCOMPARE(errorReply({.code = ErrorCode::NotFound, .detail = error.detail}, Dialect::Other).body,
             QByteArray("llm-proxy: no backend\n"));
    QCOMPARE(errorReply(error, Dialect::Other).contentType,
             QByteArray("text/plain; charset=utf-8"));
}

void TestErrorReply::tellsWhatCannotBeConvertedFromWhatHasNoEqual()
{
    QCOMPARE(statusOf(ErrorCode::NotConvertible), 400);
    QCOMPARE(statusOf(ErrorCode::NoUpstreamEqual), 501);
}

void TestErrorReply::saysWhenToComeBack()
{
    const Error error {.code = ErrorCode::UpstreamBreakerOpen,
                       .retryAfter = std::chrono::seconds(7)};
    const Reply reply = errorReply(error, Dialect::Anthropic);
    QCOMPARE(reply.status, 503);
    QCOMPARE(*reply.headers.first("retry-after"), QByteArrayView("7"));
}

void TestErrorReply::aRefusedKeyIsNotAskedAgainWith()
{
    for (const Dialect dialect : {Dialect::Anthropic, Dialect::OpenAiChat}) {
        const Reply refused = errorReply({.code = ErrorCode::Unauthorized}, dialect);
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.headers.first("x-should-retry").value_or(""), QByteArrayView("false"));
        const Reply later = errorReply({.code = ErrorCode::UpstreamRefused}, dialect);
        QVERIFY(!later.headers.contains("x-should-retry"));
    }
}

void TestErrorReply::aUsedUpLimitIsToldAsCodexShowsIt()
{
    const Error error {.code = ErrorCode::BudgetExhausted,
                       .detail = Text::words(QStringLiteral("the limit day\nis used up")),
                       .retryAfter = std::chrono::seconds(60)};
    const Reply reply = errorReply(error, Dialect::OpenAiResponses);
    QCOMPARE(reply.status, 429);
    const QJsonObject told =
        QJsonDocument::fromJson(reply.body)[QStringLiteral("error")].toObject();
    QCOMPARE(told[QStringLiteral("type")].toString(), QStringLiteral("usage_limit_reached"));
    const qint64 left =
        told[QStringLiteral("resets_at")].toInteger() - QDateTime::currentSecsSinceEpoch();
    QVERIFY(left > 50 && left <= 60);
    QCOMPARE(*reply.headers.first("x-codex-promo-message"),
             QByteArrayView("the limit day?is used up"));
    const Reply chat = errorReply(error, Dialect::OpenAiChat);
    QVERIFY(chat.body.contains("insufficient_quota"));
    QVERIFY(!chat.headers.contains("x-codex-promo-message"));
}

void TestErrorReply::escapesWhatItQuotes()
{
    const Error error {.code = ErrorCode::MalformedRequest,
                       .detail = Text::words(QStringLiteral("bad \"x\"\n"))};
    QVERIFY(!QJsonDocument::fromJson(errorReply(error, Dialect::Anthropic).body).isNull());
}

QTEST_GUILESS_MAIN(TestErrorReply)
#include "tst_errorreply.moc"
