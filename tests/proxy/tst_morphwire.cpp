// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/morphwire.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using proxy::Difficulty;
using proxy::ErrorCode;
using proxy::RouterProvider;
using proxy::RouterSelector;

namespace {

const auto kBase = "https://api.morphllm.com";

QUrl url(const QByteArray &base, RouterSelector selector = RouterSelector::Raw,
         RouterProvider provider = RouterProvider::Anthropic)
{
    return proxy::morphUrl(QUrl(QString::fromLatin1(base)), selector, provider);
}

} // namespace

class TestMorphWire final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatTheVendorsClientSends_data();
    void sendsWhatTheVendorsClientSends();
    void aLoneSurrogateIsSentAsReplacement();
    void longTextsAreSentWhole();
    void dropsTrailingSlashesOfTheBase_data();
    void dropsTrailingSlashesOfTheBase();
    void aKeyThatNoHeaderMayHoldIsRefused_data();
    void aKeyThatNoHeaderMayHoldIsRefused();
    void readsRawAnswers_data();
    void readsRawAnswers();
    void readsProviderAnswers_data();
    void readsProviderAnswers();
    void judgesStatuses_data();
    void judgesStatuses();
};

void TestMorphWire::sendsWhatTheVendorsClientSends_data()
{
    QTest::addColumn<QJsonObject>("golden");
    QFile file(QStringLiteral(TEST_DATA_DIR "/morph-requests.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray requests = QJsonDocument::fromJson(file.readAll())["requests"_L1].toArray();
    QCOMPARE(requests.size(), 28);
    for (const QJsonValue golden : requests)
        QTest::newRow(qPrintable(golden["case"_L1].toString())) << golden.toObject();
}

void TestMorphWire::sendsWhatTheVendorsClientSends()
{
    QFETCH(QJsonObject, golden);
    const QString name = golden["case"_L1].toString();
    if (name == "req-input-lone-surrogate"_L1 || name == "req-input-undefined"_L1)
        QSKIP("not expressible: the text is always there and always UTF-8");
    if (golden["body_text"_L1].isNull())
        QSKIP("the text is not part of the data; its length is tried below");

    const QByteArray body = golden["body_text"_L1].toString().toUtf8();
    const QJsonObject sent = QJsonDocument::fromJson(body).object();
    const QByteArray input = sent["input"_L1].toString().toUtf8();
    const QByteArray mode = sent["mode"_L1].toString().toUtf8();
    const QByteArray ours = proxy::morphBody(input, mode);
    QCOMPARE(ours, body);
    QCOMPARE(ours.size(), golden["body_bytes"_L1].toInteger());
    const auto digest = QCryptographicHash::hash(ours, QCryptographicHash::Sha256).toHex();
    QCOMPARE(QString::fromLatin1(digest), golden["body_sha256"_L1].toString());

    const QByteArray authorization = golden["authorization"_L1].toString().toUtf8();
    QCOMPARE(proxy::morphAuthorization(authorization.mid(7) + ' '), authorization);
}

void TestMorphWire::aLoneSurrogateIsSentAsReplacement()
{
    QCOMPARE(proxy::morphBody("a\xed\xa0\xbd"
                              "b",
                              "balanced")
                 .startsWith("{\"input\":\"a\xef\xbf\xbd"),
             true);
}

void TestMorphWire::longTextsAreSentWhole()
{
    QCOMPARE(proxy::morphBody(QByteArray(10000, 'x'), "balanced").size(), 10030);
    QCOMPARE(proxy::morphBody(QByteArray(300000, 'x'), {}).size(), 300030);
}

void TestMorphWire::dropsTrailingSlashesOfTheBase_data()
{
    QTest::addColumn<QUrl>("asked");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *what, const QUrl &asked, const char *expected) {
        QTest::newRow(what) << asked << QString::fromLatin1(expected);
    };
    row("plain", url(kBase), "https://api.morphllm.com/v1/router/raw");
    row("one slash", url("https://api.morphllm.com/"), "https://api.morphllm.com/v1/router/raw");
    row("three slashes", url("http://h:1///"), "http://h:1/v1/router/raw");
    row("a path", url("http://h/base/v9/"), "http://h/base/v9/v1/router/raw");
    row("an encoded path", url("http://h/a%2Fb"), "http://h/a%2Fb/v1/router/raw");
    row("what does not belong", url("http://u:p@h/?q=1#f"), "http://h/v1/router/raw");
    row("anthropic", url(kBase, RouterSelector::Provider),
        "https://api.morphllm.com/v1/router/anthropic");
    row("openai", url(kBase, RouterSelector::Provider, RouterProvider::OpenAi),
        "https://api.morphllm.com/v1/router/openai");
    row("gemini", url(kBase, RouterSelector::Provider, RouterProvider::Gemini),
        "https://api.morphllm.com/v1/router/gemini");
    row("raw for any provider", url(kBase, RouterSelector::Raw, RouterProvider::Gemini),
        "https://api.morphllm.com/v1/router/raw");
}

void TestMorphWire::dropsTrailingSlashesOfTheBase()
{
    QFETCH(QUrl, asked);
    QTEST(asked.toString(QUrl::FullyEncoded), "expected");
}

void TestMorphWire::aKeyThatNoHeaderMayHoldIsRefused_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("authorization"); // empty: refused
    QTest::newRow("plain") << QByteArray("sk-1") << QByteArray("Bearer sk-1");
    QTest::newRow("white space around") << QByteArray(" sk-1\n") << QByteArray("Bearer sk-1");
    QTest::newRow("a newline inside") << QByteArray("sk\n-1") << QByteArray();
    QTest::newRow("a space inside") << QByteArray("sk 1") << QByteArray();
    QTest::newRow("not ASCII") << QByteArray("sk-\xc3\xa4") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("blank") << QByteArray("  ") << QByteArray();
}

void TestMorphWire::aKeyThatNoHeaderMayHoldIsRefused()
{
    QFETCH(QByteArray, key);
    QTEST(proxy::morphAuthorization(key).value_or(QByteArray()), "authorization");
}

void TestMorphWire::readsRawAnswers_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("difficulty"); // "malformed", or "" for an unknown label
    QTest::addColumn<QByteArray>("label");
    const auto row = [](const char *body, const char *difficulty, const char *label) {
        QTest::newRow(body) << QByteArray(body) << QByteArray(difficulty) << QByteArray(label);
    };
    row(R"({"difficulty":"easy"})", "easy", "easy");
    row(R"({"difficulty":"medium","confidence":0.4,"new":[1]})", "medium", "medium");
    row(R"( {"difficulty":"hard"} )", "hard", "hard");
    row(R"({"difficulty":"needs_info"})", "needs_info", "needs_info");
    row(R"({"difficulty":""})", "medium", "");
    row(R"({"difficulty":null,"model":"hard"})", "hard", "hard");
    row(R"({"model":"easy"})", "easy", "easy");
    row(R"({"model":"gpt-5"})", "", "gpt-5");
    row(R"({"difficulty":"EASY"})", "", "EASY");
    row(R"({"difficulty":2})", "", "2");
    row(R"({"difficulty":["easy"]})", "", R"(["easy"])");
    row(R"({})", "malformed", "");
    row(R"({"difficulty":null})", "malformed", "");
    row(R"({"error":{"message":"no"}})", "malformed", "");
    row("null", "malformed", "");
    row(R"(["easy"])", "malformed", "");
    row(R"("easy")", "malformed", "");
    row("", "malformed", "");
    row("<html>", "malformed", "");
    row(R"({"difficulty":"ea)", "malformed", "");
    row("{\"difficulty\":\"\xff\"}", "malformed", "");
}

void TestMorphWire::readsRawAnswers()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, difficulty);
    const auto answer = proxy::parseMorphAnswer(body, RouterSelector::Raw);
    if (difficulty == "malformed") {
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::RouterMalformed);
        return;
    }
    QVERIFY(answer);
    QCOMPARE(QByteArray(proxy::name(answer->difficulty)), difficulty);
    QTEST(answer->label, "label");
    QVERIFY(answer->model.isEmpty());
}

void TestMorphWire::readsProviderAnswers_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("model"); // "malformed", or "" for an unusable one
    QTest::addColumn<QByteArray>("difficulty");
    const auto row = [](const char *body, const char *model, const char *difficulty) {
        QTest::newRow(body) << QByteArray(body) << QByteArray(model) << QByteArray(difficulty);
    };
    row(R"({"model":"claude-4.5-haiku","confidence":0.93})", "claude-4.5-haiku", "");
    row(R"({"model":"gpt-5-high","difficulty":"hard"})", "gpt-5-high", "hard");
    row(R"({"model":"gpt-5-high","difficulty":"odd"})", "gpt-5-high", "");
    row(R"({"model":""})", "", "");
    row(R"({"model":7,"difficulty":"easy"})", "", "");
    row(R"({"model":null})", "malformed", "");
    row(R"({"difficulty":"easy"})", "malformed", "");
    row("[]", "malformed", "");
    QTest::newRow("the longest model")
        << R"({"model":")" + QByteArray(128, 'm') + R"("})" << QByteArray(128, 'm') << QByteArray();
    QTest::newRow("one byte more")
        << R"({"model":")" + QByteArray(129, 'm') + R"("})" << QByteArray() << QByteArray();
    QTest::newRow("a model longer than any name")
        << R"({"model":")" + QByteArray(500, 'm') + R"("})" << QByteArray() << QByteArray();
}

void TestMorphWire::readsProviderAnswers()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, model);
    const auto answer = proxy::parseMorphAnswer(body, RouterSelector::Provider);
    if (model == "malformed") {
        QVERIFY(!answer);
        return;
    }
    QVERIFY(answer);
    QCOMPARE(answer->model, model);
    QTEST(QByteArray(proxy::name(answer->difficulty)), "difficulty");
}

void TestMorphWire::judgesStatuses_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<bool>("retried");
    QTest::addColumn<bool>("counts");
    const auto row = [](int status, ErrorCode code, bool retried, bool counts) {
        QTest::newRow(qPrintable(QString::number(status))) << code << retried << counts;
    };
    row(0, ErrorCode::RouterUnreachable, true, true);
    row(103, ErrorCode::RouterMalformed, true, true);
    row(301, ErrorCode::RouterMalformed, false, true);
    row(302, ErrorCode::RouterMalformed, false, true);
    row(307, ErrorCode::RouterMalformed, false, true);
    row(400, ErrorCode::RouterRejected, false, false);
    row(401, ErrorCode::RouterUnauthorized, false, true);
    row(402, ErrorCode::RouterUnauthorized, false, true);
    row(403, ErrorCode::RouterUnauthorized, false, true);
    row(404, ErrorCode::RouterRejected, false, false);
    row(408, ErrorCode::RouterTimeout, true, true);
    row(413, ErrorCode::RouterRejected, false, false);
    row(422, ErrorCode::RouterRejected, false, false);
    row(429, ErrorCode::RouterRateLimited, true, true);
    row(500, ErrorCode::RouterFailed, true, true);
    row(503, ErrorCode::RouterFailed, true, true);
    row(599, ErrorCode::RouterFailed, true, true);
    row(600, ErrorCode::RouterMalformed, true, true);
}

void TestMorphWire::judgesStatuses()
{
    const auto judged =
        proxy::judgeMorphStatus(QString::fromLatin1(QTest::currentDataTag()).toInt());
    QTEST(judged.error.code, "code");
    QTEST(judged.mayBeRetried, "retried");
    QTEST(judged.counts, "counts");
    QCOMPARE(judged.error.source, proxy::ErrorSource::Router);
}

QTEST_GUILESS_MAIN(TestMorphWire)
#include "tst_morphwire.moc"
