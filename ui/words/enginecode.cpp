// SPDX-License-Identifier: LicenseRef-Private
#include "ui/words/enginecode.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace ui {

namespace {

struct Word
{
    const char *code;
    const char *words;
};

constexpr std::array kCodes {
    Word {"routed", QT_TRANSLATE_NOOP("EngineCode", "routed")},
    Word {"reused", QT_TRANSLATE_NOOP("EngineCode", "reused")},
    Word {"kept", QT_TRANSLATE_NOOP("EngineCode", "kept")},
    Word {"skipped", QT_TRANSLATE_NOOP("EngineCode", "skipped")},
    Word {"reverted", QT_TRANSLATE_NOOP("EngineCode", "reverted")},
    Word {"pass", QT_TRANSLATE_NOOP("EngineCode", "pass")},
    Word {"routing-off", QT_TRANSLATE_NOOP("EngineCode", "routing off")},
    Word {"no-router-key", QT_TRANSLATE_NOOP("EngineCode", "no Morph key")},
    Word {"not-json", QT_TRANSLATE_NOOP("EngineCode", "not JSON")},
    Word {"encoded", QT_TRANSLATE_NOOP("EngineCode", "encoded")},
    Word {"no-model", QT_TRANSLATE_NOOP("EngineCode", "no model")},
    Word {"duplicate-model", QT_TRANSLATE_NOOP("EngineCode", "model named twice")},
    Word {"no-user-text", QT_TRANSLATE_NOOP("EngineCode", "no user text")},
    Word {"side-request", QT_TRANSLATE_NOOP("EngineCode", "side request")},
    Word {"probe", QT_TRANSLATE_NOOP("EngineCode", "probe")},
    Word {"sub-agent", QT_TRANSLATE_NOOP("EngineCode", "sub-agent")},
    Word {"compaction", QT_TRANSLATE_NOOP("EngineCode", "compaction")},
    Word {"needs-info", QT_TRANSLATE_NOOP("EngineCode", "unclear")},
    Word {"needs_info", QT_TRANSLATE_NOOP("EngineCode", "unclear")},
    Word {"unknown-label", QT_TRANSLATE_NOOP("EngineCode", "unknown label")},
    Word {"router-unreachable", QT_TRANSLATE_NOOP("EngineCode", "Morph unreachable")},
    Word {"router-timeout", QT_TRANSLATE_NOOP("EngineCode", "Morph too slow")},
    Word {"router-unauthorized", QT_TRANSLATE_NOOP("EngineCode", "Morph refused the key")},
    Word {"router-rate-limited", QT_TRANSLATE_NOOP("EngineCode", "Morph limits the rate")},
    Word {"router-rejected", QT_TRANSLATE_NOOP("EngineCode", "Morph rejected it")},
    Word {"router-failed", QT_TRANSLATE_NOOP("EngineCode", "Morph failed")},
    Word {"router-malformed", QT_TRANSLATE_NOOP("EngineCode", "Morph's answer unreadable")},
    Word {"router-breaker-open", QT_TRANSLATE_NOOP("EngineCode", "breaker open")},
    Word {"router-probing", QT_TRANSLATE_NOOP("EngineCode", "breaker probing")},
    Word {"router-busy", QT_TRANSLATE_NOOP("EngineCode", "too busy")},
    Word {"breaker-open", QT_TRANSLATE_NOOP("EngineCode", "breaker open")},
    Word {"breaker-probing", QT_TRANSLATE_NOOP("EngineCode", "breaker probing")},
    Word {"busy", QT_TRANSLATE_NOOP("EngineCode", "too busy")},
    Word {"local-unknown", QT_TRANSLATE_NOOP("EngineCode", "unknown to this machine")},
    Word {"goes-on", QT_TRANSLATE_NOOP("EngineCode", "goes on")},
    Word {"hard-before", QT_TRANSLATE_NOOP("EngineCode", "hard before")},
    Word {"plan-mode", QT_TRANSLATE_NOOP("EngineCode", "plan mode")},
    Word {"failed-results", QT_TRANSLATE_NOOP("EngineCode", "failed results")},
    Word {"same-calls", QT_TRANSLATE_NOOP("EngineCode", "the same calls")},
    Word {"fee-too-high", QT_TRANSLATE_NOOP("EngineCode", "fee too high")},
    Word {"no-listed-model", QT_TRANSLATE_NOOP("EngineCode", "no listed model")},
    Word {"prefix-not-listed", QT_TRANSLATE_NOOP("EngineCode", "prefix not listed")},
    Word {"other-family", QT_TRANSLATE_NOOP("EngineCode", "other family")},
    Word {"continuation-unknown", QT_TRANSLATE_NOOP("EngineCode", "unknown continuation")},
    Word {"barred", QT_TRANSLATE_NOOP("EngineCode", "barred")},
    Word {"only-auto", QT_TRANSLATE_NOOP("EngineCode", "only auto is routed")},
    Word {"keep-rule", QT_TRANSLATE_NOOP("EngineCode", "keep rule")},
    Word {"held", QT_TRANSLATE_NOOP("EngineCode", "held by an override")},
    Word {"unsafe", QT_TRANSLATE_NOOP("EngineCode", "unsafe")},
    Word {"cache-warm", QT_TRANSLATE_NOOP("EngineCode", "cache warm")},
    Word {"recent-up-switch", QT_TRANSLATE_NOOP("EngineCode", "recent upgrade")},
    Word {"not-worth-asking", QT_TRANSLATE_NOOP("EngineCode", "not worth asking")},
    Word {"not-cheaper", QT_TRANSLATE_NOOP("EngineCode", "not cheaper")},
    Word {"targets-ended", QT_TRANSLATE_NOOP("EngineCode", "targets ended")},
    Word {"not-allowed", QT_TRANSLATE_NOOP("EngineCode", "not allowed")},
    Word {"stopped", QT_TRANSLATE_NOOP("EngineCode", "stopped")},
    Word {"budget", QT_TRANSLATE_NOOP("EngineCode", "limit used up")},
    Word {"aggressive", QT_TRANSLATE_NOOP("EngineCode", "aggressive")},
    Word {"easy-only", QT_TRANSLATE_NOOP("EngineCode", "easy models only")},
    Word {"warn", QT_TRANSLATE_NOOP("EngineCode", "warned")},
    Word {"keep", QT_TRANSLATE_NOOP("EngineCode", "keep")},
    Word {"unlisted", QT_TRANSLATE_NOOP("EngineCode", "not listed")},
    Word {"ended", QT_TRANSLATE_NOOP("EngineCode", "ended")},
    Word {"assumed", QT_TRANSLATE_NOOP("EngineCode", "assumed")},
    Word {"strong-enough", QT_TRANSLATE_NOOP("EngineCode", "strong enough")},
    Word {"server-state", QT_TRANSLATE_NOOP("EngineCode", "state at the provider")},
    Word {"system-message", QT_TRANSLATE_NOOP("EngineCode", "system message")},
    Word {"message-effort", QT_TRANSLATE_NOOP("EngineCode", "effort of a message")},
    Word {"prefill", QT_TRANSLATE_NOOP("EngineCode", "prefill")},
    Word {"forced-tool", QT_TRANSLATE_NOOP("EngineCode", "forced tool")},
    Word {"sampling", QT_TRANSLATE_NOOP("EngineCode", "sampling")},
    Word {"speed", QT_TRANSLATE_NOOP("EngineCode", "speed")},
    Word {"stop", QT_TRANSLATE_NOOP("EngineCode", "stop sequences")},
    Word {"output-format", QT_TRANSLATE_NOOP("EngineCode", "output format")},
    Word {"fallbacks", QT_TRANSLATE_NOOP("EngineCode", "fallbacks")},
    Word {"tool-version", QT_TRANSLATE_NOOP("EngineCode", "tool version")},
    Word {"same-model", QT_TRANSLATE_NOOP("EngineCode", "same model")},
    Word {"caches-ignored", QT_TRANSLATE_NOOP("EngineCode", "caches ignored")},
    Word {"up", QT_TRANSLATE_NOOP("EngineCode", "upgrade")},
    Word {"cold", QT_TRANSLATE_NOOP("EngineCode", "cold")},
    Word {"prices-unknown", QT_TRANSLATE_NOOP("EngineCode", "prices unknown")},
    Word {"worth-it", QT_TRANSLATE_NOOP("EngineCode", "worth it")},
    Word {"safe", QT_TRANSLATE_NOOP("EngineCode", "safe")},
    Word {"safe-as", QT_TRANSLATE_NOOP("EngineCode", "safe with changes")},
    Word {"open-tool-exchange", QT_TRANSLATE_NOOP("EngineCode", "open tool exchange")},
    Word {"previous-response", QT_TRANSLATE_NOOP("EngineCode", "previous response")},
    Word {"signed-thinking", QT_TRANSLATE_NOOP("EngineCode", "signed thinking")},
    Word {"max-tokens", QT_TRANSLATE_NOOP("EngineCode", "max_tokens")},
    Word {"context", QT_TRANSLATE_NOOP("EngineCode", "context window")},
    Word {"images", QT_TRANSLATE_NOOP("EngineCode", "images")},
    Word {"documents", QT_TRANSLATE_NOOP("EngineCode", "documents")},
    Word {"audio", QT_TRANSLATE_NOOP("EngineCode", "audio")},
    Word {"beta", QT_TRANSLATE_NOOP("EngineCode", "beta feature")},
    Word {"thinking", QT_TRANSLATE_NOOP("EngineCode", "thinking")},
    Word {"unknown", QT_TRANSLATE_NOOP("EngineCode", "unknown")},
    Word {"human-ask", QT_TRANSLATE_NOOP("EngineCode", "a person asks")},
    Word {"tool-continuation", QT_TRANSLATE_NOOP("EngineCode", "tool continuation")},
    Word {"sub-agent-start", QT_TRANSLATE_NOOP("EngineCode", "start of a sub-agent")},
    Word {"easy", QT_TRANSLATE_NOOP("EngineCode", "easy")},
    Word {"medium", QT_TRANSLATE_NOOP("EngineCode", "medium")},
    Word {"hard", QT_TRANSLATE_NOOP("EngineCode", "hard")},
    Word {"open", QT_TRANSLATE_NOOP("EngineCode", "open")},
    Word {"complete", QT_TRANSLATE_NOOP("EngineCode", "complete")},
    Word {"failed", QT_TRANSLATE_NOOP("EngineCode", "failed")},
    Word {"cut", QT_TRANSLATE_NOOP("EngineCode", "cut")},
    Word {"client-gone", QT_TRANSLATE_NOOP("EngineCode", "client left")},
    Word {"client-edit", QT_TRANSLATE_NOOP("EngineCode", "the client changed it")},
    Word {"idle", QT_TRANSLATE_NOOP("EngineCode", "idle")},
    Word {"upstream", QT_TRANSLATE_NOOP("EngineCode", "upstream")},
    Word {"switch", QT_TRANSLATE_NOOP("EngineCode", "model switch")},
    Word {"closed", QT_TRANSLATE_NOOP("EngineCode", "closed")},
    Word {"reset", QT_TRANSLATE_NOOP("EngineCode", "reset")},
    Word {"masked", QT_TRANSLATE_NOOP("EngineCode", "masked")},
    Word {"no-levels", QT_TRANSLATE_NOOP("EngineCode", "no levels known")},
    Word {"suffix", QT_TRANSLATE_NOOP("EngineCode", "set in the name")},
    Word {"unreadable", QT_TRANSLATE_NOOP("EngineCode", "not readable")},
    Word {"low-enough", QT_TRANSLATE_NOOP("EngineCode", "low enough")},
    Word {"session-runs", QT_TRANSLATE_NOOP("EngineCode", "the session runs")},
};

constexpr std::array kSteps {
    Word {"switch", QT_TRANSLATE_NOOP("EngineStep", "routing switch")},
    Word {"routable", QT_TRANSLATE_NOOP("EngineStep", "routable")},
    Word {"hand", QT_TRANSLATE_NOOP("EngineStep", "override")},
    Word {"turn-type", QT_TRANSLATE_NOOP("EngineStep", "kind of turn")},
    Word {"family", QT_TRANSLATE_NOOP("EngineStep", "model family")},
    Word {"previous-response", QT_TRANSLATE_NOOP("EngineStep", "previous response")},
    Word {"known-turn", QT_TRANSLATE_NOOP("EngineStep", "known turn")},
    Word {"auto", QT_TRANSLATE_NOOP("EngineStep", "model auto")},
    Word {"only-auto", QT_TRANSLATE_NOOP("EngineStep", "only auto")},
    Word {"session", QT_TRANSLATE_NOOP("EngineStep", "session")},
    Word {"continuation", QT_TRANSLATE_NOOP("EngineStep", "continuation")},
    Word {"text", QT_TRANSLATE_NOOP("EngineStep", "text")},
    Word {"effort", QT_TRANSLATE_NOOP("EngineStep", "effort")},
    Word {"secrets", QT_TRANSLATE_NOOP("EngineStep", "secrets")},
    Word {"classify", QT_TRANSLATE_NOOP("EngineStep", "classification")},
    Word {"local", QT_TRANSLATE_NOOP("EngineStep", "judged on this machine")},
    Word {"sign", QT_TRANSLATE_NOOP("EngineStep", "sign of the agent")},
    Word {"target", QT_TRANSLATE_NOOP("EngineStep", "target")},
    Word {"preflight", QT_TRANSLATE_NOOP("EngineStep", "preflight")},
    Word {"policy", QT_TRANSLATE_NOOP("EngineStep", "switch policy")},
    Word {"keep-rule", QT_TRANSLATE_NOOP("EngineStep", "keep rule")},
    Word {"quota", QT_TRANSLATE_NOOP("EngineStep", "plan limit")},
    Word {"budget", QT_TRANSLATE_NOOP("EngineStep", "budget")},
    Word {"ask", QT_TRANSLATE_NOOP("EngineStep", "asking Morph")},
    Word {"revert", QT_TRANSLATE_NOOP("EngineStep", "taken back")},
    Word {"select", QT_TRANSLATE_NOOP("EngineStep", "choice")},
};

template <class Table> const Word *wordOf(const Table &table, const QByteArray &code)
{
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&code](const Word &word) { return code == word.code; });
    return found == table.end() ? nullptr : &*found;
}

} // namespace

QString engineCode(const QByteArray &code)
{
    QStringList parts;
    for (const QByteArray &part : code.split(':')) {
        const Word *word = wordOf(kCodes, part);
        parts << (word != nullptr ? QCoreApplication::translate("EngineCode", word->words)
                                  : QString::fromUtf8(part));
    }
    // A name with a colon of its own is none of ours.
    const bool isOurs = wordOf(kCodes, code.split(':').first()) != nullptr;
    return isOurs ? parts.join(QStringLiteral(": ")) : QString::fromUtf8(code);
}

QString engineStep(const QByteArray &step)
{
    const Word *word = wordOf(kSteps, step);
    return word != nullptr ? QCoreApplication::translate("EngineStep", word->words)
                           : QString::fromUtf8(step);
}

bool isKnownEngineCode(const QByteArray &code)
{
    return wordOf(kCodes, code) != nullptr;
}

bool isKnownEngineStep(const QByteArray &step)
{
    return wordOf(kSteps, step) != nullptr;
}

} // namespace ui
