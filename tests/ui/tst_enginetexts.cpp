// SPDX-License-Identifier: LicenseRef-Private
// What the engine says in English and the window shows in its own language.
#include "ui/health/healthpage.h"
#include "ui/host/language.h"
#include "ui/words/enginecode.h"
#include "ui/words/enginetext.h"

#include "proxy/convert/losstable.h"
#include "proxy/exchange/exchange.h"
#include "proxy/exchange/turntype.h"
#include "tests/support/enginesources.h"
#include "tests/support/scriptedsource.h"

#include <QAbstractSocket>
#include <QApplication>
#include <QLabel>
#include <QRegularExpression>
#include <QTest>
#include <QTranslator>

using namespace ui;
using namespace Qt::StringLiterals;

class TestEngineTexts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everySentenceOfTheEngineIsKnown_data();
    void everySentenceOfTheEngineIsKnown();
    void everyReasonOfAConversionIsKnown();
    void everyCodeHasWords();
    void everyCodeOfATraceHasWords_data();
    void everyCodeOfATraceHasWords();
    void placeholdersStandInTheirOrder();
    void sentencesAreSpokenInTheWindowsLanguage_data();
    void sentencesAreSpokenInTheWindowsLanguage();
    void whatIsUnknownStays();
    void englishStaysEnglish();
    void aRemedyIsFoundInAnyLanguage();
};

namespace {

/// Placeholders of any number alike.
QString shapeOf(QString text)
{
    static const QRegularExpression kPlaceholder(u"%[1-9]"_s);
    return text.replace(kPlaceholder, u"%#"_s).trimmed();
}

} // namespace

void TestEngineTexts::init()
{
    qDeleteAll(qApp->findChildren<QTranslator *>());
    QLocale::setDefault(QLocale::c());
}

void TestEngineTexts::everySentenceOfTheEngineIsKnown_data()
{
    QTest::addColumn<QString>("path");
    for (const QString &path : engineSources())
        QTest::newRow(qPrintable(path.section(u'/', -2))) << path;
}

void TestEngineTexts::everySentenceOfTheEngineIsKnown()
{
    QFETCH(const QString, path);
    const QString source = sourceOf(path);
    QVERIFY(!source.isEmpty());
    QStringList known;
    for (const QString &sentence : engineSentences())
        known << shapeOf(sentence);
    // Mended by a row in ui/words/*sentences.cpp and its translations.
    for (const QString &literal : sentencesIn(source)) {
        const QString shape = shapeOf(literal);
        const bool isKnown = std::any_of(known.begin(), known.end(), [&](const QString &sentence) {
            return sentence.contains(shape);
        });
        QVERIFY2(isKnown || engineText(literal) != literal, qPrintable(literal));
    }
}

void TestEngineTexts::everyReasonOfAConversionIsKnown()
{
    const QStringList known = engineSentences();
    int refused = 0;
    for (const proxy::LossRule &rule : proxy::lossRules()) {
        // The converter itself words what depends on a value.
        const bool isTold = rule.treatment == proxy::LossTreatment::Refused
                            && !rule.name.contains('.') && QByteArrayView(rule.note).size() > 6;
        if (!isTold || QByteArrayView(rule.note).startsWith("anything"))
            continue;
        QVERIFY2(known.contains(QString::fromUtf8(rule.note)), rule.note);
        ++refused;
    }
    QVERIFY(refused >= 5);
}

void TestEngineTexts::everyCodeHasWords()
{
    using namespace proxy;
    for (const RouteReason reason : allRouteReasons())
        QVERIFY2(reason == RouteReason::None || isKnownEngineCode(name(reason)), name(reason));
    for (const ErrorCode code : allErrorCodes())
        QVERIFY2(!QByteArray(name(code)).startsWith("router-") || isKnownEngineCode(name(code)),
                 name(code));
    for (const auto outcome : {RoutingOutcome::Routed, RoutingOutcome::Reused, RoutingOutcome::Kept,
                               RoutingOutcome::Skipped, RoutingOutcome::Reverted})
        QVERIFY2(isKnownEngineCode(name(outcome)), name(outcome));
    for (const auto turn :
         {TurnType::Unknown, TurnType::HumanAsk, TurnType::ToolContinuation,
          TurnType::SubAgentStart, TurnType::Compaction, TurnType::SideRequest, TurnType::Probe})
        QVERIFY2(isKnownEngineCode(name(turn)), name(turn));
    for (const auto end : {ExchangeEnd::Open, ExchangeEnd::Complete, ExchangeEnd::Failed,
                           ExchangeEnd::Cut, ExchangeEnd::ClientGone})
        QVERIFY2(isKnownEngineCode(name(end)), name(end));
    for (const auto difficulty :
         {Difficulty::Easy, Difficulty::Medium, Difficulty::Hard, Difficulty::NeedsInfo})
        QVERIFY2(isKnownEngineCode(name(difficulty)), name(difficulty));
    for (const char *cause : {"switch", "client-edit", "idle", "upstream"})
        QVERIFY2(isKnownEngineCode(cause), cause);
}

void TestEngineTexts::everyCodeOfATraceHasWords_data()
{
    QTest::addColumn<QString>("path");
    for (const char *file :
         {"decider", "decisionoutcome", "decisionrules", "preflight", "switchpolicy"})
        QTest::newRow(file)
            << QStringLiteral(PROJECT_ROOT "/proxy/route/%1.cpp").arg(QLatin1StringView(file));
}

void TestEngineTexts::everyCodeOfATraceHasWords()
{
    QFETCH(const QString, path);
    static const QRegularExpression kStep(u"(?:\\.step = |Rule \\{)\"([a-z-]+)\""_s);
    static const QRegularExpression kResult(
        u"(?:\\.result = |Check \\{|go\\(|RouteReason::\\w+, |literal\\(|\\{\\}, )\"([a-z-]+)\""_s);
    const QString source = sourceOf(path);
    int found = 0;
    for (auto each = kStep.globalMatch(source); each.hasNext(); ++found) {
        const QByteArray step = each.next().captured(1).toLatin1();
        QVERIFY2(isKnownEngineStep(step), step.constData());
    }
    for (auto each = kResult.globalMatch(source); each.hasNext(); ++found) {
        const QByteArray result = each.next().captured(1).toLatin1();
        QVERIFY2(isKnownEngineCode(result), result.constData());
    }
    QVERIFY(found > 0);
}

void TestEngineTexts::placeholdersStandInTheirOrder()
{
    static const QRegularExpression kPlaceholder(u"%([0-9])"_s);
    for (const QString &sentence : engineSentences()) {
        int expected = 0;
        for (auto each = kPlaceholder.globalMatch(sentence); each.hasNext();)
            QVERIFY2(each.next().captured(1).toInt() == ++expected, qPrintable(sentence));
    }
}

void TestEngineTexts::sentencesAreSpokenInTheWindowsLanguage_data()
{
    QTest::addColumn<QString>("english");
    QTest::addColumn<QString>("german");
    const auto row = [](const char *name, const QString &english, const QString &german) {
        QTest::newRow(name) << english << german;
    };
    row("fixed", u"the circuit is open"_s, u"der Schutzschalter ist offen"_s);
    row("a value", u"Morph answered 503"_s, u"Morph antwortete 503"_s);
    row("the longer one", u"Morph answered 302; redirects are not followed"_s,
        u"Morph antwortete 302; Weiterleitungen wird nicht gefolgt"_s);
    row("in one another", u"the upstream could not be reached lately: Connection refused"_s,
        u"der Upstream war zuletzt nicht erreichbar: Verbindung abgelehnt"_s);
    row("a code within", u"human-ask, told by claude-code/typed"_s,
        u"ein Mensch fragt, erkannt an claude-code/typed"_s);
    row("a word within", u"the connection was reset before an answer"_s,
        u"die Verbindung wurde vor einer Antwort zurückgesetzt"_s);
    row("where it stands", u"messages[3].content: must be a string or an array"_s,
        u"messages[3].content: muss eine Zeichenkette oder ein Array sein"_s);
    row("a setting",
        u"/home/me/.env:3: LLM_PROXY_PORT: \"x\" is not a whole number; allowed: a "
        "whole number from 0 to 65535"_s,
        u"/home/me/.env:3: LLM_PROXY_PORT: \"x\" ist keine ganze Zahl; erlaubt: eine ganze Zahl "
        u"von "
        "0 bis 65535"_s);
    row("percent signs",
        u"50000 tokens are warm; about 9 requests cost $0.1000 staying, $0.2000 switching: -50 % "
        "gained, 10 % needed"_s,
        u"50000 Tokens sind warm; etwa 9 Anfragen kosten $0.1000 beim Bleiben, $0.2000 beim "
        "Wechsel: -50 % gewonnen, 10 % nötig"_s);
    row("lines", u"the circuit is open\nno such session"_s,
        u"der Schutzschalter ist offen\ndiese Sitzung gibt es nicht"_s);
    row("a value with a placeholder", u"Morph answered %2"_s, u"Morph antwortete %2"_s);
}

void TestEngineTexts::sentencesAreSpokenInTheWindowsLanguage()
{
    QFETCH(const QString, english);
    QFETCH(const QString, german);
    installLanguage(*qApp, u"de"_s);
    QCOMPARE(engineText(english), german);
}

void TestEngineTexts::whatIsUnknownStays()
{
    installLanguage(*qApp, u"de"_s);
    for (const char *text : {"", "overloaded_error", "/home/me/config.yaml", "100 % %1 %2"})
        QCOMPARE(engineText(QString::fromUtf8(text)), QString::fromUtf8(text));
    QCOMPARE(engineCode("claude-haiku-4-5:batch"), u"claude-haiku-4-5:batch"_s);
    QCOMPARE(engineCode("kept:breaker-open"), u"behalten: Schutzschalter offen"_s);
    QCOMPARE(engineCode("reverted:400"), u"zurückgenommen: 400"_s);
    QCOMPARE(engineStep("classify"), u"Einstufung"_s);
    QCOMPARE(engineStep("a new step"), u"a new step"_s);
}

void TestEngineTexts::englishStaysEnglish()
{
    installLanguage(*qApp, u"en"_s);
    for (const QString &sentence : engineSentences())
        QCOMPARE(engineText(sentence), sentence);
    QCOMPARE(engineCode("kept:breaker-open"), u"kept: breaker open"_s);
}

void TestEngineTexts::aRemedyIsFoundInAnyLanguage()
{
    installLanguage(*qApp, u"de"_s);
    ScriptedSource source;
    HealthPage page(source);
    source.now.state = proxy::ServiceState::Running;
    source.now.upstream.state = "open";
    source.now.upstream.lastError =
        QCoreApplication::translate("QAbstractSocket", "Connection refused");
    Q_EMIT source.statusChanged(source.now);
    QStringList shown;
    for (const QLabel *label : page.findChildren<QLabel *>())
        shown << label->text();
    QVERIFY2(shown.join(u'\n').contains(u"Starten Sie CLIProxyAPI"), qPrintable(shown.join(u'\n')));
}

QTEST_MAIN(TestEngineTexts)
#include "tst_enginetexts.moc"
