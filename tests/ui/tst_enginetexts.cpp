// SPDX-License-Identifier: LicenseRef-Private
// What the engine says in English and the window shows in its own language.
#include "ui/health/healthpage.h"
#include "ui/host/language.h"
#include "ui/requests/exchangefacts.h"
#include "ui/words/enginecode.h"
#include "ui/words/enginetext.h"

#include "proxy/config/configloader.h"
#include "proxy/config/setting.h"
#include "proxy/exchange/exchange.h"
#include "proxy/exchange/turntype.h"
#include "proxy/status/modelwarnings.h"
#include "tests/support/scriptedsource.h"

#include <QAbstractSocket>
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QRegularExpression>
#include <QTest>
#include <QTranslator>

using namespace ui;
using namespace Qt::StringLiterals;
using proxy::Text;

class TestEngineTexts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyCodeHasWords();
    void everyCodeOfATraceHasWords_data();
    void everyCodeOfATraceHasWords();
    void sentencesAreSpokenInTheWindowsLanguage_data();
    void sentencesAreSpokenInTheWindowsLanguage();
    void everySettingIsExplainedInTheWindowsLanguage();
    void aDecisionIsToldInTheWindowsLanguage();
    void aWarningIsToldInTheWindowsLanguage();
    void whatIsUnknownStays();
    void englishStaysEnglish();
    void aRemedyIsFoundInAnyLanguage();
};

namespace {

QString sourceOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

void TestEngineTexts::init()
{
    qDeleteAll(qApp->findChildren<QTranslator *>());
    QLocale::setDefault(QLocale::c());
}

void TestEngineTexts::everyCodeHasWords()
{
    using namespace proxy;
    for (const RouteReason reason : allRouteReasons())
        QVERIFY2(reason == RouteReason::None || isKnownEngineCode(name(reason)), name(reason));
    for (const ErrorCode code : allErrorCodes())
        QVERIFY2(!QByteArray(name(code)).startsWith("router-") || isKnownEngineCode(name(code)),
                 name(code));
    for (const auto outcome :
         {RoutingOutcome::Routed, RoutingOutcome::Reused, RoutingOutcome::Kept,
          RoutingOutcome::Skipped, RoutingOutcome::Reverted, RoutingOutcome::Stopped})
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
    for (const auto restraint : {Restraint::Aggressive, Restraint::EasyOnly, Restraint::Stop})
        QVERIFY2(isKnownEngineCode(name(restraint)), name(restraint));
    for (const auto source : {LimitSource::Quota, LimitSource::Budget})
        QVERIFY2(isKnownEngineStep(name(source)), name(source));
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

void TestEngineTexts::sentencesAreSpokenInTheWindowsLanguage_data()
{
    QTest::addColumn<Text>("said");
    QTest::addColumn<QString>("german");
    const auto row = [](const char *name, const Text &said, const QString &german) {
        QTest::newRow(name) << said << german;
    };
    row("fixed", Text::english("the circuit is open"), u"der Schutzschalter ist offen"_s);
    row("a value", Text::english("Morph answered %1", {503}), u"Morph antwortete 503"_s);
    row("in one another",
        Text::english("the upstream could not be reached lately: %1",
                      {Text::english("Connection refused")}),
        u"der Upstream war zuletzt nicht erreichbar: Verbindung abgelehnt"_s);
    row("the words of others",
        Text::english("the upstream could not be reached lately: %1", {u"Connection refused"_s}),
        u"der Upstream war zuletzt nicht erreichbar: Connection refused"_s);
    row("a code within",
        Text::english("%1, told by %2", {Text::code("human-ask"), u"claude-code/typed"_s}),
        u"ein Mensch fragt, erkannt an claude-code/typed"_s);
    row("a word within",
        Text::english("the connection was %1 before an answer", {Text::code("reset")}),
        u"die Verbindung wurde vor einer Antwort zurückgesetzt"_s);
    const Text wrong = Text::english("%1 is not a whole number", {u"\"x\""_s});
    row("a setting",
        proxy::ConfigProblem {.where = Text::words(u"/home/me/.env:3"_s),
                              .key = u"LLM_PROXY_PORT"_s,
                              .problem = wrong,
                              .allowed = Text::english("a whole number from %1 to %2", {0, 65535})}
            .asText(),
        u"/home/me/.env:3: LLM_PROXY_PORT: \"x\" ist keine ganze Zahl; erlaubt: eine ganze Zahl "
        u"von "
        "0 bis 65535"_s);
    row("percent signs",
        Text::english("%1 tokens are warm; about %2 requests cost %3 staying, %4 switching: "
                      "%5 % gained, %6 % needed",
                      {50000, 9, u"$0.1000"_s, u"$0.2000"_s, -50, 10}),
        u"50000 Tokens sind warm; etwa 9 Anfragen kosten $0.1000 beim Bleiben, $0.2000 beim "
        "Wechsel: -50 % gewonnen, 10 % nötig"_s);
    row("lines",
        Text::lines({Text::english("the circuit is open"), Text::english("no such session")}),
        u"der Schutzschalter ist offen\ndiese Sitzung gibt es nicht"_s);
    row("a value with a placeholder", Text::english("Morph answered %1", {u"%1 %2"_s}),
        u"Morph antwortete %1 %2"_s);
}

void TestEngineTexts::sentencesAreSpokenInTheWindowsLanguage()
{
    QFETCH(const Text, said);
    QFETCH(const QString, german);
    installLanguage(*qApp, u"de"_s);
    QCOMPARE(engineText(said), german);
}

void TestEngineTexts::everySettingIsExplainedInTheWindowsLanguage()
{
    installLanguage(*qApp, u"de"_s);
    for (const proxy::Setting &setting : proxy::settings()) {
        QVERIFY2(engineText(setting.summary) != setting.summary.text(), qPrintable(setting.key));
        QVERIFY2(engineText(setting.allowed) != setting.allowed.text(), qPrintable(setting.key));
    }
}

void TestEngineTexts::aDecisionIsToldInTheWindowsLanguage()
{
    proxy::Exchange exchange;
    exchange.id = "00000000000000a1";
    exchange.routable = true;
    exchange.decision.requestedModel = "claude-sonnet-5-5";
    exchange.decision.selectedModel = exchange.decision.requestedModel;
    exchange.decision.trace = {
        {"turn-type", "pass",
         Text::english("%1, told by %2", {Text::code("human-ask"), u"claude-code/typed"_s})},
        {"policy", "cold", Text::english("no evidence of a warm cache at %1", {u"<model>"_s})}};
    exchange.error = proxy::Error {.detail = Text::english("nothing came within %1 ms", {250})};
    installLanguage(*qApp, u"de"_s);
    const QString html = exchangeFactsHtml(exchange, Checks::Unfolded);
    for (const QString &told : {u"ein Mensch fragt, erkannt an claude-code/typed"_s,
                                u"kein Hinweis auf einen warmen Cache bei &lt;model&gt;"_s,
                                u"nichts kam innerhalb von 250 ms"_s})
        QVERIFY2(html.contains(told), qPrintable(html));
}

void TestEngineTexts::aWarningIsToldInTheWindowsLanguage()
{
    installLanguage(*qApp, u"de"_s);
    ScriptedSource source;
    HealthPage page(source);
    source.now.state = proxy::ServiceState::Running;
    source.now.modelWarnings = {{.kind = proxy::ModelWarning::Kind::Ended,
                                 .model = "claude-3",
                                 .cell = "anthropic hard",
                                 .day = QDate(2026, 11, 30),
                                 .instead = "claude-5"}};
    Q_EMIT source.statusChanged(source.now);
    QStringList shown;
    for (const QLabel *label : page.findChildren<QLabel *>())
        shown << label->text();
    const QString told = engineText(sentence(source.now.modelWarnings.front()));
    QVERIFY2(told.contains(u"2026-11-30"_s) && !told.contains(u"ended on"_s), qPrintable(told));
    QVERIFY2(shown.join(u'\n').contains(told), qPrintable(shown.join(u'\n')));
}

void TestEngineTexts::whatIsUnknownStays()
{
    installLanguage(*qApp, u"de"_s);
    for (const char *text :
         {"", "overloaded_error", "/home/me/config.yaml", "100 % %1 %2", "the circuit is open"})
        QCOMPARE(engineText(Text::words(QByteArray(text))), QString::fromUtf8(text));
    const Text ofTomorrow =
        Text::stored(Text::Kind::Sentence, "a sentence of tomorrow: %1", {Text::code("easy")});
    QCOMPARE(engineText(ofTomorrow), u"a sentence of tomorrow: "_s + engineCode("easy"));
    QCOMPARE(engineCode("claude-haiku-4-5:batch"), u"claude-haiku-4-5:batch"_s);
    QCOMPARE(engineCode("kept:breaker-open"), u"behalten: Schutzschalter offen"_s);
    QCOMPARE(engineCode("reverted:400"), u"zurückgenommen: 400"_s);
    QCOMPARE(engineStep("classify"), u"Einstufung"_s);
    QCOMPARE(engineStep("a new step"), u"a new step"_s);
}

void TestEngineTexts::englishStaysEnglish()
{
    installLanguage(*qApp, u"en"_s);
    const Text said = Text::english("Morph answered %1; redirects are not followed", {302});
    QCOMPARE(engineText(said), said.text());
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
        Text::words(QCoreApplication::translate("QAbstractSocket", "Connection refused"));
    Q_EMIT source.statusChanged(source.now);
    QStringList shown;
    for (const QLabel *label : page.findChildren<QLabel *>())
        shown << label->text();
    QVERIFY2(shown.join(u'\n').contains(u"Starten Sie CLIProxyAPI"), qPrintable(shown.join(u'\n')));
}

QTEST_MAIN(TestEngineTexts)
#include "tst_enginetexts.moc"
