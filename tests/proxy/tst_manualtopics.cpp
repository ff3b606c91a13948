// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/setting.h"
#include "proxy/exchange/routedecision.h"
#include "proxy/manual/manualsearch.h"
#include "proxy/manual/manualtopics.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace proxy;

/// What is found in the manual that the program holds.
class TestManualTopics final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatIsAskedFor_data();
    void findsWhatIsAskedFor();
    void aPageIsFoundWhole();
    void everySettingIsATopic();
    void everyReasonIsATopic();
    void everyErrorIsATopic();
    void likeNamesAreOffered();
    void searchWantsEveryWord();
    void headingsComeFirst();
    void anExcerptHoldsAWord();
    void searchTakesAFewWords();
    void linksLeadToPages();

private:
    const Manual m_manual;
};

void TestManualTopics::findsWhatIsAskedFor_data()
{
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QString>("page");
    QTest::addColumn<QString>("section");
    QTest::addColumn<bool>("isRow");
    const auto row = [](const char *topic, const char *page, const char *section, bool isRow) {
        QTest::newRow(topic) << QString::fromLatin1(topic) << QString::fromLatin1(page)
                             << QString::fromLatin1(section) << isRow;
    };
    row("routing", "routing", "", false);
    row("Request-Log", "request-log", "", false);
    row("request log", "request-log", "", false);
    row("port-conflict", "troubleshooting", "port-conflict", false);
    row("port conflict", "troubleshooting", "port-conflict", false);
    row("LLM_PROXY_PORT", "settings", "all-settings", true);
    row("llm_proxy_port", "settings", "all-settings", true);
    row("server.port", "settings", "all-settings", true);
    row("kept:busy", "troubleshooting", "by-label-why-a-model-was-kept-or-a-request-skipped", true);
    row("reverted:429", "troubleshooting", "by-label-why-a-model-was-kept-or-a-request-skipped",
        true);
    row("upstream-refused", "troubleshooting", "by-error", true);
    row("exit 3", "troubleshooting", "by-exit-code", true);
}

void TestManualTopics::findsWhatIsAskedFor()
{
    QFETCH(QString, topic);
    QFETCH(QString, page);
    QFETCH(QString, section);
    QFETCH(bool, isRow);
    const auto found = findTopics(m_manual, topic);
    QVERIFY(!found.empty());
    QCOMPARE(found.front().place.page, page);
    QCOMPARE(found.front().place.section, section);
    QCOMPARE(found.front().isRow(), isRow);
}

void TestManualTopics::aPageIsFoundWhole()
{
    for (const ManualPage &page : m_manual.pages()) {
        const auto found = findTopics(m_manual, page.name);
        QCOMPARE(found.size(), size_t {1});
        QCOMPARE(found.front().place, (ManualPlace {page.name, {}}));
    }
}

void TestManualTopics::everySettingIsATopic()
{
    for (const Setting &setting : settings()) {
        const auto found = findTopics(m_manual, setting.key);
        const bool isThere = std::any_of(found.begin(), found.end(), [](const ManualTopic &topic) {
            return topic.isRow() && topic.place.page == u"settings";
        });
        QVERIFY2(isThere, qPrintable(setting.key));
    }
}

void TestManualTopics::everyReasonIsATopic()
{
    for (const RouteReason reason : allRouteReasons()) {
        const QString word = QString::fromLatin1(name(reason));
        bool isThere = word.isEmpty();
        for (const char *outcome : {"kept:", "skipped:", "stopped:"})
            isThere = isThere || !findTopics(m_manual, QLatin1StringView(outcome) + word).empty();
        QVERIFY2(isThere, qPrintable(word));
    }
}

void TestManualTopics::everyErrorIsATopic()
{
    for (const ErrorCode code : allErrorCodes()) {
        const QString word = QString::fromLatin1(name(code));
        if (!word.startsWith(u"router-"))
            QVERIFY2(!findTopics(m_manual, word).empty(), qPrintable(word));
    }
}

void TestManualTopics::likeNamesAreOffered()
{
    QVERIFY(findTopics(m_manual, u"port-conflct"_s).empty());
    QCOMPARE(topicsLike(m_manual, u"port-conflct"_s).value(0), u"port-conflict"_s);
    QCOMPARE(topicsLike(m_manual, u"LLM_PROXY_POTR"_s).value(0), u"LLM_PROXY_PORT"_s);
    QVERIFY(topicsLike(m_manual, u"breaker"_s).contains(u"kept:breaker-open"_s));
    QVERIFY(topicsLike(m_manual, u"e"_s).size() <= 5);
    QVERIFY(topicsLike(m_manual, QString(100000, u'x')).isEmpty());
}

void TestManualTopics::searchWantsEveryWord()
{
    const auto hits = searchManual(m_manual, {u"PROMPT"_s, u"cache"_s});
    QVERIFY(hits.size() > 1);
    QVERIFY(searchManual(m_manual, {u"cache"_s}).size() > hits.size());
    QVERIFY(searchManual(m_manual, {u"cache"_s, u"xyzzy"_s}).empty());
    QVERIFY(searchManual(m_manual, {}).empty());
}

void TestManualTopics::headingsComeFirst()
{
    const auto hits = searchManual(m_manual, {u"port"_s, u"conflict"_s});
    QVERIFY(!hits.empty());
    QCOMPARE(hits.front().place, (ManualPlace {u"troubleshooting"_s, u"port-conflict"_s}));
    QCOMPARE(hits.front().title, u"Troubleshooting"_s);
    QCOMPARE(hits.front().heading, u"Port conflict"_s);
}

void TestManualTopics::anExcerptHoldsAWord()
{
    for (const ManualHit &hit : searchManual(m_manual, {u"budget"_s})) {
        QVERIFY2(hit.excerpt.contains(u"budget"_s, Qt::CaseInsensitive)
                     || hit.heading.contains(u"budget"_s, Qt::CaseInsensitive)
                     || hit.title.contains(u"budget"_s, Qt::CaseInsensitive),
                 qPrintable(hit.excerpt));
        QVERIFY(hit.excerpt.size() < 200);
    }
}

void TestManualTopics::searchTakesAFewWords()
{
    QCOMPARE(searchWords(u"  a  b a "_s), (QStringList {u"a"_s, u"b"_s}));
    QCOMPARE(searchWords(u"1 2 3 4 5 6 7 8 9"_s).size(), 8);
}

void TestManualTopics::linksLeadToPages()
{
    QCOMPARE(placeOfLink(u"a"_s, u"#b"_s), (ManualPlace {u"a"_s, u"b"_s}));
    QCOMPARE(placeOfLink(u"a"_s, u"c.md"_s), (ManualPlace {u"c"_s, {}}));
    QCOMPARE(placeOfLink(u"a"_s, u"c.md#d"_s), (ManualPlace {u"c"_s, u"d"_s}));
    QCOMPARE(placeOfLink(u"a"_s, u"../c.md#d"_s), (ManualPlace {u"c"_s, u"d"_s}));
    QVERIFY(placeOfLink(u"a"_s, u"https://example.com/c.md"_s).page.isEmpty());
    QVERIFY(placeOfLink(u"a"_s, u"../../README.md"_s).page.isEmpty());
}

QTEST_GUILESS_MAIN(TestManualTopics)
#include "tst_manualtopics.moc"
