// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/agentwatch.h"
#include "proxy/inspect/requestinspector.h"

#include <QTest>

using proxy::AgentSigns;
using proxy::Dialect;
using proxy::InspectorTables;
using proxy::RequestInspector;

namespace {

AgentSigns signsOf(Dialect dialect, const QByteArray &body)
{
    static const InspectorTables kTables = *proxy::loadInspectorTables();
    const auto facts = RequestInspector(kTables).inspect(dialect, body);
    return facts.signs;
}

QByteArray joined(const QList<QByteArray> &messages)
{
    return messages.join(',');
}

// Anthropic's messages.

AgentSigns claude(const QList<QByteArray> &messages)
{
    return signsOf(Dialect::Anthropic, R"({"model":"m","messages":[)" + joined(messages) + "]}");
}

QByteArray typed(const QByteArray &text)
{
    return R"({"role":"user","content":[{"type":"text","text":")" + text + R"("}]})";
}

QByteArray call(const QByteArray &input)
{
    return R"({"role":"assistant","content":[{"type":"tool_use","id":"t)" + input
           + R"(","name":"Bash","input":{"command":")" + input + R"("}}]})";
}

QByteArray result(bool failed)
{
    return R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":)"
           + QByteArray(failed ? "true" : "false") + R"(,"content":"Error or not"}]})";
}

// OpenAI's.

QByteArray chatCall(const QByteArray &id, const QByteArray &command)
{
    return R"({"role":"assistant","content":null,"tool_calls":[{"id":")" + id
           + R"(","type":"function","function":{"name":"sh","arguments":")" + command + R"("}}]})";
}

QByteArray chatResult(const QByteArray &text)
{
    return R"({"role":"tool","tool_call_id":"1","content":")" + text + R"("})";
}

QByteArray item(const QByteArray &command)
{
    return R"({"type":"function_call","call_id":")" + command + R"(","name":"sh","arguments":")"
           + command + R"("})";
}

/// As escaped in a body.
const QByteArray kFailedOutput =
    "{\\\"output\\\":\\\"x\\\",\\\"metadata\\\":{\\\"exit_code\\\":1}}";

QByteArray output(const QByteArray &text)
{
    return R"({"type":"function_call_output","call_id":"1","output":")" + text + R"("})";
}

} // namespace

class TestAgentWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsErrorsAmongTheLastFourResults();
    void countsHowOftenTheLatestCallWasMade();
    void anAskHasTheSignsOfTheTurnBefore();
    void readsChatCompletions();
    void readsResponses();
    void tellsAFailureByItsBeginning_data();
    void tellsAFailureByItsBeginning();
    void knowsThePlanModeOfAgents_data();
    void knowsThePlanModeOfAgents();
};

void TestAgentWatch::countsErrorsAmongTheLastFourResults()
{
    QCOMPARE(claude({typed("x"), call("a"), result(true)}).failedResults, 1);
    QCOMPARE(claude({typed("x"), call("a"), result(true), call("b"), result(false)}).failedResults,
             1);
    QList<QByteArray> messages {typed("x"), call("a"), result(true)};
    for (int i = 0; i < 4; ++i)
        messages << call("b") << result(false);
    QCOMPARE(claude(messages).failedResults, 0);
}

void TestAgentWatch::countsHowOftenTheLatestCallWasMade()
{
    const auto loop = [](const QByteArray &commands) {
        QList<QByteArray> messages {typed("x")};
        for (const char command : commands)
            messages << call(QByteArray(1, command)) << result(false);
        return claude(messages).sameCalls;
    };
    QCOMPARE(loop(""), 0);
    QCOMPARE(loop("a"), 1);
    QCOMPARE(loop("ab"), 1);
    QCOMPARE(loop("aba"), 2);
    QCOMPARE(loop("aaa"), 3);
    QCOMPARE(loop("abcaa"), 3);
    QCOMPARE(loop("abbbbbbbba"), 1); // the first is no longer among the last eight
    QCOMPARE(loop("aaaaaaaaaa"), 8);
}

void TestAgentWatch::anAskHasTheSignsOfTheTurnBefore()
{
    const QList<QByteArray> worked {
        typed("x"),   call("a"), result(true), call("a"),
        result(true), call("a"), result(true), R"({"role":"assistant","content":"done"})"};
    const AgentSigns next = claude(worked + QList<QByteArray> {typed("y")});
    QCOMPARE(next.failedResults, 3);
    QCOMPARE(next.sameCalls, 3);
    const AgentSigns later = claude(
        worked
        + QList<QByteArray> {typed("y"), R"({"role":"assistant","content":"ok"})", typed("z")});
    QCOMPARE(later.failedResults, 0);
    QCOMPARE(later.sameCalls, 0);
    const AgentSigns loop =
        claude(worked + QList<QByteArray> {typed("y"), call("b"), result(false)});
    QCOMPARE(loop.failedResults, 0);
    QCOMPARE(loop.sameCalls, 1);
}

void TestAgentWatch::readsChatCompletions()
{
    const auto signs = signsOf(
        Dialect::OpenAiChat,
        R"({"model":"m","messages":[)"
            + joined({R"({"role":"user","content":"x"})", chatCall("1", "make"),
                      chatResult("Error: no rule"), chatCall("2", "make"), chatResult("fine"),
                      chatCall("3", "make"), chatResult("Exit code: 2\\nx")})
            + "]}");
    QCOMPARE(signs.failedResults, 2);
    QCOMPARE(signs.sameCalls, 3);
}

void TestAgentWatch::readsResponses()
{
    const auto signs =
        signsOf(Dialect::OpenAiResponses,
                R"({"model":"m","input":[)"
                    + joined({R"({"role":"user","content":"x"})", item("make"),
                              output(kFailedOutput), item("make"), output("Exit code: 0\\nfine"),
                              item("test"), output("Exit code: 1")})
                    + "]}");
    QCOMPARE(signs.failedResults, 2);
    QCOMPARE(signs.sameCalls, 1);
}

void TestAgentWatch::tellsAFailureByItsBeginning_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("failed");
    const auto row = [](const QByteArray &text, bool failed) {
        QTest::newRow(text.isEmpty() ? "nothing" : text.constData()) << text << failed;
    };
    row("", false);
    row("Error", true);
    row("error: x", true);
    row("Errand", false);
    row("all tests pass, no Error", false);
    row("Traceback (most recent call last):", true);
    row("Exit code: 0", false);
    row("Exit code: 1", true);
    row("Exit code 127", true);
    row("Exit code:", false);
    row(QByteArray(kFailedOutput).replace('1', '0'), false);
    row(kFailedOutput, true);
}

void TestAgentWatch::tellsAFailureByItsBeginning()
{
    QFETCH(QByteArray, text);
    QTEST(proxy::tellsFailure(text), "failed");
    QVERIFY(!proxy::tellsFailure(QByteArray(300, ' ') + "Error"));
}

void TestAgentWatch::knowsThePlanModeOfAgents_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("plans");
    const auto claudeRow = [](const char *name, const QByteArray &blocks, bool plans) {
        QTest::newRow(name) << QByteArray(R"({"model":"m","messages":[{"role":"user","content":[)"
                                          + blocks + R"({"type":"text","text":"go"}]}]})")
                            << plans;
    };
    const auto reminder = [](const QByteArray &text) {
        return R"({"type":"text","text":"<system-reminder>\n)" + text
               + R"(\n</system-reminder>"},)";
    };
    claudeRow("none", "", false);
    claudeRow("a reminder of something else", reminder("The date has changed."), false);
    claudeRow("plan mode is named", reminder("Tools: Plan mode is active when asked"), false);
    claudeRow("plan mode", reminder("Plan mode is active. The user wants a plan."), true);
    claudeRow("among others",
              reminder("Plan mode is active. X") + reminder("The date has changed."), true);
    const auto codexRow = [](const char *name, const QByteArray &items, bool plans) {
        QTest::newRow(name) << QByteArray(R"({"model":"m","input":[)" + items
                                          + R"({"role":"user","content":"go"}]})")
                            << plans;
    };
    const auto mode = [](const QByteArray &text) {
        return R"({"role":"developer","content":"<collaboration_mode>)" + text
               + R"(</collaboration_mode>"},)";
    };
    codexRow("codex plans", mode("# Plan Mode (Conversational)"), true);
    codexRow("codex works", mode("# Collaboration Mode: Default"), false);
    codexRow("codex planned before",
             mode("# Plan Mode") + R"({"role":"user","content":"x"},)" + mode("# Default"), false);
    codexRow("codex plans now",
             mode("# Default") + R"({"role":"user","content":"x"},)" + mode("# Plan Mode"), true);
}

void TestAgentWatch::knowsThePlanModeOfAgents()
{
    QFETCH(QByteArray, body);
    const Dialect dialect =
        body.contains("\"input\"") ? Dialect::OpenAiResponses : Dialect::Anthropic;
    QTEST(signsOf(dialect, body).plans, "plans");
}

QTEST_GUILESS_MAIN(TestAgentWatch)
#include "tst_agentwatch.moc"
