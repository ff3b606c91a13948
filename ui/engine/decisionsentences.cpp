// SPDX-License-Identifier: LicenseRef-Private
#include "ui/engine/sentences.h"

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
    QT_TRANSLATE_NOOP("Engine", "which models hear is not in the table"),
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
};

} // namespace

std::span<const char *const> decisionSentences()
{
    return kSentences;
}

} // namespace ui
