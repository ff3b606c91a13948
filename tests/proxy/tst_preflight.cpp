// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/preflight.h"

#include <QTest>

using proxy::ModelTable;
using proxy::preflight;
using proxy::PreflightQuestion;
using proxy::PreflightVerdict;
using proxy::RequestFacts;
using proxy::ThinkingMode;

namespace {

constexpr const char *kHaiku = "claude-haiku-4-5-20251001";
constexpr const char *kSonnet = "claude-sonnet-4-5-20250929";

/// A request, the target and what else counts.
struct Case
{
    QByteArray requested = kSonnet;
    QByteArray target = kHaiku;
    QByteArray history;
    QByteArray betas;
    qint64 bodyBytes = 30'000;
    double bytesPerToken = 3;
    bool isUserChoice = false;
    RequestFacts facts;
};

template <class Change> Case with(Change change)
{
    Case made;
    change(made);
    return made;
}

PreflightVerdict verdictOf(Case entry)
{
    static const ModelTable table;
    entry.facts.model = entry.requested;
    return preflight({.facts = entry.facts,
                      .target = entry.target,
                      .history = entry.history,
                      .betas = entry.betas,
                      .bodyBytes = entry.bodyBytes,
                      .bytesPerToken = entry.bytesPerToken,
                      .isUserChoice = entry.isUserChoice},
                     table);
}

} // namespace

Q_DECLARE_METATYPE(Case)

class TestPreflight final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhetherTheTargetCanServe_data();
    void saysWhetherTheTargetCanServe();
    void theReuseOfALoopIsCheckedForGrowth();
    void noSuffixGoesToWhoDoesNotReadIt();

private:
    static void addConversation();
    static void addThinking();
    static void addLimits();
    static void addMedia();
    static void addFields();
};

void TestPreflight::saysWhetherTheTargetCanServe_data()
{
    QTest::addColumn<Case>("entry");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("model"); // what is sent; empty: nothing, it is unsafe
    addConversation();
    addThinking();
    addLimits();
    addMedia();
    addFields();
}

void TestPreflight::addConversation()
{
    const auto row = [](const char *what, auto change, const char *code, const char *model = "") {
        QTest::newRow(what) << with(change) << QByteArray(code) << QByteArray(model);
    };
    row(
        "plain, down", [](Case &) {}, "safe", kHaiku);
    row(
        "plain, up", [](Case &c) { c.requested = kHaiku, c.target = kSonnet; }, "safe", kSonnet);
    row(
        "open tool exchange", [](Case &c) { c.facts.features.openToolExchange = true; },
        "open-tool-exchange");
    row(
        "open tool exchange, up",
        [](Case &c) {
            c.requested = kHaiku, c.target = kSonnet;
            c.facts.features.openToolExchange = true;
        },
        "open-tool-exchange");
    row(
        "open tool exchange that runs at the target already",
        [](Case &c) {
            c.history = kHaiku;
            c.facts.features.openToolExchange = true;
        },
        "safe", kHaiku);
    row(
        "previous response", [](Case &c) { c.facts.previousResponseId = "resp_1"; },
        "previous-response");
    row(
        "signed thinking, same family", [](Case &c) { c.facts.features.hasSignedThinking = true; },
        "safe", kHaiku);
    row(
        "signed thinking, another family, by hand",
        [](Case &c) {
            c.target = "gpt-5";
            c.isUserChoice = true;
            c.facts.features.hasSignedThinking = true;
        },
        "signed-thinking");
    row(
        "another family", [](Case &c) { c.target = "gpt-5"; }, "other-family");
    row(
        "another family, up", [](Case &c) { c.requested = "gpt-5", c.target = kSonnet; },
        "other-family");
    row(
        "another family, by hand", [](Case &c) { c.target = "gpt-5", c.isUserChoice = true; },
        "safe", "gpt-5");
    row(
        "the history is of another family", [](Case &c) { c.history = "gemini-2.5-pro"; },
        "other-family");
    row(
        "not in the table", [](Case &c) { c.target = "my-own-model"; }, "safe", "my-own-model");
    row(
        "the requested model itself, whatever it carries",
        [](Case &c) {
            c.target = kSonnet;
            c.facts.maxTokens = 10'000'000;
        },
        "safe", kSonnet);
}

void TestPreflight::addThinking()
{
    const auto row = [](const char *what, auto change, const char *code, const char *model = "") {
        QTest::newRow(what) << with(change) << QByteArray(code) << QByteArray(model);
    };
    const auto adaptive = [](Case &c) {
        c.requested = "claude-opus-4-8";
        c.facts.features.thinking = ThinkingMode::Adaptive;
    };
    row("adaptive thinking at a model without it", adaptive, "safe-as",
        "claude-haiku-4-5-20251001(none)");
    row(
        "adaptive thinking at a model that has it",
        [&](Case &c) {
            adaptive(c);
            c.target = "claude-sonnet-4-6";
        },
        "safe", "claude-sonnet-4-6");
    row(
        "adaptive thinking with edits of the context keeps a budget",
        [&](Case &c) {
            adaptive(c);
            c.facts.features.hasContextManagement = true;
            c.facts.maxTokens = 32'000;
        },
        "safe-as", "claude-haiku-4-5-20251001(8192)");
    row(
        "… a small one, where max_tokens is small",
        [&](Case &c) {
            adaptive(c);
            c.facts.features.hasContextManagement = true;
            c.facts.maxTokens = 2000;
        },
        "safe-as", "claude-haiku-4-5-20251001(1024)");
    row(
        "… none, where there is no room",
        [&](Case &c) {
            adaptive(c);
            c.facts.features.hasContextManagement = true;
            c.facts.maxTokens = 500;
        },
        "thinking");
    row(
        "the target's own suffix decides",
        [&](Case &c) {
            adaptive(c);
            c.target = "claude-haiku-4-5-20251001(4096)";
        },
        "safe", "claude-haiku-4-5-20251001(4096)");
    row(
        "a prefix stays",
        [&](Case &c) {
            adaptive(c);
            c.target = "work/claude-haiku-4-5-20251001";
        },
        "safe-as", "work/claude-haiku-4-5-20251001(none)");
    row(
        "effort at a model that takes none", [](Case &c) { c.facts.features.effort = "high"; },
        "safe-as", "claude-haiku-4-5-20251001(none)");
    row(
        "an effort above the target's levels",
        [](Case &c) {
            c.requested = "gpt-5.5", c.target = "gpt-5";
            c.facts.features.effort = "xhigh";
        },
        "safe-as", "gpt-5(high)");
    row(
        "an effort below the target's levels, up",
        [](Case &c) {
            c.requested = "gpt-5", c.target = "gpt-5.5";
            c.facts.features.effort = "minimal";
        },
        "safe-as", "gpt-5.5(low)");
    row(
        "a budget at a model that thinks adaptively only, up",
        [](Case &c) {
            c.target = "claude-opus-5";
            c.facts.features.thinking = ThinkingMode::Enabled;
            c.facts.features.thinkingBudget = 8192;
        },
        "safe-as", "claude-opus-5(medium)");
    row(
        "a budget in range",
        [](Case &c) {
            c.facts.features.thinking = ThinkingMode::Enabled;
            c.facts.features.thinkingBudget = 31'999;
        },
        "safe", kHaiku);
    row(
        "a budget out of range",
        [](Case &c) {
            c.facts.features.thinking = ThinkingMode::Enabled;
            c.facts.features.thinkingBudget = 500;
        },
        "safe-as", "claude-haiku-4-5-20251001(1024)");
}

void TestPreflight::addLimits()
{
    const auto row = [](const char *what, auto change, const char *code, const char *model = "") {
        QTest::newRow(what) << with(change) << QByteArray(code) << QByteArray(model);
    };
    row(
        "max_tokens at the limit", [](Case &c) { c.facts.maxTokens = 64'000; }, "safe", kHaiku);
    row(
        "max_tokens above the limit", [](Case &c) { c.facts.maxTokens = 64'001; }, "max-tokens");
    row(
        "max_tokens above the limit, up",
        [](Case &c) {
            c.requested = "gpt-5", c.target = "gpt-5-pro";
            c.facts.maxTokens = 1'000'000;
        },
        "max-tokens");
    row(
        "the window just holds it", [](Case &c) { c.bodyBytes = 600'000; }, "safe", kHaiku);
    row(
        "the window is too small", [](Case &c) { c.bodyBytes = 600'003; }, "context");
    row(
        "max_tokens counts",
        [](Case &c) {
            c.bodyBytes = 550'000;
            c.facts.maxTokens = 20'000;
        },
        "context");
    row(
        "reported usage corrects the estimate",
        [](Case &c) {
            c.bodyBytes = 700'000;
            c.bytesPerToken = 4;
        },
        "safe", kHaiku);
    row(
        "an image's bytes are no tokens",
        [](Case &c) {
            c.bodyBytes = 5'000'000;
            c.facts.features.hasImages = true;
            c.facts.features.mediaBytes = 4'900'000;
        },
        "safe", kHaiku);
    row(
        "a beta that the target lacks",
        [](Case &c) {
            c.requested = "claude-sonnet-4-6";
            c.betas = "interleaved-thinking-2025-05-14, context-1m-2025-08-07";
        },
        "beta");
    row(
        "a beta that the target has, up",
        [](Case &c) {
            c.requested = kHaiku, c.target = "claude-sonnet-4-6";
            c.betas = "context-1m-2025-08-07";
        },
        "safe", "claude-sonnet-4-6");
    row(
        "betas that suit every model",
        [](Case &c) { c.betas = "interleaved-thinking-2025-05-14,effort-2025-11-24"; }, "safe",
        kHaiku);
}

void TestPreflight::addMedia()
{
    const auto row = [](const char *what, auto change, const char *code, const char *model = "") {
        QTest::newRow(what) << with(change) << QByteArray(code) << QByteArray(model);
    };
    row(
        "images", [](Case &c) { c.facts.features.hasImages = true; }, "safe", kHaiku);
    row(
        "images at a model that sees none",
        [](Case &c) {
            c.requested = "gpt-5", c.target = "o3-mini";
            c.facts.features.hasImages = true;
        },
        "images");
    row(
        "documents at a model that reads none",
        [](Case &c) {
            c.requested = "claude-opus-4-5", c.target = "claude-3-haiku-20240307";
            c.facts.features.hasDocuments = true;
        },
        "documents");
    row(
        "documents", [](Case &c) { c.facts.features.hasDocuments = true; }, "safe", kHaiku);
    row(
        "audio", [](Case &c) { c.facts.features.hasAudio = true; }, "audio");
    row(
        "audio at a model that hears",
        [](Case &c) {
            c.requested = "gemini-2.5-pro", c.target = "gemini-2.5-flash";
            c.facts.features.hasAudio = true;
        },
        "safe", "gemini-2.5-flash");
}

void TestPreflight::addFields()
{
    const auto row = [](const char *what, auto change, const char *code, const char *model = "") {
        QTest::newRow(what) << with(change) << QByteArray(code) << QByteArray(model);
    };
    const auto newest = [](auto change) {
        return [change](Case &c) {
            c.requested = "claude-opus-4-5", c.target = "claude-haiku-5-5";
            change(c.facts.features);
        };
    };
    using Features = proxy::RequestFeatures;
    row(
        "system messages between the turns",
        [](Case &c) { c.facts.features.hasSystemTurns = true; }, "system-message");
    row("… at a model that takes them", newest([](Features &f) { f.hasSystemTurns = true; }),
        "safe", "claude-haiku-5-5");
    row(
        "an effort for one message", [](Case &c) { c.facts.features.hasMessageEffort = true; },
        "message-effort");
    row("an assistant message at the end, up", newest([](Features &f) { f.hasPrefill = true; }),
        "prefill");
    row(
        "… at a model that takes it", [](Case &c) { c.facts.features.hasPrefill = true; }, "safe",
        kHaiku);
    row("a temperature, up", newest([](Features &f) { f.temperature = 0.2; }), "sampling");
    row("the usual temperature, up", newest([](Features &f) { f.temperature = 1; }), "safe",
        "claude-haiku-5-5");
    row("top_k, up", newest([](Features &f) { f.hasTopK = true; }), "sampling");
    row(
        "temperature and top_p together",
        [](Case &c) { c.facts.features.temperature = c.facts.features.topP = 0.5; }, "sampling");
    row(
        "a temperature alone", [](Case &c) { c.facts.features.temperature = 0.5; }, "safe", kHaiku);
    row(
        "a forced tool, up",
        [](Case &c) {
            c.target = "claude-sonnet-5-5";
            c.facts.features.forcesTool = true;
        },
        "forced-tool");
    row("a forced tool where it is taken", newest([](Features &f) { f.forcesTool = true; }), "safe",
        "claude-haiku-5-5");
    row("a list of fallbacks", newest([](Features &f) { f.hasFallbacks = true; }), "fallbacks");
    row("thinking switched off at high effort", newest([](Features &f) {
            f.thinking = ThinkingMode::Disabled;
            f.effort = "high";
        }),
        "safe", "claude-haiku-5-5");
    row("… and above it", newest([](Features &f) {
            f.thinking = ThinkingMode::Disabled;
            f.effort = "max";
        }),
        "thinking");
    row("thinking between tools",
        newest([](Features &f) { f.thinking = ThinkingMode::BetweenTools; }), "thinking");
    row(
        "a state that the provider holds", [](Case &c) { c.facts.features.serverState = "thread"; },
        "server-state");
    row(
        "a level that no backend is known to put into effect",
        [](Case &c) {
            c.requested = "gpt-5", c.target = "gpt-6-luna";
            c.facts.features.effort = "minimal";
        },
        "thinking");
    row(
        "OpenAI's stop at a model that reasons",
        [](Case &c) {
            c.requested = "gpt-4.1", c.target = "gpt-6-luna";
            c.facts.features.hasStop = true;
        },
        "stop");
    const auto chat = [](const char *requested, const char *field) {
        return with([requested, field](Case &c) {
            c.requested = requested, c.target = "gpt-6-luna";
            c.facts.features.furtherFields = {field};
        });
    };
    const auto add = [](const char *name, const Case &entry, const char *code, const char *model) {
        QTest::newRow(name) << entry << QByteArray(code) << QByteArray(model);
    };
    add("a penalty at a model that reasons", chat("gpt-4.1", "presence_penalty"), "sampling", "");
    add("logprobs there", chat("gpt-4.1", "top_logprobs"), "sampling", "");
    add("the older name of the limit there", chat("gpt-4.1", "max_tokens"), "stop", "");
    add("a field that the backend takes out for both", chat("gpt-6.1-sol", "max_tokens"), "safe",
        "gpt-6-luna");
    add("a penalty that it takes out for both", chat("gpt-6.1-sol", "logit_bias"), "safe",
        "gpt-6-luna");
    add("fast answers of a model that has none",
        with(newest([](Features &f) { f.speed = "fast"; })), "speed", "");
    add("the usual speed", with(newest([](Features &f) { f.speed = "standard"; })), "safe",
        "claude-haiku-5-5");
    row(
        "a version of a tool that the target lacks",
        [](Case &c) { c.facts.features.toolTypes = {"computer_20251124"}; }, "tool-version");
}

void TestPreflight::saysWhetherTheTargetCanServe()
{
    QFETCH(Case, entry);
    QFETCH(QByteArray, model);
    const PreflightVerdict verdict = verdictOf(entry);
    QTEST(verdict.code, "code");
    QCOMPARE(verdict.model, model);
    QCOMPARE(verdict.safety == proxy::Safety::Unsafe, model.isEmpty());
    QVERIFY(verdict.safety == proxy::Safety::Safe || !verdict.detail.isEmpty());
}

void TestPreflight::noSuffixGoesToWhoDoesNotReadIt()
{
    const ModelTable table;
    RequestFacts facts;
    facts.model = "claude-opus-4-8";
    facts.features.effort = "low";
    PreflightQuestion question {.facts = facts, .target = kHaiku};
    QCOMPARE(preflight(question, table).code, QByteArray("safe-as"));
    question.takesSuffixes = false;
    QCOMPARE(preflight(question, table).code, QByteArray("thinking"));
}

void TestPreflight::theReuseOfALoopIsCheckedForGrowth()
{
    const ModelTable table;
    RequestFacts facts;
    facts.model = "claude-opus-4-8";
    facts.features.openToolExchange = true;
    PreflightQuestion question {.facts = facts,
                                .target = kHaiku,
                                .history = kHaiku,
                                .bodyBytes = 300'000,
                                .isUserChoice = true};
    QCOMPARE(preflight(question, table).code, QByteArray("safe"));
    question.bodyBytes = 900'000;
    QCOMPARE(preflight(question, table).code, QByteArray("context"));
    question.bodyBytes = 300'000;
    facts.features.hasSystemTurns = true;
    QCOMPARE(preflight(question, table).code, QByteArray("system-message"));
}

QTEST_GUILESS_MAIN(TestPreflight)
#include "tst_preflight.moc"
