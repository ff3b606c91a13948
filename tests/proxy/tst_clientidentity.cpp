// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/clientidentity.h"

#include <QTest>

class TestClientIdentity final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesClientsByTheirUserAgent_data();
    void namesClientsByTheirUserAgent();
    void takesTheSessionFromHeaders_data();
    void takesTheSessionFromHeaders();
    void takesTheSessionFromAUserId_data();
    void takesTheSessionFromAUserId();
};

void TestClientIdentity::namesClientsByTheirUserAgent_data()
{
    QTest::addColumn<QByteArray>("userAgent");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("version");
    const auto row = [](const char *userAgent, const char *name, const char *version) {
        QTest::newRow(userAgent) << QByteArray(userAgent) << QByteArray(name)
                                 << QByteArray(version);
    };
    row("claude-cli/2.1.3 (external, sdk-cli)", "claude-code", "2.1.3");
    row("codex_exec/0.1.2 (Debian 12; x86_64) dumb", "codex", "0.1.2");
    row("codex_cli_rs/0.77.0-alpha.1 (x)", "codex", "0.77.0-alpha.1");
    row("codex_vscode/1.0", "codex", "1.0");
    row("GeminiCLI-tui/0.61.0/gemini-2.5-pro (linux)", "gemini-cli", "0.61.0");
    row("GeminiCLI/v22.1.0 (linux)", "gemini-cli", "");
    row("QwenCode/0.24.4 (linux; x64)", "qwen-code", "0.24.4");
    row("opencode/1.18.0 ai-sdk/x", "opencode", "1.18.0");
    row("pi/0.73.1", "pi", "0.73.1");
    row("pip/23.0", "pip", "23.0");
    row("Anthropic/Python 0.71.0", "anthropic-sdk-python", "0.71.0");
    row("OpenAI/JS 5.2.0", "openai-sdk-js", "5.2.0");
    row("google-genai-sdk/1.30.0 gl-node/v22", "google-genai", "1.30.0");
    row("curl/8.5.0", "curl", "8.5.0");
    row("Mozilla/5.0 (X11)", "mozilla", "5.0");
    row("Some Thing 1.0", "some", "");
    row("python-requests/2.31", "python-requests", "2.31");
    row("", "", "");
    row("(odd)", "", "");
    row("\xC3\xBC/1", "", "");
}

void TestClientIdentity::namesClientsByTheirUserAgent()
{
    QFETCH(QByteArray, userAgent);
    proxy::HeaderList headers;
    headers.append("user-AGENT", userAgent);
    const auto client = proxy::identifyClient(headers);
    QTEST(client.name, "name");
    QTEST(client.version, "version");
    QVERIFY(client.session.isEmpty());
}

void TestClientIdentity::takesTheSessionFromHeaders_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("session");
    for (const char *header : {"X-Claude-Code-Session-Id", "session_id", "Session-Id",
                               "x-session-id", "conversation_id", "x-grok-conv-id"})
        QTest::newRow(header) << QByteArray(header) << QByteArray("s-1") << QByteArray("s-1");
    const QByteArray header = "x-session-id";
    QTest::newRow("trimmed") << header << QByteArray(" s ") << QByteArray("s");
    QTest::newRow("longest") << header << QByteArray(128, 's') << QByteArray(128, 's');
    QTest::newRow("too long") << header << QByteArray(129, 's') << QByteArray();
    QTest::newRow("not printable") << header << QByteArray("a\tb") << QByteArray();
    QTest::newRow("another field") << QByteArray("x-session") << QByteArray("s") << QByteArray();
}

void TestClientIdentity::takesTheSessionFromHeaders()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, value);
    proxy::HeaderList headers;
    headers.append(header, value);
    QTEST(proxy::identifyClient(headers).session, "session");
}

void TestClientIdentity::takesTheSessionFromAUserId_data()
{
    QTest::addColumn<QByteArray>("userId");
    QTest::addColumn<QByteArray>("session");
    QTest::newRow("old form") << QByteArray("user_0f_account__session_1-2") << QByteArray("1-2");
    QTest::newRow("with account") << QByteArray("user_0f_account_a-b_session_1-2")
                                  << QByteArray("1-2");
    QTest::newRow("JSON") << QByteArray(R"({"device_id":"d","session_id":"1-2"})")
                          << QByteArray("1-2");
    QTest::newRow("JSON without") << QByteArray(R"({"device_id":"d"})") << QByteArray();
    QTest::newRow("broken JSON") << QByteArray(R"({"session_id":"1-2")") << QByteArray();
    QTest::newRow("somebody's own") << QByteArray("mail@example.org") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void TestClientIdentity::takesTheSessionFromAUserId()
{
    QFETCH(QByteArray, userId);
    QTEST(proxy::sessionOfUserId(userId), "session");
}

QTEST_GUILESS_MAIN(TestClientIdentity)
#include "tst_clientidentity.moc"
