// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/stopreason.h"

#include <QTest>

using proxy::StopMeaning;
using proxy::stopMeaningOf;

class TestStopReason final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesWordsByTheirMeaning_data();
    void judgesWordsByTheirMeaning();
    void saysThemInEitherDialect();
};

void TestStopReason::judgesWordsByTheirMeaning_data()
{
    QTest::addColumn<StopMeaning>("meaning");
    const auto rows = [](StopMeaning meaning, std::initializer_list<const char *> words) {
        for (const char *word : words)
            QTest::newRow(word) << meaning;
    };
    rows(StopMeaning::Normal,
         {"", "stop", "STOP", "tool_calls", "tool-calls", "toolUse", "function_call", "end_turn",
          "stop_sequence", "pause_turn", "eos", "eos_token", "COMPLETE"});
    rows(StopMeaning::Limit,
         {"length", "max_tokens", "MAX_TOKENS", "maxTokens", "max_output_tokens", "model_length",
          "model_context_window_exceeded", "context_length_exceeded", "ERROR_LIMIT", "incomplete"});
    rows(StopMeaning::Filter, {"content_filter", "refusal", "SAFETY", "IMAGE_SAFETY", "sensitive",
                               "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII",
                               "content_filtered", "guardrail_intervened", "ERROR_TOXIC"});
    rows(StopMeaning::Failure,
         {"error", "ERROR", "abort", "aborted", "cancelled", "canceled", "timeout", "timed_out",
          "network_error", "insufficient_system_resource", "engine_failure",
          "MALFORMED_FUNCTION_CALL", "rate_limit_exceeded"});
    rows(StopMeaning::Unknown, {"weird", "OTHER", "FINISH_REASON_UNSPECIFIED"});
}

void TestStopReason::judgesWordsByTheirMeaning()
{
    QTEST(stopMeaningOf(QTest::currentDataTag()), "meaning");
}

void TestStopReason::saysThemInEitherDialect()
{
    QCOMPARE(proxy::finishReasonOf(StopMeaning::Limit, true), QByteArrayView("length"));
    QCOMPARE(proxy::finishReasonOf(StopMeaning::Filter, true), QByteArrayView("content_filter"));
    QCOMPARE(proxy::finishReasonOf(StopMeaning::Normal, true), QByteArrayView("tool_calls"));
    QCOMPARE(proxy::finishReasonOf(StopMeaning::Unknown, false), QByteArrayView("stop"));
    QCOMPARE(proxy::stopReasonOf(StopMeaning::Limit, true), QByteArrayView("max_tokens"));
    QCOMPARE(proxy::stopReasonOf(StopMeaning::Filter, true), QByteArrayView("refusal"));
    QCOMPARE(proxy::stopReasonOf(StopMeaning::Normal, true), QByteArrayView("tool_use"));
    QCOMPARE(proxy::stopReasonOf(StopMeaning::Unknown, false), QByteArrayView("end_turn"));
}

QTEST_GUILESS_MAIN(TestStopReason)
#include "tst_stopreason.moc"
