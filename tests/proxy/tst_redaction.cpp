// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/redaction.h"

#include <QTest>

using namespace proxy;

class TestRedaction final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void masksCredentialsInTargets_data();
    void masksCredentialsInTargets();
    void cutsEndlessTargets();
    void showsAtMostTheEndOfAKey();
    void masksWhateverLooksLikeAKey_data();
    void masksWhateverLooksLikeAKey();
    void leavesWhatIsNoSecret_data();
    void leavesWhatIsNoSecret();
    void cutsEndlessValues();
};

void TestRedaction::masksCredentialsInTargets_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const char *target, const char *shown) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(shown);
    };
    row("/v1/messages?beta=true", "/v1/messages?beta=true");
    row("/v1beta/models/x:y?key=AIza&alt=sse", "/v1beta/models/x:y?key=***&alt=sse");
    row("/a?alt=sse&Auth_Token=s3", "/a?alt=sse&Auth_Token=***");
    row("/a?%6bey=s3", "/a?%6bey=***");
    row("/anthropic/callback?code=1&state=2", "/anthropic/callback?code=***&state=***");
    for (const char *name : {"api-key",
                             "x-api-key",
                             "X-Goog-Api-Key",
                             "client_secret",
                             "refresh_token",
                             "id_token",
                             "authorization",
                             "subscription-key",
                             "session_token",
                             "oauth_token",
                             "apiKey",
                             "apikey",
                             "accessToken",
                             "userAuth",
                             "dataAuth",
                             "quizAuth",
                             "ACCESS_TOKEN",
                             "X-Amz-Security-Token",
                             "X-Amz-Signature",
                             "X-Amz-Credential",
                             "sig",
                             "signature",
                             "pwd",
                             "passphrase",
                             "auth",
                             "token[]",
                             "token[0]",
                             "auth[token]",
                             "user.password",
                             "%61pi%2Dkey",
                             "api%255fkey",
                             "csrf",
                             "jwt"}) {
        const QByteArray start = QByteArray("/a?x=1&") + name + '=';
        row((start + "value&y=2").constData(), (start + "***&y=2").constData());
        row((start + "value;y=2").constData(), (start + "***;y=2").constData());
    }
    row("/a?api%2525255fkey=value", "/a?api%2525255fkey=***");
    row("/a?api%252525255fkey=value", "/a?api%252525255fkey=value"); // whoever decodes five times
    row("/a?q=sk-ant-api03-AbCdEf", "/a?q=…CdEf");
    row("/a?q=x.sk-ant-api03-AbCdEf", "/a?q=x.…CdEf");
    row("/a?q=%73k-ant-api03-AbCdEf", "/a?q=…CdEf");
    row("/a?sk-ant-api03-AbCdEf", "/a?…CdEf");
    row("/a?key%3dvalue-of-it", "/a?key=…");
    row("/bot/sk-ant-api03-AbCdEf/x", "/bot/…Ef/x");
    row("http://user:pass@host/a?b=1", "http://***@host/a?b=1");
    row("/a?monkey=1&max_tokens=2&keyword=x&author=y",
        "/a?monkey=1&max_tokens=2&keyword=x&author=y");
    row("/v1/files/file-abc%20def?after=msg_01HkcTjaV5uDC8jWR4ZsDV8d",
        "/v1/files/file-abc%20def?after=msg_01HkcTjaV5uDC8jWR4ZsDV8d");
    row("/a?key", "/a?key");
    row("/a?", "/a?");
    row("/a?&&", "/a?&&");
}

void TestRedaction::masksCredentialsInTargets()
{
    QFETCH(QByteArray, target);
    QTEST(redactedTarget(target), "shown");
}

void TestRedaction::cutsEndlessTargets()
{
    QCOMPARE(redactedTarget(QByteArray(100000, 'a')).size(), 2048);
    QVERIFY(redactedTarget("/?" + QByteArray("a=b&").repeated(5000)).size() <= 2048);
}

void TestRedaction::showsAtMostTheEndOfAKey()
{
    QCOMPARE(redactedHeader("Authorization", "Bearer sk-secret-1234"), QByteArray("…1234"));
    QCOMPARE(redactedHeader("x-api-key", "short"), QByteArray("…"));
    QCOMPARE(redactedHeader("Accept", "*/*"), QByteArray("*/*"));
}

void TestRedaction::masksWhateverLooksLikeAKey_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("secret");
    const auto row = [](const char *name, const QByteArray &value, const char *secret) {
        QTest::newRow(name) << QByteArray(name) << value << QByteArray(secret);
    };
    row("AUTHORIZATION", "Bearer abcdefghijklmnop", "abcdefgh");
    row("Proxy-Authorization", "Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpw");
    row("X-Goog-Api-Key", "AIzaSyA1234567890", "SyA12345");
    row("Cookie", "session=0123456789abcdef; theme=dark", "0123456789");
    row("Set-Cookie", "session=0123456789abcdef; Path=/", "0123456789");
    row("X-My-Password", "correct horse battery staple", "horse");
    row("X-Vendor-Token", "t-0123456789abcdef", "0123456789");
    row("X-Custom", "sk-ant-api03-AbCdEf-0123456789", "api03");
    row("X-Trace", "user=jane,key=ghp_0123456789abcdefghij", "0123456789");
    row("X-Assertion", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "hbGciOiJI");
    row("X-Blob", "q7Rk2LmZx9VbN4tYw8EjH3sD", "q7Rk2LmZ");
    row("X-Hex", QByteArray("0123456789abcdef").repeated(4), "0123456789");
    row("X-Hex", "0123456789abcdef0123456789abcdef012345678", "0123456789");
    row("X-Key", "sk-abcdefghi", "abcdef");
    row("Referer", "https://example.org/app?auth_token=s3cr3t&x=1", "s3cr3t");
    row("Sec-WebSocket-Protocol", "realtime, openai-insecure-api-key.sk-proj-abcdefghijk",
        "proj-abc");
    row("Sec-WebSocket-Protocol", "openai-insecure-api-key.sk-abcdefghijklmnop", "abcdefgh");
    row("X-Info", "api_key=correct-horse", "horse");
    row("X-Info", "apiKey: \"correct-horse\"", "horse");
    row("X-Info", "{\"client_secret\":\"correct-horse\"}", "horse");
    row("X-Forwarded-Credentials", "correct horse", "horse");
    row("X-Original-Auth", "correct horse", "horse");
    row("X-Upstream", "Bearer abcdefghijklm", "abcdef");
    row("X-Upstream", "http://jane:correct-horse@host/x", "horse");
    row("X-Encoded", "sk%2Dant%2Dapi03%2DAbCdEf", "api03");
    row("X-Url", "https://host/cb?x=1&%61pi-key=correct-horse", "horse");
    row("X-Url", "https://host/cb?refresh_token=correct-horse;x=1", "horse");
    row("ApiKey", "correct-horse", "horse");
    row("Token", "correct-horse", "horse");
    row("X-AuthToken", "correct-horse", "horse");
    row("X-Request-Id", "sk-ant-api03-AbCdEf-0123456789", "api03");
}

void TestRedaction::masksWhateverLooksLikeAKey()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, secret);
    QVERIFY(value.contains(secret));
    QVERIFY2(!redactedHeader(name, value).contains(secret),
             redactedHeader(name, value).constData());
}

void TestRedaction::leavesWhatIsNoSecret_data()
{
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *name, const char *value) {
        QTest::newRow(name) << QByteArray(value);
    };
    row("User-Agent", "claude-cli/2.0.14 (external, cli)");
    row("anthropic-beta", "claude-code-20250219,interleaved-thinking-2025-05-14");
    row("anthropic-ratelimit-input-tokens-remaining", "399000");
    row("anthropic-ratelimit-tokens-reset", "2026-11-23T22:10:00Z");
    row("X-Claude-Code-Session-Id", "0f8fad5b-d9cb-469f-a165-70867728950e");
    row("request-id", "req_011CSHoEeqs5C35K2UUqR7Fy");
    row("Content-Type", "text/event-stream; charset=utf-8");
    row("x-llm-proxy-selected-model", "claude-haiku-4-5-20251001");
    row("Date", "Mon, 23 Nov 2026 22:10:00 GMT");
    row("X-Commit", "0123456789abcdef0123456789abcdef01234567");
    row("X-Mixed", "q7Rk2LmZx9VbN4tYw8EjH3s");
    row("X-Short", "sk-abcdefgh");
    row("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
}

void TestRedaction::leavesWhatIsNoSecret()
{
    QFETCH(QByteArray, value);
    QCOMPARE(redactedHeader(QTest::currentDataTag(), value), value);
}

void TestRedaction::cutsEndlessValues()
{
    QCOMPARE(redactedHeader("X-Long", QByteArray("ab ").repeated(100000)).size(), 1024);
}

QTEST_GUILESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
