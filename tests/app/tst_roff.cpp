// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/roff.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace app;

/// The manual's Markdown as roff.
class TestRoff final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsAreNoMacros();
    void aHeadNamesThePage();
    void becomesRoff_data();
    void becomesRoff();
};

void TestRoff::wordsAreNoMacros()
{
    QCOMPARE(roffWords(u"a-b \\n"_s), u"a\\-b \\en"_s);
    QCOMPARE(roffWords(u".env"_s), u"\\&.env"_s);
    QCOMPARE(roffWords(u"'quoted'"_s), u"\\&'quoted'"_s);
}

void TestRoff::aHeadNamesThePage()
{
    const QString head = roffHead(u"A 5"_s, u"a.json"_s, u"what it is"_s);
    QVERIFY(head.startsWith(u".TH A 5 \"2"));
    QVERIFY(head.endsWith(u"\n.SH NAME\na.json \\- what it is\n"));
}

void TestRoff::becomesRoff_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("roff");
    QTest::newRow("section") << u"## A word"_s << u".SH \"A WORD\"\n"_s;
    QTest::newRow("sub-section") << u"### A word"_s << u".SS \"A word\"\n"_s;
    QTest::newRow("paragraphs") << u"## A\nb\nc\n\nd"_s << u".SH \"A\"\nb c\n.PP\nd\n"_s;
    QTest::newRow("marked words") << u"## A\n`b` **c** *d*"_s
                                  << u".SH \"A\"\n\\fBb\\fR \\fBc\\fR \\fId\\fR\n"_s;
    QTest::newRow("code at the beginning of a line")
        << u"## A\n.env is it"_s << u".SH \"A\"\n\\&.env is it\n"_s;
    QTest::newRow("list") << u"## A\n* b\n* c"_s
                          << u".SH \"A\"\n.IP \\(bu 2\nb\n.IP \\(bu 2\nc\n"_s;
    QTest::newRow("numbered list")
        << u"## A\n1. b\n2. c"_s << u".SH \"A\"\n.IP 1. 3\nb\n.IP 2. 3\nc\n"_s;
    QTest::newRow("code") << u"## A\nb\n```\n.c\n  d\\e\n```"_s
                          << u".SH \"A\"\nb\n.PP\n.RS 4\n.nf\n\\&.c\n  d\\ee\n.fi\n.RE\n"_s;
    QTest::newRow("pairs") << u"## A\n| b | c |\n|---|---|\n| `d` | e |"_s
                           << u".SH \"A\"\n.TP\n\\fBd\\fR\ne\n"_s;
    QTest::newRow("table") << u"## A\n| b | c | d |\n|---|---|---|\n| 1 | 2 | 3 |"_s
                           << u".SH \"A\"\n.TP\n1\nc: 2\n.br\nd: 3\n"_s;
    QTest::newRow("link to a page")
        << u"## A\n[b](c-d.md#e)"_s << u".SH \"A\"\nb (\\fBllm\\-proxy help c\\-d\\fR)\n"_s;
    QTest::newRow("link to the web") << u"## A\n[b](https://c.d)"_s << u".SH \"A\"\nb\n"_s;
}

void TestRoff::becomesRoff()
{
    QFETCH(QString, markdown);
    QFETCH(QString, roff);
    const std::vector<proxy::MarkdownBlock> blocks = proxy::markdownBlocks(markdown);
    proxy::ManualSection section {{}, blocks.front(), {}};
    section.blocks.assign(blocks.begin() + 1, blocks.end());
    QCOMPARE(roffSection(section), roff);
}

QTEST_GUILESS_MAIN(TestRoff)
#include "tst_roff.moc"
