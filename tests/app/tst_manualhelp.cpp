// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/manualhelp.h"

#include "app/commands/wrappedtext.h"

#include <QDir>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace app;

/// `llm-proxy help TOPIC` and `--search`.
class TestManualHelp final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void printsEveryPage();
    void pagesAreWithoutTheMarksOfMarkdown();
    void linesKeepToTheWidth();
    void wideCharactersTakeTwoColumns();
    void styleChangesNoWord();
    void aSettingIsPrintedWithItsMeaning();
    void aLabelIsPrintedWithItsMeaning();
    void anExitCodeIsPrintedForEachCommand();
    void aSectionIsPrintedWithoutTheNextOne();
    void searchTellsPageAndSection();
    void foundWordsAreMarked();
    void anUnknownTopicIsAnsweredWithNearNames();
    void searchWithoutAHitSaysSo();

private:
    static QString help(const QString &topic, const TextLook &look = {})
    {
        return manualHelp(topic.split(u' '), {}, look).text;
    }
    static QString withoutStyle(QString text)
    {
        static const QRegularExpression mark(u"\x1b\\[[0-9;]*m"_s);
        return text.remove(mark);
    }
};

void TestManualHelp::printsEveryPage()
{
    const proxy::Manual manual;
    QStringList names {u"index.md"_s};
    for (const proxy::ManualPage &page : manual.pages()) {
        names.append(page.name + u".md"_s);
        QVERIFY2(help(page.name).startsWith(page.title + u'\n'), qPrintable(page.name));
        QVERIFY2(!page.sentence.isEmpty(), qPrintable(page.name));
    }
    names.sort();
    QCOMPARE(QDir(QStringLiteral(PROJECT_ROOT "/resources/manual"))
                 .entryList({u"*.md"_s}, QDir::Files, QDir::Name),
             names);
}

void TestManualHelp::pagesAreWithoutTheMarksOfMarkdown()
{
    const proxy::Manual manual;
    for (const proxy::ManualPage &page : manual.pages()) {
        const QString text = help(page.name);
        for (const QString &mark : {u"```"_s, u"<!--"_s, u"]("_s, u"\n\n\n"_s, u"**"_s, u"|---"_s})
            QVERIFY2(!text.contains(mark), qPrintable(page.name + u": "_s + mark));
    }
    QVERIFY(help(u"endpoints"_s).contains(u"see Overrides (llm-proxy help routing)"));
    QVERIFY(help(u"starting"_s).contains(u"\n    $ bin/stop\n"));
}

void TestManualHelp::linesKeepToTheWidth()
{
    const proxy::Manual manual;
    for (const int width : {60, 100}) {
        for (const proxy::ManualPage &page : manual.pages()) {
            for (const QString &line : pageText(page, {.width = width}).split(u'\n')) {
                // Code stays as it is, and a single long word has nowhere to go.
                const bool isWord = !line.trimmed().contains(u' ');
                QVERIFY2(columnsOf(line) <= width || line.startsWith(u"    ") || isWord,
                         qPrintable(page.name + u": "_s + line));
            }
        }
    }
}

void TestManualHelp::wideCharactersTakeTwoColumns()
{
    QCOMPARE(columnsOf(u"代理ab"_s), 6);
    const proxy::MarkdownSpans spans {
        {proxy::MarkdownSpan::Kind::Text, u"代理会为任务选择模型。"_s}};
    const QStringList lines = wrappedLines(spans, 10, false);
    QCOMPARE(lines, (QStringList {u"代理会为任"_s, u"务选择模"_s, u"型。"_s}));
}

void TestManualHelp::styleChangesNoWord()
{
    const proxy::Manual manual;
    for (const proxy::ManualPage &page : manual.pages()) {
        const QString styled = pageText(page, {.width = 80, .isStyled = true});
        QVERIFY(styled.startsWith(u"\x1b[1;34m"));
        QCOMPARE(withoutStyle(styled), pageText(page, {.width = 80}));
        QVERIFY(!pageText(page, {.width = 80}).contains(u'\x1b'));
    }
}

void TestManualHelp::aSettingIsPrintedWithItsMeaning()
{
    const QString text = help(u"LLM_PROXY_PORT"_s);
    QVERIFY2(text.startsWith(u"LLM_PROXY_PORT\n"), qPrintable(text));
    QVERIFY(text.contains(u"    in llm-proxy.json: server.port\n"));
    QVERIFY(text.contains(u"    default: 8317\n"));
    QVERIFY(text.contains(u"llm-proxy help settings"));
    QCOMPARE(help(u"server.port"_s), text);
}

void TestManualHelp::aLabelIsPrintedWithItsMeaning()
{
    const QString text = help(u"kept:busy"_s);
    QVERIFY2(text.startsWith(u"kept:busy\n    too many questions"), qPrintable(text));
    QVERIFY(help(u"reverted:404"_s).startsWith(u"reverted:<status>\n"));
}

void TestManualHelp::anExitCodeIsPrintedForEachCommand()
{
    const QString text = help(u"exit 3"_s);
    QVERIFY(text.contains(u"bin/health\n"));
    QVERIFY(text.contains(u"backend commands\n"));
    QVERIFY(!text.contains(u"bin/start\n"));
}

void TestManualHelp::aSectionIsPrintedWithoutTheNextOne()
{
    const QString text = help(u"port-conflict"_s);
    QVERIFY(text.startsWith(u"Port conflict\n"));
    QVERIFY(text.contains(u"    LLM_PROXY_PORT=8318 bin/start\n"));
    QVERIFY(!text.contains(u"Disk full"));
    QVERIFY(help(u"by-symptom"_s).contains(u"Disk full\n"));
}

void TestManualHelp::searchTellsPageAndSection()
{
    const QString text = help(u"--search port conflict"_s);
    QVERIFY2(
        text.startsWith(u"Troubleshooting › Port conflict  (llm-proxy help port-conflict)\n    "),
        qPrintable(text));
    QVERIFY(!text.contains(u'\x1b'));
}

void TestManualHelp::foundWordsAreMarked()
{
    const QString text = help(u"--search Prompt"_s, {.isStyled = true});
    QVERIFY(text.contains(u"\x1b[1;33mprompt\x1b[0m"));
}

void TestManualHelp::anUnknownTopicIsAnsweredWithNearNames()
{
    for (const char *typed : {"port-conflct", "../manual/routing", "routing costs"}) {
        const ManualHelp found = manualHelp(QString::fromLatin1(typed).split(u' '), {}, {});
        QVERIFY(found.text.isNull());
        QVERIFY(found.complaint.contains(QLatin1StringView(typed)));
        QVERIFY(found.complaint.contains(u"help --search"));
    }
    QVERIFY(manualHelp({u"port-conflct"_s}, {}, {}).complaint.contains(u"there is: port-conflict"));
}

void TestManualHelp::searchWithoutAHitSaysSo()
{
    QVERIFY(manualHelp({u"--search"_s, u"xyzzy"_s}, {}, {}).complaint.contains(u"xyzzy"));
    QVERIFY(manualHelp({u"--search"_s}, {}, {}).complaint.contains(u"needs words"));
}

QTEST_GUILESS_MAIN(TestManualHelp)
#include "tst_manualhelp.moc"
