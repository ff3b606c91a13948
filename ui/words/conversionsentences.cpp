// SPDX-License-Identifier: LicenseRef-Private
#include "ui/words/sentences.h"

#include <QtGlobal>

#include <array>

namespace ui {

namespace {

constexpr std::array kSentences {
    QT_TRANSLATE_NOOP("Engine", "the upstream compressed its answer although it was asked not to"),
    QT_TRANSLATE_NOOP("Engine", "the upstream's answer is too large to convert"),
    QT_TRANSLATE_NOOP("Engine", "the upstream's stream stopped before its end"),
    QT_TRANSLATE_NOOP("Engine", "the upstream's answer can't be converted: %1"),
    QT_TRANSLATE_NOOP("Engine", "a string or an array is required"),
    QT_TRANSLATE_NOOP("Engine", "must be user, assistant or system"),
    QT_TRANSLATE_NOOP("Engine", "must be a string or an array"),
    QT_TRANSLATE_NOOP("Engine", "a string is required"),
    QT_TRANSLATE_NOOP("Engine", "files of Anthropic's containers stay there"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "only base64 data and URLs can be sent on; a file id means nothing to another service"),
    QT_TRANSLATE_NOOP("Engine", "only data and text can be sent on; OpenAI's file parts take "
                                "neither URLs nor foreign file ids"),
    QT_TRANSLATE_NOOP("Engine", "an array is required"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "\"%1\" is a tool of Anthropic's own servers or models; an OpenAI upstream has no equal"),
    QT_TRANSLATE_NOOP("Engine", "must be auto, any, tool or none"),
    QT_TRANSLATE_NOOP("Engine", "must be of type json_schema and hold a schema"),
    QT_TRANSLATE_NOOP("Engine", "the upstream sent an event that is no JSON object"),
    QT_TRANSLATE_NOOP("Engine", "content-encoding: a compressed body can't be converted"),
    QT_TRANSLATE_NOOP("Engine", "the body is no JSON object: %1"),
    QT_TRANSLATE_NOOP("Engine", "the upstream speaks %1, which has no equal of this call"),
    QT_TRANSLATE_NOOP("Engine", "a string"),
    QT_TRANSLATE_NOOP("Engine", "an array"),
    QT_TRANSLATE_NOOP("Engine", "an object"),
    QT_TRANSLATE_NOOP("Engine", "a number"),
    QT_TRANSLATE_NOOP("Engine", "must be true or false"),
    QT_TRANSLATE_NOOP("Engine", "must be %1"),
    QT_TRANSLATE_NOOP("Engine", "too large"),
    QT_TRANSLATE_NOOP("Engine", "not valid UTF-8"),
    QT_TRANSLATE_NOOP("Engine", "something follows the value"),
    QT_TRANSLATE_NOOP("Engine", "it ends too early"),
    QT_TRANSLATE_NOOP("Engine", "too deep"),
    QT_TRANSLATE_NOOP("Engine", "a comma is missing"),
    QT_TRANSLATE_NOOP("Engine", "a member name is missing"),
    QT_TRANSLATE_NOOP("Engine", "a colon is missing"),
    QT_TRANSLATE_NOOP("Engine", "a string does not end"),
    QT_TRANSLATE_NOOP("Engine", "a control character in a string"),
    QT_TRANSLATE_NOOP("Engine", "a bad escape"),
    QT_TRANSLATE_NOOP("Engine", "not a JSON value"),
    QT_TRANSLATE_NOOP("Engine", "a bad number"),
    QT_TRANSLATE_NOOP("Engine", "too many values"),
    QT_TRANSLATE_NOOP("Engine", "%1 (byte %2)"),
    QT_TRANSLATE_NOOP("Engine", "can't be said to this upstream: %1"),
    QT_TRANSLATE_NOOP("Engine", "runs on Anthropic's servers"),
    QT_TRANSLATE_NOOP("Engine", "run from Anthropic's servers"),
    QT_TRANSLATE_NOOP("Engine", "no sound"),
    QT_TRANSLATE_NOOP("Engine", "the search is OpenAI's"),
    QT_TRANSLATE_NOOP("Engine", "the old form; use tools"),
    QT_TRANSLATE_NOOP("Engine", "the old form; use tool_choice"),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" can't stand here for an Anthropic upstream"),
    QT_TRANSLATE_NOOP("Engine", "a data URL must be in base64"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "only PDF data in a base64 data URL can be sent on; a file id means nothing elsewhere"),
    QT_TRANSLATE_NOOP("Engine", "an Anthropic upstream needs a message beside the system's"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "must be system, developer, user, assistant or tool; functions are called tools by now"),
    QT_TRANSLATE_NOOP("Engine", "functions are called tools by now"),
    QT_TRANSLATE_NOOP("Engine", "an Anthropic upstream takes no sound"),
    QT_TRANSLATE_NOOP("Engine", "an Anthropic upstream knows function calls only"),
    QT_TRANSLATE_NOOP("Engine", "an Anthropic upstream gives one choice"),
    QT_TRANSLATE_NOOP("Engine", "an Anthropic upstream has no probabilities"),
    QT_TRANSLATE_NOOP("Engine", "an Anthropic upstream has none"),
    QT_TRANSLATE_NOOP("Engine", "an Anthropic upstream gives text only"),
    QT_TRANSLATE_NOOP("Engine", "must be text, json_object or json_schema"),
    QT_TRANSLATE_NOOP("Engine", "the upstream sent more tool calls than can be converted"),
    QT_TRANSLATE_NOOP("Engine", "an Anthropic upstream has function tools only"),
    QT_TRANSLATE_NOOP("Engine", "an Anthropic upstream knows function choices only"),
    QT_TRANSLATE_NOOP("Engine", "must be none, auto, required or an object"),
    QT_TRANSLATE_NOOP("Engine", "the upstream sent an event that is too large to convert"),
    QT_TRANSLATE_NOOP("Engine", "the upstream's stream ended without a reason to stop"),
    QT_TRANSLATE_NOOP("Engine", "the upstream's answer can't be converted: it has no choices"),
    QT_TRANSLATE_NOOP("Engine", "the upstream's answer can't be converted: it has no content"),
    QT_TRANSLATE_NOOP("Engine", "the upstream ended its answer with an error"),
    QT_TRANSLATE_NOOP("Engine", "the upstream sent arguments that belong to no tool call"),
    QT_TRANSLATE_NOOP("Engine", "the upstream sent a tool call without a name"),
    QT_TRANSLATE_NOOP("Engine", "the upstream's arguments of a tool call stop in the middle"),
    QT_TRANSLATE_NOOP("Engine", "the upstream sent too much text inside a tool call"),
    QT_TRANSLATE_NOOP("Engine", "the upstream sent more blocks than can be converted"),
    QT_TRANSLATE_NOOP("Engine", "an Anthropic upstream takes JPEG, PNG, GIF and WebP images"),
};

} // namespace

std::span<const char *const> conversionSentences()
{
    return kSentences;
}

} // namespace ui
