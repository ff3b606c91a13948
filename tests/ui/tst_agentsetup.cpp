// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/fulldisk.h"
#include "ui/connect/agentsetup.h"
#include "ui/connect/jsonedit.h"
#include "ui/connect/linediff.h"
#include "ui/connect/tomledit.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace ui;

class TestAgentSetup final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void setsOneStringAndKeepsEveryOtherByte_data();
    void setsOneStringAndKeepsEveryOtherByte();
    void brokenJsonIsLeftAlone_data();
    void brokenJsonIsLeftAlone();
    void tomlKeepsItsOtherLines_data();
    void tomlKeepsItsOtherLines();
    void tellsTheFewestChangedLines();
    void writesBacksUpAndUndoes_data();
    void writesBacksUpAndUndoes();
    void aStatusLineIsPutInAndRunsInAShell();
    void aFileChangedMeanwhileIsLeftAlone();
    void aFileChangedSinceIsNotUndone();
    void aLinkStaysALink();
    void aFullDiskLeavesTheFile();
};

namespace {

const QString kUrl = QStringLiteral("http://localhost:8317");

void write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

AgentPlaces placesIn(const QTemporaryDir &folder)
{
    return {.home = folder.path(),
            .configHome = folder.filePath(QStringLiteral(".config")),
            .claudeHome = folder.filePath(QStringLiteral(".claude")),
            .codexHome = folder.filePath(QStringLiteral(".codex")),
            .ownProgram = QStringLiteral("/opt/it's here/llm-proxy")};
}

Agent agentNamed(const AgentPlaces &places, const QString &id)
{
    for (Agent &agent : knownAgents(places, kUrl)) {
        if (agent.id == id)
            return agent;
    }
    return {};
}

} // namespace

void TestAgentSetup::setsOneStringAndKeepsEveryOtherByte_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after);
    };
    row("empty text", "", "{\n  \"env\": {\n    \"URL\": \"new\"\n  }\n}\n");
    row("empty object", "{}", "{\n  \"env\": {\n    \"URL\": \"new\"\n  }\n}");
    row("present", R"({"env":{"URL":"old"},"n":1.10})", R"({"env":{"URL":"new"},"n":1.10})");
    row("other members", "{\n  \"model\": \"x\"\n}",
        "{\n  \"model\": \"x\",\n  \"env\": {\n    \"URL\": \"new\"\n  }\n}");
    row("comments and a trailing comma", "{ // hello, { \n  \"a\": [1, /* } */ 2],\n}",
        "{ // hello, { \n  \"a\": [1, /* } */ 2],\n  \"env\": {\n    \"URL\": \"new\"\n  }\n}");
    row("nested beside", "{\"env\":{\"A\":\"{\\\"\"}}",
        "{\"env\":{\"A\":\"{\\\"\",\n    \"URL\": \"new\"}}");
}

void TestAgentSetup::setsOneStringAndKeepsEveryOtherByte()
{
    QFETCH(QByteArray, before);
    const auto after = withJsonString(before, {"env", "URL"}, "new");
    QVERIFY(after);
    QTEST(*after, "after");
    QCOMPARE(withJsonString(*after, {"env", "URL"}, "new").value(), *after);
}

void TestAgentSetup::brokenJsonIsLeftAlone_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"{", "[]x", "{\"env\": 1}", "{\"env\": \"a\"}", "null", "{\"a\" 1}",
                             "{\"a\":1 \"b\":2}", "\"", "{\"a\":\"\\"})
        QTest::newRow(text) << QByteArray(text);
    QTest::newRow("too deep") << QByteArray("{\"a\":") + QByteArray(100000, '[');
}

void TestAgentSetup::brokenJsonIsLeftAlone()
{
    QFETCH(QByteArray, text);
    QVERIFY(!withJsonString(text, {"env", "URL"}, "new"));
}

void TestAgentSetup::tomlKeepsItsOtherLines_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("empty") << QByteArray() << QByteArray("p = \"x\"\n\n[t.x]\nu = 1\n");
    QTest::newRow("present") << QByteArray("# c\np = \"old\"\n[t.x] # mine\nu = 0\nv = 2\n\n[z]\n")
                             << QByteArray("# c\np = \"x\"\n[t.x] # mine\nu = 1\n\n[z]\n");
    QTest::newRow("a key of that name in a table")
        << QByteArray("[z]\np = 3\n") << QByteArray("p = \"x\"\n[z]\np = 3\n\n[t.x]\nu = 1\n");
    QTest::newRow("a header inside a long string")
        << QByteArray("s = \"\"\"\n[t.x]\np = 1\n\"\"\"\n")
        << QByteArray("p = \"x\"\ns = \"\"\"\n[t.x]\np = 1\n\"\"\"\n\n[t.x]\nu = 1\n");
}

void TestAgentSetup::tomlKeepsItsOtherLines()
{
    QFETCH(QByteArray, before);
    const QByteArray after =
        withTomlTable(withTomlRootValue(before, "p", "\"x\""), "t.x", {"u = 1"});
    QTEST(after, "after");
}

void TestAgentSetup::tellsTheFewestChangedLines()
{
    using enum DiffLine::Kind;
    const auto diff = lineDiff("a\nb\nc\n", "a\nB\nc\nd\n");
    const std::vector<DiffLine> expected {{Same, QStringLiteral("a")},
                                          {Removed, QStringLiteral("b")},
                                          {Added, QStringLiteral("B")},
                                          {Same, QStringLiteral("c")},
                                          {Added, QStringLiteral("d")}};
    QVERIFY(diff == expected);
    QVERIFY(lineDiff("", "").empty());
    QByteArray large;
    for (int line = 0; line < 5000; ++line)
        large += QByteArray::number(line) + '\n';
    QCOMPARE(lineDiff(large, "x\n").size(), size_t(5001));
}

void TestAgentSetup::writesBacksUpAndUndoes_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("before");
    const auto row = [](const char *id, const char *file, const char *before) {
        QTest::addRow("%s, %s", id, *before != '\0' ? "settings there" : "no settings yet")
            << QString::fromLatin1(id) << QString::fromLatin1(file) << QByteArray(before);
    };
    for (const char *before : {"", "{\n  \"theme\": \"dark\"\n}\n"}) {
        row("claude-code", ".claude/settings.json", before);
        row("claude-code-status-line", ".claude/settings.json", before);
        row("opencode", ".config/opencode/opencode.json", before);
    }
    row("codex", ".codex/config.toml", "");
    row("codex", ".codex/config.toml", "model = \"gpt-5\"\n\n[tui]\ntheme = \"x\"\n");
    row("gemini-cli", ".gemini/.env", "");
    row("gemini-cli", ".gemini/.env", "GEMINI_API_KEY=secret\n");
}

void TestAgentSetup::writesBacksUpAndUndoes()
{
    QFETCH(QString, id);
    QFETCH(QString, file);
    QFETCH(QByteArray, before);
    const QTemporaryDir folder;
    const QString path = folder.filePath(file);
    if (!before.isEmpty())
        write(path, before);
    const Agent agent = agentNamed(placesIn(folder), id);
    const AgentPlan plan = planFor(agent);
    QCOMPARE(plan.file, path);
    QCOMPARE(plan.problem, QString());
    QVERIFY(!plan.isConnected());
    const bool isStatusLine = id == QStringLiteral("claude-code-status-line");
    QVERIFY(plan.after.contains(isStatusLine ? "statusline" : kUrl.toUtf8()));
    const auto backup = applyPlan(plan, QDateTime::fromSecsSinceEpoch(1763900000));
    QVERIFY(backup);
    QCOMPARE(read(path), plan.after);
    QCOMPARE(read(backup->backup), before);
    QVERIFY(planFor(agent).isConnected());
    QVERIFY(undo(*backup));
    QCOMPARE(read(path), before);
    QCOMPARE(QFile::exists(path), !before.isEmpty());
}

void TestAgentSetup::aStatusLineIsPutInAndRunsInAShell()
{
    const QTemporaryDir folder;
    const Agent agent = agentNamed(placesIn(folder), QStringLiteral("claude-code-status-line"));
    write(agent.file, R"({"statusLine":{"type":"command","command":"mine","padding":2}})");
    const AgentPlan plan = planFor(agent);
    const QByteArray command = R"("'/opt/it'\\''s here/llm-proxy' statusline")";
    QCOMPARE(plan.after, QByteArray(R"({"statusLine":{"type":"command","command":)" + command
                                    + R"(,"padding":2}})"));
    QVERIFY(applyPlan(plan, QDateTime::currentDateTimeUtc()));
    QVERIFY(planFor(agent).isConnected());
}

void TestAgentSetup::aFileChangedMeanwhileIsLeftAlone()
{
    const QTemporaryDir folder;
    const Agent agent = agentNamed(placesIn(folder), QStringLiteral("claude-code"));
    const AgentPlan plan = planFor(agent);
    write(agent.file, "{\"by\":\"somebody\"}");
    QVERIFY(!applyPlan(plan, QDateTime::currentDateTimeUtc()));
    QCOMPARE(read(agent.file), QByteArray("{\"by\":\"somebody\"}"));
}

void TestAgentSetup::aFileChangedSinceIsNotUndone()
{
    const QTemporaryDir folder;
    const Agent agent = agentNamed(placesIn(folder), QStringLiteral("codex"));
    write(agent.file, "model = \"a\"\n");
    const auto backup = applyPlan(planFor(agent), QDateTime::currentDateTimeUtc());
    QVERIFY(backup);
    write(agent.file, "model = \"b\"\n");
    QVERIFY(!undo(*backup));
    QCOMPARE(read(agent.file), QByteArray("model = \"b\"\n"));
}

void TestAgentSetup::aLinkStaysALink()
{
    const QTemporaryDir folder;
    const QString real = folder.filePath(QStringLiteral("dotfiles/settings.json"));
    const Agent agent = agentNamed(placesIn(folder), QStringLiteral("claude-code"));
    write(real, "{}");
    QDir().mkpath(QFileInfo(agent.file).path());
    QVERIFY(QFile::link(real, agent.file));
    QVERIFY(applyPlan(planFor(agent), QDateTime::currentDateTimeUtc()));
    QVERIFY(QFileInfo(agent.file).isSymLink());
    QVERIFY(read(real).contains("8317"));
}

void TestAgentSetup::aFullDiskLeavesTheFile()
{
    // Two of them change the same file.
    const QTemporaryDir any;
    for (const Agent &known : knownAgents(placesIn(any), kUrl)) {
        const QTemporaryDir folder;
        const Agent agent = agentNamed(placesIn(folder), known.id);
        const bool isJson = agent.file.endsWith(QStringLiteral(".json"));
        const QByteArray before = isJson ? "{\"permissions\":{\"allow\":[]}}" : "model = \"a\"\n";
        write(agent.file, before);
        const AgentPlan plan = planFor(agent);
        QVERIFY2(plan.problem.isEmpty(), qPrintable(plan.problem));
        const auto refused = [&] {
            const support::FullDisk full;
            return applyPlan(plan, QDateTime::currentDateTimeUtc());
        }();
        QVERIFY2(!refused, qPrintable(agent.file));
        QCOMPARE(read(agent.file), before);
        // No half a backup either, which somebody could take for one.
        QCOMPARE(
            QDir(QFileInfo(agent.file).path()).entryList({QStringLiteral("*before-llm-proxy*")}),
            QStringList());
        const auto done = applyPlan(plan, QDateTime::currentDateTimeUtc());
        QVERIFY(done);
        const QByteArray after = read(agent.file);
        QVERIFY(![&] {
            const support::FullDisk full;
            return undo(*done);
        }());
        QCOMPARE(read(agent.file), after);
    }
}

QTEST_GUILESS_MAIN(TestAgentSetup)
#include "tst_agentsetup.moc"
