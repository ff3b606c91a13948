// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/harnessenvelopes.h"
#include "proxy/inspect/inspectortables.h"

#include <QTest>

using proxy::HarnessEnvelopes;

class TestHarnessEnvelopes final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesWhatAPersonTyped_data();
    void leavesWhatAPersonTyped();
    void refusesABrokenTable_data();
    void refusesABrokenTable();
    void aTableIsReadUpToItsLimits();
    void everyEntryMayBeginATextOfItsOwn();
};

void TestHarnessEnvelopes::leavesWhatAPersonTyped_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("typed");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &typed) {
        QTest::newRow(name) << text << typed;
    };
    const QByteArray reminder = "<system-reminder>\nhush\n</system-reminder>";
    row("plain", "do it", "do it");
    row("trimmed", "\n do it\t\n", "do it");
    row("nothing", "", "");
    row("only an envelope", reminder, "");
    row("envelope, then words", reminder + "\n\ndo it", "do it");
    row("words, then envelope", "do it\n" + reminder + "\n", "do it");
    row("between two", reminder + "do it\n" + reminder, "do it");
    row("one line", "<system-reminder>a</system-reminder> do it", "do it");
    row("two in a line", "<total_tokens>1</total_tokens> <total_tokens>2</total_tokens>", "");
    row("indented", "do it\n  <system-reminder>\nx</system-reminder>", "do it");
    row("words on both sides", "one\n" + reminder + "\ntwo", "one\n\ntwo");
    row("mention in a sentence", "what does <system-reminder> do?",
        "what does <system-reminder> do?");
    row("mentioned pair in a sentence", "is <skill>x</skill> legal?", "is <skill>x</skill> legal?");
    row("never closed", "<system-reminder>\ndo it", "<system-reminder>\ndo it");
    row("closed only", "</system-reminder> do it", "</system-reminder> do it");
    row("longer name", "<system-reminders>x</system-reminders>",
        "<system-reminders>x</system-reminders>");
    row("attributes", "<task-notification id=\"7\">\nready</task-notification>\ngo on", "go on");
    row("nested",
        "<system-reminder>\na\n<system-reminder>\nb\n</system-reminder>\n"
        "c\n</system-reminder>\ndo it",
        "do it");
    row("mentions its own opening",
        "<system-reminder>\nsee <system-reminder> tags\n"
        "</system-reminder>\ndo it",
        "do it");
    row("other kind inside", "<environment_context>\n<system-reminder>\n</environment_context>\nx",
        "x");
    row("close tag with more words", "<permissions instructions>\nall\n</permissions instructions>",
        "");
    row("markup that looks alike", "<permissions>\nall\n</permissions>",
        "<permissions>\nall\n</permissions>");
    row("instructions file",
        "# AGENTS.md instructions for /srv\n\n<INSTRUCTIONS>\n# a\n</INSTRUCTIONS>\ndo it",
        "do it");
    row("keeps content", "<task>\nround <b>corners</b>\n</task>", "round <b>corners</b>");
    row("keeps content with attributes", "<user_query lang=\"en\">hi</user_query>", "hi");
    row("arguments of a command",
        "<command-name>/x</command-name>\n<command-args>the rest</command-args>", "the rest");
    row("empty arguments", "<command-name>/x</command-name>\n<command-args></command-args>", "");
    row("interruption", "[Request interrupted by user]", "");
    row("interruption with words", "[Request interrupted by user] really?",
        "[Request interrupted by user] really?");
    row("summary of an earlier conversation",
        "This session is being continued from a previous conversation that was long.", "");
    row("summary of a model before",
        "Another language model started to solve this problem and produced a summary of its "
        "thinking process. You also have access to its tools. Summary: fix the test.",
        "");
    row("many lines", "<a>\n<b>\n#\n[\nThis\n", "<a>\n<b>\n#\n[\nThis");
}

void TestHarnessEnvelopes::leavesWhatAPersonTyped()
{
    static const auto kTables = proxy::loadInspectorTables();
    QVERIFY(kTables);
    QFETCH(QByteArray, text);
    QTEST(kTables->envelopes.typedPart(text), "typed");
}

void TestHarnessEnvelopes::refusesABrokenTable_data()
{
    QTest::addColumn<QByteArray>("json");
    const QByteArray rest = R"("wholeTexts":[],"prefixes":[],"volatileSystemPrefixes":[]})";
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("empty") << QByteArray("{}");
    QTest::newRow("spans are no list") << R"({"spans":{},)" + rest;
    QTest::newRow("span without marks") << R"({"spans":[{"of":"x"}],)" + rest;
    QTest::newRow("span without a close") << R"({"spans":[{"open":"x"}],)" + rest;
    QTest::newRow("empty text") << QByteArray(
        R"({"spans":[],"wholeTexts":[{"text":""}],"prefixes":[],)"
        R"("volatileSystemPrefixes":[]})");
    QTest::newRow("mark of 257 bytes")
        << R"({"spans":[{"tag":")" + QByteArray(257, 'x') + R"("}],)" + rest;
    QTest::newRow("too many prefixes")
        << R"({"spans":[],"wholeTexts":[],"volatileSystemPrefixes":[],"prefixes":[)"
               + QByteArray(R"({"text":"a"},)").repeated(256) + R"({"text":"a"}]})";
    QTest::newRow("endless mark") << R"({"spans":[{"tag":")" + QByteArray(300, 'x') + R"("}],)"
                                         + rest;
    QTest::newRow("too many spans") << R"({"spans":[)" + QByteArray(R"({"tag":"a"},)").repeated(256)
                                           + R"({"tag":"a"}],)" + rest;
}

void TestHarnessEnvelopes::refusesABrokenTable()
{
    QFETCH(QByteArray, json);
    const auto table = HarnessEnvelopes::fromJson(json);
    QVERIFY(!table);
    QCOMPARE(table.error().code, proxy::ErrorCode::InvalidConfig);
    QVERIFY(table.error().detail.text().startsWith(QLatin1String("harness-envelopes.json: ")));
}

void TestHarnessEnvelopes::aTableIsReadUpToItsLimits()
{
    const QByteArray span = R"({"tag":")" + QByteArray(256, 'x') + R"("})";
    const QByteArray text = R"({"text":"a"})";
    const auto table = HarnessEnvelopes::fromJson(
        R"({"spans":[)" + (span + ',').repeated(255) + span + R"(],"wholeTexts":[)"
        + (text + ',').repeated(255) + text + R"(],"prefixes":[],"volatileSystemPrefixes":[]})");
    QVERIFY2(table, qPrintable(table ? QString() : table.error().detail.text()));
}

void TestHarnessEnvelopes::everyEntryMayBeginATextOfItsOwn()
{
    const auto table = HarnessEnvelopes::fromJson(
        R"({"spans":[{"tag":"a"},{"open":"%x","close":"y%"}],"wholeTexts":[{"text":"W"}],
            "prefixes":[{"text":"P"}],"volatileSystemPrefixes":[{"text":"V"}]})");
    QVERIFY(table);
    for (const char byte : {'<', '%', 'W', 'P'})
        QVERIFY(table->mayBegin(byte));
    for (const char byte : {'V', 'a', '\n', '\xC3'})
        QVERIFY(!table->mayBegin(byte));
    QVERIFY(table->isVolatileSystemText("V1"));
    QVERIFY(!table->isVolatileSystemText("P"));
}

QTEST_GUILESS_MAIN(TestHarnessEnvelopes)
#include "tst_harnessenvelopes.moc"
