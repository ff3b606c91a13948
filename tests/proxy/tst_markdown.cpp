// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/manual/markdown.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace proxy;
using BlockKind = MarkdownBlock::Kind;
using SpanKind = MarkdownSpan::Kind;

class TestMarkdown final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsBlocksApart();
    void joinsTheLinesOfAParagraphAndOfAnItem();
    void countsTheItemsOfANumberedList();
    void keepsCodeAsItStands();
    void readsTablesWithBarsInCode();
    void aRowOfDashesIsNoRow();
    void tellsMarkedWordsApart();
    void aLoneStarIsAStar();
    void leavesOutPicturesAndComments();
    void makesTheAnchorsOfSites_data();
    void makesTheAnchorsOfSites();
};

void TestMarkdown::tellsBlocksApart()
{
    const auto blocks = markdownBlocks(
        u"# Title\nwords\n\n* one\n* two\n\n```sh\nls\n```\n| a | b |\n|---|---|\n| 1 | 2 |\nend\n"_s);
    std::vector<BlockKind> kinds;
    for (const MarkdownBlock &block : blocks)
        kinds.push_back(block.kind);
    const std::vector<BlockKind> expected {
        BlockKind::Heading, BlockKind::Paragraph, BlockKind::Item,     BlockKind::Item,
        BlockKind::Code,    BlockKind::Table,     BlockKind::Paragraph};
    QVERIFY(kinds == expected);
    QCOMPARE(blocks.front().level, 1);
}

void TestMarkdown::joinsTheLinesOfAParagraphAndOfAnItem()
{
    const auto blocks = markdownBlocks(u"a\nb\n\n* c\n  d\n"_s);
    QCOMPARE(blocks.size(), size_t {2});
    QCOMPARE(plainText(blocks[0].spans), u"a b"_s);
    QCOMPARE(plainText(blocks[1].spans), u"c d"_s);
}

void TestMarkdown::countsTheItemsOfANumberedList()
{
    const auto blocks = markdownBlocks(u"1. a\n2. b\n   c\n\n2026 was a year\n* d\n"_s);
    QCOMPARE(blocks.size(), size_t {4});
    QCOMPARE(blocks[1].kind, BlockKind::Item);
    QCOMPARE(blocks[1].level, 2);
    QCOMPARE(plainText(blocks[1].spans), u"b c"_s);
    QCOMPARE(blocks[2].kind, BlockKind::Paragraph);
    QCOMPARE(blocks[3].level, 0);
}

void TestMarkdown::keepsCodeAsItStands()
{
    const auto blocks = markdownBlocks(u"```\n# no heading\n\n  | no table\n```\n"_s);
    QCOMPARE(blocks.size(), size_t {1});
    QCOMPARE(blocks[0].code, u"# no heading\n\n  | no table"_s);
}

void TestMarkdown::readsTablesWithBarsInCode()
{
    const auto blocks = markdownBlocks(u"| a | b |\n|---|---:|\n| `x\\|y` | |\n"_s);
    QCOMPARE(blocks.size(), size_t {1});
    const auto &rows = blocks[0].rows;
    QCOMPARE(rows.size(), size_t {2});
    QCOMPARE(rows[1].size(), size_t {2});
    QCOMPARE(rows[1][0].front().kind, SpanKind::Code);
    QCOMPARE(plainText(rows[1][0]), u"x|y"_s);
    QVERIFY(rows[1][1].empty());
}

void TestMarkdown::aRowOfDashesIsNoRow()
{
    const auto blocks = markdownBlocks(u"| a |\n|---|\n| - |\n"_s);
    QCOMPARE(blocks[0].rows.size(), size_t {2});
    QCOMPARE(plainText(blocks[0].rows[1][0]), u"-"_s);
}

void TestMarkdown::tellsMarkedWordsApart()
{
    const auto blocks = markdownBlocks(u"a `b *c*` **d** *e f* [g `h`](i.md#j)."_s);
    const MarkdownSpans &spans = blocks[0].spans;
    QCOMPARE(plainText(spans), u"a b *c* d e f g h."_s);
    QCOMPARE(spans[1].kind, SpanKind::Code);
    QCOMPARE(spans[3].kind, SpanKind::Strong);
    QCOMPARE(spans[5].kind, SpanKind::Emphasis);
    QCOMPARE(spans[7].kind, SpanKind::Link);
    QCOMPARE(spans[7].target, u"i.md#j"_s);
}

void TestMarkdown::aLoneStarIsAStar()
{
    const auto blocks = markdownBlocks(u"2 * 3 * 4, anthropic-*, codex-*"_s);
    QCOMPARE(blocks[0].spans.size(), size_t {1});
}

void TestMarkdown::leavesOutPicturesAndComments()
{
    QVERIFY(markdownBlocks(u"<!-- mark -->\n\n![A window](../pictures/a.png)\n"_s).empty());
}

void TestMarkdown::makesTheAnchorsOfSites_data()
{
    QTest::addColumn<QString>("heading");
    QTest::addColumn<QString>("anchor");
    QTest::newRow("words") << u"By exit code"_s << u"by-exit-code"_s;
    QTest::newRow("signs") << u"By label: why, or not?"_s << u"by-label-why-or-not"_s;
    QTest::newRow("kept signs") << u"LLM_PROXY-x"_s << u"llm_proxy-x"_s;
    QTest::newRow("other letters") << u"Größe"_s << u"größe"_s;
}

void TestMarkdown::makesTheAnchorsOfSites()
{
    QFETCH(QString, heading);
    QFETCH(QString, anchor);
    QCOMPARE(anchorOf(heading), anchor);
}

QTEST_GUILESS_MAIN(TestMarkdown)
#include "tst_markdown.moc"
