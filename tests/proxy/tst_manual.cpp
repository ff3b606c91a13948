// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/routedecision.h"
#include "proxy/local/errorreply.h"
#include "proxy/manual/manual.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QString kReadme = QStringLiteral(PROJECT_ROOT "/README.md");
const QString kManual = QStringLiteral(PROJECT_ROOT "/resources/manual");

QString documentText(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList manualPages()
{
    QStringList paths;
    for (const QFileInfo &page : QDir(kManual).entryInfoList({u"*.md"_s}, QDir::Files))
        paths += page.absoluteFilePath();
    return paths;
}

/// The anchors of a page's headings, as web sites that show Markdown make them.
QStringList anchorsOf(const QString &text)
{
    static const QRegularExpression heading(u"^#+ (.*)$"_s, QRegularExpression::MultilineOption);
    static const QRegularExpression left(u"[^a-z0-9 -]"_s);
    QStringList anchors;
    for (const auto &match : heading.globalMatch(text))
        anchors += match.captured(1).toLower().remove(left).replace(u' ', u'-');
    return anchors;
}

/// What a translation may not change.
struct Kept
{
    int level = 0;
    QString heading;
    QStringList examples; ///< blocks of code
    QStringList codes; ///< words in code, sorted: languages put them in another order
    std::vector<proxy::ManualPlace> places; ///< where links lead
};

void keepSpans(const proxy::MarkdownSpans &spans, const QString &page, Kept &kept)
{
    if (!spans.empty() && spans.front().text == u"On this page: ")
        return;
    for (const proxy::MarkdownSpan &span : spans) {
        if (span.kind == proxy::MarkdownSpan::Kind::Code)
            kept.codes += span.text;
        if (span.kind == proxy::MarkdownSpan::Kind::Link)
            kept.places.push_back(proxy::placeOfLink(page, span.target));
    }
    kept.codes.sort();
}

std::vector<Kept> sectionsOf(const std::vector<proxy::MarkdownBlock> &blocks, const QString &page)
{
    std::vector<Kept> sections;
    for (const proxy::MarkdownBlock &block : blocks) {
        if (block.kind == proxy::MarkdownBlock::Kind::Heading)
            sections.push_back({block.level, proxy::plainText(block.spans), {}, {}, {}});
        else if (block.kind == proxy::MarkdownBlock::Kind::Code)
            sections.back().examples += block.code;
        else
            keepSpans(block.spans, page, sections.back());
        for (const auto &row : block.rows) {
            for (const proxy::MarkdownSpans &cell : row)
                keepSpans(cell, page, sections.back());
        }
    }
    return sections;
}

void addDocuments()
{
    QTest::addColumn<QString>("path");
    QStringList paths = manualPages();
    paths += kReadme;
    for (const QString &language : QDir(kManual).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        for (const QString &page : QDir(kManual + u'/' + language).entryList({u"*.md"_s}))
            paths += kManual + u'/' + language + u'/' + page;
    }
    for (const QString &path : paths)
        QTest::newRow(qPrintable(QDir(QStringLiteral(PROJECT_ROOT)).relativeFilePath(path)))
            << path;
}

} // namespace

/// README and the manual: short, linked, complete.
class TestManual final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linksLeadSomewhere_data() { addDocuments(); }
    void linksLeadSomewhere();
    void pagesBeginWithAnExample();
    void indexAndReadmeNameEveryPage();
    void readmeIsShort();
    void cellsAreShort();
    void translatedPagesHaveTheExamplesAndLinksOfTheEnglish_data();
    void translatedPagesHaveTheExamplesAndLinksOfTheEnglish();
    void theFirstPagesAreInEveryLanguage();
    void everyReasonIsExplained();
    void everyErrorIsExplainedWithItsStatus();
    void labelsAndErrorsOfTheManualAreThose();
};

void TestManual::linksLeadSomewhere()
{
    QFETCH(QString, path);
    static const QRegularExpression link(u"\\]\\(([^)#]*)(?:#([^)]*))?\\)"_s);
    int links = 0;
    for (const auto &match : link.globalMatch(documentText(path))) {
        const QString target = match.captured(1);
        if (target.startsWith(u"https://"))
            continue;
        const QString file = target.isEmpty() ? path : QFileInfo(path).dir().filePath(target);
        QVERIFY2(QFileInfo::exists(file), qPrintable(match.captured()));
        const QString anchor = match.captured(2);
        QVERIFY2(anchor.isEmpty() || anchorsOf(documentText(file)).contains(anchor),
                 qPrintable(match.captured()));
        ++links;
    }
    QVERIFY(links > 0 || path != kReadme);
}

void TestManual::pagesBeginWithAnExample()
{
    QVERIFY(manualPages().size() > 15);
    for (const QString &path : manualPages()) {
        if (path.endsWith(u"/index.md"))
            continue;
        const QString beginning = documentText(path).section(u"\n## "_s, 0, 0);
        QVERIFY2(beginning.startsWith(u"# ") && beginning.contains(u"\n```sh\n"), qPrintable(path));
    }
}

void TestManual::indexAndReadmeNameEveryPage()
{
    const QString index = documentText(kManual + u"/index.md"_s);
    const QString readme = documentText(kReadme);
    for (const QString &path : manualPages()) {
        const QString name = QFileInfo(path).fileName();
        QVERIFY2(name == u"index.md" || index.contains(u"]("_s + name + u')'), qPrintable(name));
        QVERIFY2(readme.contains(u"resources/manual/"_s + name), qPrintable(name));
    }
}

void TestManual::readmeIsShort()
{
    const QStringList lines = documentText(kReadme).split(u'\n');
    QVERIFY(lines.size() > 50 && lines.size() <= 181);
    qsizetype rows = 0;
    for (const QString &line : lines) {
        rows = line.startsWith(u'|') ? rows + 1 : 0;
        QVERIFY2(rows <= 2 + 15, qPrintable(line));
    }
}

void TestManual::cellsAreShort()
{
    // What needs more words is a section.
    constexpr qsizetype kLongest = 240;
    for (const QString &path : manualPages()) {
        for (const proxy::MarkdownBlock &block : proxy::markdownBlocks(documentText(path))) {
            for (const auto &row : block.rows) {
                for (const proxy::MarkdownSpans &cell : row)
                    QVERIFY2(proxy::plainText(cell).size() <= kLongest,
                             qPrintable(path + u": "_s + proxy::plainText(cell)));
            }
        }
    }
}

void TestManual::translatedPagesHaveTheExamplesAndLinksOfTheEnglish_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("page");
    for (const QString &language : QDir(kManual).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        for (const QString &file : QDir(kManual + u'/' + language).entryList({u"*.md"_s}))
            QTest::newRow(qPrintable(language + u'/' + file))
                << language << QString(file).remove(u".md"_s);
    }
}

void TestManual::translatedPagesHaveTheExamplesAndLinksOfTheEnglish()
{
    QFETCH(QString, language);
    QFETCH(QString, page);
    const auto blocksIn = [&page](const QString &folder) {
        return proxy::markdownBlocks(documentText(folder + u'/' + page + u".md"_s));
    };
    const auto english = sectionsOf(blocksIn(kManual), page);
    const auto spoken = sectionsOf(blocksIn(kManual + u'/' + language), page);
    QVERIFY(spoken.size() > 1 && spoken.size() <= english.size());
    for (size_t at = 0; at < spoken.size(); ++at) {
        QCOMPARE(spoken[at].level, english[at].level);
        QCOMPARE(spoken[at].examples, english[at].examples);
        QCOMPARE(spoken[at].codes, english[at].codes);
        QVERIFY2(spoken[at].places == english[at].places, qPrintable(spoken[at].heading));
    }
    // Shown in the language, the rest in English.
    const proxy::Manual manual(language);
    QCOMPARE(manual.page(page)->title, spoken.front().heading);
    QCOMPARE(manual.page(page)->sections.size(), english.size());
}

void TestManual::theFirstPagesAreInEveryLanguage()
{
    for (const char *language : {"de", "es", "pl", "zh_CN"}) {
        for (const char *page : {"starting", "connecting", "troubleshooting"})
            QVERIFY(QFileInfo::exists(u"%1/%2/%3.md"_s.arg(kManual, QLatin1StringView(language),
                                                           QLatin1StringView(page))));
    }
    QCOMPARE(proxy::manualLanguage(u"de_AT"_s), u"de"_s);
    QCOMPARE(proxy::manualLanguage(u"zh_CN"_s), u"zh_CN"_s);
    QCOMPARE(proxy::manualLanguage(u"zh_TW"_s), QString());
    QCOMPARE(proxy::manualLanguage(u"en_US"_s), QString());
    QCOMPARE(proxy::manualLanguage(u"C"_s), QString());
}

void TestManual::everyReasonIsExplained()
{
    const QString page = documentText(kManual + u"/troubleshooting.md"_s);
    for (const proxy::RouteReason reason : proxy::allRouteReasons()) {
        const QString word = QString::fromLatin1(name(reason));
        QVERIFY2(word.isEmpty() || page.contains(u':' + word + u'`'), qPrintable(word));
    }
}

void TestManual::everyErrorIsExplainedWithItsStatus()
{
    const QString page = documentText(kManual + u"/troubleshooting.md"_s);
    for (const proxy::ErrorCode code : proxy::allErrorCodes()) {
        const QString word = QString::fromLatin1(name(code));
        // Morph's become labels.
        if (!word.startsWith(u"router-"))
            QVERIFY2(page.contains(u"| `%1` | %2 | "_s.arg(word).arg(proxy::statusOf(code))),
                     qPrintable(word));
    }
}

void TestManual::labelsAndErrorsOfTheManualAreThose()
{
    const QString page = documentText(kManual + u"/troubleshooting.md"_s);
    QStringList reasons;
    for (const proxy::RouteReason reason : proxy::allRouteReasons())
        reasons += QString::fromLatin1(name(reason));
    QStringList errors;
    for (const proxy::ErrorCode code : proxy::allErrorCodes())
        errors += QString::fromLatin1(name(code));
    static const QRegularExpression label(u"`(?:kept|skipped|stopped):([a-z-]+)`"_s);
    for (const auto &match : label.globalMatch(page))
        QVERIFY2(reasons.contains(match.captured(1)), qPrintable(match.captured()));
    static const QRegularExpression error(u"^\\| `([a-z-]+)` \\| [0-9]+ \\|"_s,
                                          QRegularExpression::MultilineOption);
    for (const auto &match : error.globalMatch(page))
        QVERIFY2(errors.contains(match.captured(1)), qPrintable(match.captured()));
}

QTEST_GUILESS_MAIN(TestManual)
#include "tst_manual.moc"
