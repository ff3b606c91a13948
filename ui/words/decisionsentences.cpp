// SPDX-License-Identifier: LicenseRef-Private
#include "ui/words/sentences.h"

#include <QtGlobal>

#include <array>

namespace ui {

namespace {

constexpr std::array kSentences {
    QT_TRANSLATE_NOOP("Engine", "no classification within the budget"),
    QT_TRANSLATE_NOOP("Engine", "%1 requests"),
    QT_TRANSLATE_NOOP("Engine", "easy, medium and hard all come to %1"),
    QT_TRANSLATE_NOOP("Engine", "not understood: x-llm-proxy-route: %1"),
    QT_TRANSLATE_NOOP("Engine", "%1: no routing"),
    QT_TRANSLATE_NOOP("Engine", "%1: easy"),
    QT_TRANSLATE_NOOP("Engine", "%1: medium"),
    QT_TRANSLATE_NOOP("Engine", "%1: hard"),
    QT_TRANSLATE_NOOP("Engine", "idle %1m > %2m"),
    QT_TRANSLATE_NOOP("Engine", "%1: model %2"),
    QT_TRANSLATE_NOOP("Engine", "%1 matched"),
    QT_TRANSLATE_NOOP("Engine", "%1, told by %2"),
    QT_TRANSLATE_NOOP("Engine", "MORPH_API_KEY holds what no header may hold"),
    QT_TRANSLATE_NOOP("Engine", "one call tries whether Morph is back"),
    QT_TRANSLATE_NOOP("Engine", "the circuit is open"),
    QT_TRANSLATE_NOOP("Engine", "too many calls are under way"),
    QT_TRANSLATE_NOOP("Engine", "it has no difficulty"),
    QT_TRANSLATE_NOOP("Engine", "it has no model"),
    QT_TRANSLATE_NOOP("Engine", "it is empty"),
    QT_TRANSLATE_NOOP("Engine", "it is not JSON: %1"),
    QT_TRANSLATE_NOOP("Engine", "it is not a JSON object"),
    QT_TRANSLATE_NOOP("Engine", "it is too large"),
    QT_TRANSLATE_NOOP("Engine", "Morph answered %1"),
    QT_TRANSLATE_NOOP("Engine", "Morph answered %1; redirects are not followed"),
    QT_TRANSLATE_NOOP("Engine", "Morph's answer can't be read: %1"),
    QT_TRANSLATE_NOOP("Engine", "Morph did not answer within the budget"),
    QT_TRANSLATE_NOOP("Engine", "model list: %1"),
    QT_TRANSLATE_NOOP("Engine", "the answer holds no \"data\" array"),
    QT_TRANSLATE_NOOP("Engine", "too many models"),
    QT_TRANSLATE_NOOP("Engine", "no answer in time"),
    QT_TRANSLATE_NOOP("Engine", "the answer is too large"),
    QT_TRANSLATE_NOOP("Engine", "the backend answered %1"),
    QT_TRANSLATE_NOOP("Engine", "a tool's result is under way to the model that asked for it"),
    QT_TRANSLATE_NOOP("Engine", "the conversation is stored with the model that began it"),
    QT_TRANSLATE_NOOP("Engine", "thinking signed for %1, the target is of %2"),
    QT_TRANSLATE_NOOP("Engine", "from %1 to %2"),
    QT_TRANSLATE_NOOP("Engine", "max_tokens %1, the limit is %2"),
    QT_TRANSLATE_NOOP("Engine", "about %1 tokens and max_tokens make %2, the window is %3"),
    QT_TRANSLATE_NOOP("Engine", "the target reads no images"),
    QT_TRANSLATE_NOOP("Engine", "the target reads no documents"),
    QT_TRANSLATE_NOOP("Engine", "the target lacks %1"),
    QT_TRANSLATE_NOOP("Engine", "the target is not in the table of models"),
    QT_TRANSLATE_NOOP("Engine", "the target does not take %1"),
    QT_TRANSLATE_NOOP("Engine", "%1, as the target does not take %2"),
    QT_TRANSLATE_NOOP("Engine", "%1 tokens are warm; about %2 requests cost %3 staying, %4 "
                                "switching: %5 % gained, %6 % needed"),
    QT_TRANSLATE_NOOP("Engine", "a stronger model is never held back by price"),
    QT_TRANSLATE_NOOP("Engine", "a way up was taken %1 turns ago; no way down before %2"),
    QT_TRANSLATE_NOOP("Engine", "the history is new, nothing of it is cached"),
    QT_TRANSLATE_NOOP("Engine", "no evidence of a warm cache at %1"),
    QT_TRANSLATE_NOOP("Engine", "adaptive thinking"),
    QT_TRANSLATE_NOOP("Engine", "thinking with a budget"),
    QT_TRANSLATE_NOOP("Engine", "thinking switched off"),
    QT_TRANSLATE_NOOP("Engine", "a budget of %1"),
    QT_TRANSLATE_NOOP("Engine", "effort %1"),
    QT_TRANSLATE_NOOP("Engine", "on %1"),
    QT_TRANSLATE_NOOP("Engine", "it refused such a request before"),
    QT_TRANSLATE_NOOP("Engine", "weaker than what was asked for and not cheaper for this request"),
    QT_TRANSLATE_NOOP("Engine", "dearer than what was asked for, which is enough"),
    QT_TRANSLATE_NOOP("Engine", "not weaker than %1"),
    QT_TRANSLATE_NOOP("Engine", "a tool loop runs at %1"),
    QT_TRANSLATE_NOOP("Engine", "newer than the table, judged like %1"),
    QT_TRANSLATE_NOOP("Engine", "the provider holds a part of the conversation: %1"),
    QT_TRANSLATE_NOOP("Engine", "the target is not known to hear"),
    QT_TRANSLATE_NOOP("Engine", "system messages between the turns"),
    QT_TRANSLATE_NOOP("Engine", "an effort for one message"),
    QT_TRANSLATE_NOOP("Engine", "an assistant message at the end"),
    QT_TRANSLATE_NOOP("Engine", "a forced tool_choice"),
    QT_TRANSLATE_NOOP("Engine", "temperature, top_p or top_k"),
    QT_TRANSLATE_NOOP("Engine", "temperature and top_p together"),
    QT_TRANSLATE_NOOP("Engine", "stop sequences"),
    QT_TRANSLATE_NOOP("Engine", "an output format"),
    QT_TRANSLATE_NOOP("Engine", "a list of fallbacks"),
    QT_TRANSLATE_NOOP("Engine", "max_tokens in chat completions"),
    QT_TRANSLATE_NOOP("Engine", "the target does not answer at speed %1"),
    QT_TRANSLATE_NOOP("Engine", "thinking between tools"),
    QT_TRANSLATE_NOOP("Engine", "thinking shown as %1"),
    QT_TRANSLATE_NOOP("Engine", "thinking switched off at effort %1"),
    QT_TRANSLATE_NOOP("Engine", "%1 (%2) ends on %3; %4 is used from then on"),
    QT_TRANSLATE_NOOP("Engine", "%1 (%2) ends on %3; nothing in the map takes its place"),
    QT_TRANSLATE_NOOP("Engine", "%1 (%2) ended on %3; %4 is used"),
    QT_TRANSLATE_NOOP("Engine", "%1 (%2) ended on %3; nothing in the map takes its place"),
    QT_TRANSLATE_NOOP("Engine", "%1 (%2) is not in the backend's list; %3 is used"),
    QT_TRANSLATE_NOOP("Engine",
                      "%1 (%2) is not in the backend's list; nothing in the map takes its place"),
    QT_TRANSLATE_NOOP("Engine", "no target of %1 is usable: such requests keep their model"),
    QT_TRANSLATE_NOOP(
        "Engine", "the table of models is of %1; refresh it with: llm-proxy models import FILE"),
    QT_TRANSLATE_NOOP("Engine", "%1 was sent and %2 answered"),
};

} // namespace

std::span<const char *const> decisionSentences()
{
    return kSentences;
}

} // namespace ui
