// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/classify/localclassifier.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <bit>

using proxy::AgentSigns;
using proxy::Difficulty;
using proxy::LocalClassifier;
using proxy::TextClassifier;
using proxy::TextFeatures;
using proxy::TextLook;

namespace {

QJsonArray readArray(const QString &name)
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/classifier/") + name);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).array()
                                          : QJsonArray();
}

QByteArray resource(const QString &name)
{
    QFile file(QStringLiteral(":/llm-proxy/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray wordFor(Difficulty difficulty)
{
    return difficulty == Difficulty::None ? "unknown" : name(difficulty);
}

const QByteArray kCues = R"({"version":1,"kinds":[{"kind":"go-on","en":["go on"]}]})";

/// Weights of nothing for kCues.
QByteArray plainWeights(const QByteArray &before, const QByteArray &after)
{
    const auto cues = proxy::CueTable::fromJson(kCues);
    const auto zeros = [](size_t count) { return QByteArray(qsizetype(count), '\0').toBase64(); };
    const size_t dense = TextFeatures::denseCount(1);
    QByteArray json = R"({"cues":)" + QByteArray::number(cues->fingerprint())
                      + R"(,"bucketBits":14,"kind":{"bias":1,"scale":1,"weights":")" + zeros(dense)
                      + R"("},"form":{"bias":2,"scale":1,"weights":")" + zeros(dense)
                      + R"("},"grams":{"scale":1,"weights":")" + zeros(16384)
                      + R"("},"easyShare":90,"hardShare":26,"thresholds":{}})";
    return json.replace(before, after);
}

} // namespace

class TestLocalClassifier final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void seesWhatTheTrainingSaw_data();
    void seesWhatTheTrainingSaw();
    void judgesTheFixedTexts_data();
    void judgesTheFixedTexts();
    void aTextIsReadUpToItsLimit();
    void bytesThatAreNoTextSeparateWords();
    void theAgentsSignsCountFirst_data();
    void theAgentsSignsCountFirst();
    void goingOnIsAsHardAsWhatIsOpen_data();
    void goingOnIsAsHardAsWhatIsOpen();
    void everySignMakesItHarder();
    void saysWhyInPlainWords();
    void refusesABrokenTable_data();
    void refusesABrokenTable();

private:
    const LocalClassifier m_classifier = LocalClassifier::builtIn();
};

void TestLocalClassifier::seesWhatTheTrainingSaw_data()
{
    QTest::addColumn<QJsonObject>("vector");
    int number = 0;
    for (const QJsonValue entry : readArray(QStringLiteral("vectors.json")))
        QTest::addRow("%d", ++number) << entry.toObject();
    QVERIFY(number > 20);
}

void TestLocalClassifier::seesWhatTheTrainingSaw()
{
    QFETCH(QJsonObject, vector);
    const QByteArray text = vector[u"text"].toString().toUtf8().repeated(vector[u"times"].toInt());
    const TextClassifier &weights = m_classifier.text();
    const TextFeatures features(text, weights.cues());
    QJsonArray dense;
    for (const quint8 number : features.dense())
        dense.append(number);
    QCOMPARE(dense, vector[u"dense"].toArray());
    int buckets = 0;
    for (const quint64 bits : features.buckets())
        buckets += std::popcount(bits);
    QCOMPARE(buckets, vector[u"buckets"].toInt());
    const TextLook look = weights.look(features);
    QCOMPARE(look.kind, vector[u"kind"].toInteger());
    QCOMPARE(look.words, vector[u"words"].toInteger());
    QCOMPARE(look.score, vector[u"score"].toInteger());
    const QByteArray verdict = vector[u"verdict"].toString().toUtf8();
    if (!look.goesOn && look.units > 0) {
        QCOMPARE(wordFor(m_classifier.verdict({.text = text}).difficulty), verdict);
        const QByteArray aggressive = vector[u"aggressive"].toString().toUtf8();
        QCOMPARE(wordFor(m_classifier.verdict({.text = text, .isAggressive = true}).difficulty),
                 aggressive);
    }
}

void TestLocalClassifier::judgesTheFixedTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("verdict");
    for (const QJsonValue entry : readArray(QStringLiteral("asks.json"))) {
        const QByteArray text = entry[u"text"].toString().toUtf8();
        QTest::addRow("%s: %s", qPrintable(entry[u"lang"].toString()), text.constData())
            << text << entry[u"verdict"].toString().toUtf8();
    }
}

void TestLocalClassifier::judgesTheFixedTexts()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, verdict);
    QCOMPARE(wordFor(m_classifier.verdict({.text = text}).difficulty), verdict);
}

void TestLocalClassifier::aTextIsReadUpToItsLimit()
{
    const QByteArray half(proxy::kHalfText, 'x');
    const auto look = [this](const QByteArray &text) {
        return m_classifier.text().look(QByteArrayView(text)).score;
    };
    QCOMPARE(look(half + "what is a mutex" + half), look(half + 'x' + half));
    QVERIFY(look(half + half.first(100) + " what is a mutex") != look(half + half.first(100)));
}

void TestLocalClassifier::bytesThatAreNoTextSeparateWords()
{
    for (int byte = 0; byte < 256; ++byte) {
        const QByteArray text = "commit it" + QByteArray(3, static_cast<char>(byte)) + "\xF0\x9F";
        const int score = m_classifier.verdict({.text = text}).score;
        QVERIFY(score >= 0 && score <= 100);
    }
    QCOMPARE(m_classifier.text()
                 .look(QByteArrayView("a\xFF"
                                      "b"))
                 .units,
             4);
}

void TestLocalClassifier::theAgentsSignsCountFirst_data()
{
    QTest::addColumn<AgentSigns>("signs");
    QTest::addColumn<Difficulty>("verdict");
    QTest::newRow("none") << AgentSigns {} << Difficulty::Easy;
    QTest::newRow("plan mode") << AgentSigns {.plans = true} << Difficulty::None;
    QTest::newRow("an error") << AgentSigns {.failedResults = 1} << Difficulty::Easy;
    QTest::newRow("errors") << AgentSigns {.failedResults = 2} << Difficulty::None;
    QTest::newRow("the same call twice") << AgentSigns {.sameCalls = 2} << Difficulty::Easy;
    QTest::newRow("a stall") << AgentSigns {.sameCalls = 3} << Difficulty::None;
}

void TestLocalClassifier::theAgentsSignsCountFirst()
{
    QFETCH(AgentSigns, signs);
    QFETCH(Difficulty, verdict);
    QCOMPARE(m_classifier.verdict({.text = "sort the imports", .signs = signs}).difficulty,
             verdict);
}

void TestLocalClassifier::goingOnIsAsHardAsWhatIsOpen_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Difficulty>("before");
    QTest::addColumn<AgentSigns>("signs");
    QTest::addColumn<Difficulty>("verdict");
    const auto row = [](const char *name, const QByteArray &text, Difficulty before,
                        Difficulty verdict, AgentSigns signs = {}) {
        QTest::newRow(name) << text << before << signs << verdict;
    };
    row("hard", "yes, continue", Difficulty::Hard, Difficulty::Hard);
    row("easy", "go on", Difficulty::Easy, Difficulty::Easy);
    row("medium", "weiter", Difficulty::Medium, Difficulty::None);
    row("nothing known", "继续", Difficulty::None, Difficulty::None);
    row("easy, but it stalls", "go on", Difficulty::Easy, Difficulty::None, {.sameCalls = 3});
    row("a task of its own",
        "continue, and design a distributed queue with replication and consensus that must "
        "survive two failures",
        Difficulty::Easy, Difficulty::Hard);
}

void TestLocalClassifier::goingOnIsAsHardAsWhatIsOpen()
{
    QFETCH(QByteArray, text);
    QFETCH(Difficulty, before);
    QFETCH(AgentSigns, signs);
    QFETCH(Difficulty, verdict);
    QCOMPARE(m_classifier.verdict({.text = text, .signs = signs, .before = before}).difficulty,
             verdict);
}

void TestLocalClassifier::everySignMakesItHarder()
{
    const QByteArray text = "add a unit test for the date parser";
    const int plain = m_classifier.verdict({.text = text}).score;
    for (const AgentSigns &signs :
         {AgentSigns {.plans = true}, AgentSigns {.failedResults = 1}, AgentSigns {.sameCalls = 5}})
        QVERIFY(m_classifier.verdict({.text = text, .signs = signs}).score > plain);
    QVERIFY(m_classifier.verdict({.text = text, .before = Difficulty::Hard}).score > plain);
}

void TestLocalClassifier::saysWhyInPlainWords()
{
    const auto opinion =
        m_classifier.answer({.text = "commit it",
                             .signs = {.plans = true, .failedResults = 2, .sameCalls = 4},
                             .before = Difficulty::Hard});
    QByteArray said;
    for (const proxy::TraceStep &step : opinion.trace)
        said += step.step + ' ' + step.result + ": " + step.detail.utf8() + '\n';
    QVERIFY2(said.contains("the agent is in its plan mode"), said.constData());
    QVERIFY(said.contains("2 of the last four results of tools are errors"));
    QVERIFY(said.contains("the agent made the same call 4 times"));
    QVERIFY(said.contains("the turn before was hard"));
    QVERIFY(said.contains("kind of ask: commit"));
    QCOMPARE(opinion.trace.back().result, wordFor(opinion.verdict.difficulty));
    const auto open = m_classifier.answer({.text = "go on", .before = Difficulty::Easy});
    QCOMPARE(open.trace.front().result, QByteArray("goes-on"));
    QCOMPARE(m_classifier.answer({.text = ""}).verdict.difficulty, Difficulty::None);
}

void TestLocalClassifier::refusesABrokenTable_data()
{
    QTest::addColumn<QByteArray>("cues");
    QTest::addColumn<QByteArray>("weights");
    const QByteArray good = plainWeights({}, {});
    QTest::newRow("no JSON") << QByteArray("x") << good;
    QTest::newRow("no kinds") << QByteArray(R"({"kinds":[]})") << good;
    QTest::newRow("too long a phrase")
        << QByteArray(R"({"kinds":[{"kind":"a","en":["a b c d e"]}]})") << good;
    QTest::newRow("an empty phrase")
        << QByteArray(R"({"kinds":[{"kind":"a","en":["?"]}]})") << good;
    QTest::newRow("weights are no JSON") << kCues << QByteArray("x");
    QTest::newRow("other cues") << kCues << plainWeights(R"("cues":)", R"("cues":1)");
    QTest::newRow("other buckets") << kCues << plainWeights(R"(ts":14)", R"(ts":13)");
    QTest::newRow("too few weights") << kCues << plainWeights("AAAA", "");
}

void TestLocalClassifier::refusesABrokenTable()
{
    QFETCH(QByteArray, cues);
    QFETCH(QByteArray, weights);
    QVERIFY(TextClassifier::fromJson(kCues, plainWeights({}, {})));
    const auto table = TextClassifier::fromJson(cues, weights);
    QVERIFY(!table);
    QCOMPARE(table.error().code, proxy::ErrorCode::InvalidConfig);
    QVERIFY(!resource(QStringLiteral("classifier-cues.json")).isEmpty());
}

QTEST_GUILESS_MAIN(TestLocalClassifier)
#include "tst_localclassifier.moc"
