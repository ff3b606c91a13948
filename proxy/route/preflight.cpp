// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/preflight.h"

#include "proxy/core/boundednumber.h"
#include "proxy/message/headerlist.h"
#include "proxy/models/modelname.h"
#include "proxy/route/thinkingfit.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace proxy {

namespace {

/// The question with the table's rows for it; null: not in the table.
struct Rows
{
    const PreflightQuestion &question;
    const ModelTable &table;
    std::shared_ptr<const ModelFacts> target;
    std::shared_ptr<const ModelFacts> history;
};

using Objection = std::optional<Text>;

const QByteArray &historyOf(const PreflightQuestion &question)
{
    return question.history.isEmpty() ? question.facts.model : question.history;
}

bool isOtherFamily(const Rows &rows)
{
    return rows.target && rows.history && rows.target->family != rows.history->family;
}

/// Another model takes the conversation over.
bool changesModel(const Rows &rows)
{
    return parseModelName(rows.question.target).base
           != parseModelName(historyOf(rows.question)).base;
}

Objection openToolExchange(const Rows &rows)
{
    if (!rows.question.facts.features.openToolExchange || !changesModel(rows))
        return std::nullopt;
    return Text::english("a tool's result is under way to the model that asked for it");
}

Objection previousResponse(const Rows &rows)
{
    if (rows.question.facts.previousResponseId.isEmpty() || !changesModel(rows))
        return std::nullopt;
    return Text::english("the conversation is stored with the model that began it");
}

Objection serverState(const Rows &rows)
{
    const QByteArray &field = rows.question.facts.features.serverState;
    if (field.isEmpty() || !changesModel(rows))
        return std::nullopt;
    return Text::english("the provider holds a part of the conversation: %1", {field});
}

Objection signedThinking(const Rows &rows)
{
    // Within a family signatures survive, past turns' blocks that can't be read are passed over.
    if (!rows.question.facts.features.hasSignedThinking || !isOtherFamily(rows))
        return std::nullopt;
    return Text::english("thinking signed for %1, the target is of %2",
                         {rows.history->family, rows.target->family});
}

Objection otherFamily(const Rows &rows)
{
    if (rows.question.isUserChoice || !isOtherFamily(rows))
        return std::nullopt;
    return Text::english("from %1 to %2", {rows.history->family, rows.target->family});
}

Objection outputLimit(const Rows &rows)
{
    const qint64 asked = rows.question.facts.maxTokens;
    if (!rows.target || asked <= rows.target->outputLimit.value_or(asked))
        return std::nullopt;
    return Text::english("max_tokens %1, the limit is %2", {asked, *rows.target->outputLimit});
}

Objection contextWindow(const Rows &rows)
{
    if (!rows.target || !rows.target->contextWindow)
        return std::nullopt;
    const PreflightQuestion &question = rows.question;
    const qint64 text = question.bodyBytes - question.facts.features.mediaBytes;
    // The density was measured at the model that wrote the history.
    const double factor =
        rows.target->tokenFactor / (rows.history ? rows.history->tokenFactor : 1.0);
    const qint64 input =
        boundedWhole(double(text) * factor / std::max(question.bytesPerToken, 1.0));
    const qint64 whole = boundedSum(input, std::max<qint64>(question.facts.maxTokens, 0));
    if (whole <= *rows.target->contextWindow)
        return std::nullopt;
    return Text::english("about %1 tokens and max_tokens make %2, the window is %3",
                         {input, whole, *rows.target->contextWindow});
}

Objection images(const Rows &rows)
{
    if (!rows.question.facts.features.hasImages || !rows.target
        || rows.target->images.value_or(true))
        return std::nullopt;
    return Text::english("the target reads no images");
}

Objection documents(const Rows &rows)
{
    if (!rows.question.facts.features.hasDocuments || !rows.target
        || rows.target->documents.value_or(true))
        return std::nullopt;
    return Text::english("the target reads no documents");
}

Objection audio(const Rows &rows)
{
    if (!rows.question.facts.features.hasAudio
        || (rows.target && rows.target->audio.value_or(false)))
        return std::nullopt;
    return Text::english("the target is not known to hear");
}

/// The request has it and the table says that the target refuses it.
/// @p what names it; it is called only when that is told.
template <class What>
Objection refused(const Rows &rows, bool isPresent, std::optional<bool> ModelFacts::*taken,
                  const What &what)
{
    if (!isPresent || !rows.target || ((*rows.target).*taken).value_or(true))
        return std::nullopt;
    return Text::english("the target does not take %1", {what()});
}

/// The same for a field that the backend takes out on the way to OpenAI's reasoning models: where
/// the requested model refuses it as well, the request is one that the backend repairs.
template <class What>
Objection refusedAnew(const Rows &rows, bool isPresent, std::optional<bool> ModelFacts::*taken,
                      const What &what)
{
    auto objection = refused(rows, isPresent, taken, what);
    if (!objection || rows.target->family != "openai")
        return objection;
    const auto requested = rows.table.findOrAssume(rows.question.facts.model);
    const bool isRepaired = requested && requested->family == rows.target->family
                            && !((*requested).*taken).value_or(true);
    return isRepaired ? std::nullopt : objection;
}

Objection systemTurns(const Rows &rows)
{
    return refused(rows, rows.question.facts.features.hasSystemTurns, &ModelFacts::systemTurns,
                   [] { return Text::english("system messages between the turns"); });
}

Objection messageEffort(const Rows &rows)
{
    return refused(rows, rows.question.facts.features.hasMessageEffort, &ModelFacts::messageEffort,
                   [] { return Text::english("an effort for one message"); });
}

Objection prefill(const Rows &rows)
{
    return refused(rows, rows.question.facts.features.hasPrefill, &ModelFacts::prefill,
                   [] { return Text::english("an assistant message at the end"); });
}

Objection forcedTool(const Rows &rows)
{
    return refused(rows, rows.question.facts.features.forcesTool, &ModelFacts::forcedTool,
                   [] { return Text::english("a forced tool_choice"); });
}

bool hasField(const Rows &rows, QByteArrayView field)
{
    const QList<QByteArray> &fields = rows.question.facts.features.furtherFields;
    return std::any_of(fields.begin(), fields.end(),
                       [field](const QByteArray &name) { return name == field; });
}

/// What OpenAI's reasoning models refuse in any value, where they refuse sampling.
Objection penalties(const Rows &rows)
{
    static constexpr std::array kFields {"presence_penalty", "frequency_penalty", "logprobs",
                                         "top_logprobs", "logit_bias"};
    for (const char *field : kFields) {
        if (auto objection = refusedAnew(rows, hasField(rows, field), &ModelFacts::sampling,
                                         [field] { return Text::words(QByteArray(field)); }))
            return objection;
    }
    return std::nullopt;
}

Objection speed(const Rows &rows)
{
    static const QByteArray kBeta = "fast-mode";
    const QByteArray &asked = rows.question.facts.features.speed;
    const bool isUsual = asked.isEmpty() || asked == "standard";
    if (isUsual || !rows.target || rows.target->betas.contains(kBeta)
        || !rows.table.modelBoundBetas().contains(kBeta))
        return std::nullopt;
    return Text::english("the target does not answer at speed %1", {asked});
}

Objection sampling(const Rows &rows)
{
    const RequestFeatures &features = rows.question.facts.features;
    // Not even the usual top_p is taken by all of them.
    const bool isUsual = features.temperature < 0 || features.temperature == 1;
    const bool isOdd = !isUsual || features.topP >= 0 || features.hasTopK;
    if (auto objection = refusedAnew(rows, isOdd, &ModelFacts::sampling,
                                     [] { return Text::english("temperature, top_p or top_k"); }))
        return objection;
    return refused(rows, features.temperature >= 0 && features.topP >= 0,
                   &ModelFacts::samplingTogether,
                   [] { return Text::english("temperature and top_p together"); });
}

Objection stops(const Rows &rows)
{
    if (auto objection = refusedAnew(rows, rows.question.facts.features.hasStop, &ModelFacts::stops,
                                     [] { return Text::english("stop sequences"); }))
        return objection;
    // The same models want max_completion_tokens.
    return refusedAnew(rows, hasField(rows, "max_tokens"), &ModelFacts::stops,
                       [] { return Text::english("max_tokens in chat completions"); });
}

Objection outputFormat(const Rows &rows)
{
    return refused(rows, rows.question.facts.features.wantsJson, &ModelFacts::outputFormat,
                   [] { return Text::english("an output format"); });
}

Objection fallbacks(const Rows &rows)
{
    return refused(rows, rows.question.facts.features.hasFallbacks, &ModelFacts::fallbacks,
                   [] { return Text::english("a list of fallbacks"); });
}

Objection toolVersions(const Rows &rows)
{
    if (!rows.target || !rows.target->toolTypes)
        return std::nullopt;
    for (const QByteArray &type : rows.question.facts.features.toolTypes) {
        const auto isVersioned = [&type](const QByteArray &kind) { return type.startsWith(kind); };
        const QList<QByteArray> &kinds = rows.table.versionedTools();
        if (std::any_of(kinds.begin(), kinds.end(), isVersioned)
            && !rows.target->toolTypes->contains(type))
            return Text::english("the target lacks %1", {type});
    }
    return std::nullopt;
}

Objection betas(const Rows &rows)
{
    if (!rows.target)
        return std::nullopt;
    for (const QByteArrayView beta : listMembers(rows.question.betas)) {
        for (const QByteArray &bound : rows.table.modelBoundBetas()) {
            if (beta.startsWith(bound) && !rows.target->betas.contains(bound))
                return Text::english("the target lacks %1", {beta.toByteArray()});
        }
    }
    return std::nullopt;
}

struct Check
{
    const char *code;
    Objection (*object)(const Rows &);
};

constexpr std::array kSwitchChecks {
    Check {"open-tool-exchange", openToolExchange},
    Check {"previous-response", previousResponse},
    Check {"server-state", serverState},
    Check {"signed-thinking", signedThinking},
    Check {"other-family", otherFamily},
    Check {"max-tokens", outputLimit},
    Check {"context", contextWindow},
    Check {"images", images},
    Check {"documents", documents},
    Check {"audio", audio},
    Check {"beta", betas},
    Check {"system-message", systemTurns},
    Check {"message-effort", messageEffort},
    Check {"prefill", prefill},
    Check {"forced-tool", forcedTool},
    Check {"sampling", sampling},
    Check {"sampling", penalties},
    Check {"speed", speed},
    Check {"stop", stops},
    Check {"output-format", outputFormat},
    Check {"fallbacks", fallbacks},
    Check {"tool-version", toolVersions},
};

PreflightVerdict walk(const Rows &rows)
{
    for (const Check &check : kSwitchChecks) {
        if (auto objection = check.object(rows))
            return {Safety::Unsafe, {}, check.code, *std::move(objection)};
    }
    PreflightVerdict verdict;
    verdict.model = rows.question.target;
    if (!rows.target)
        verdict.detail = Text::english("the target is not in the table of models");
    else if (!rows.target->likeModel.isEmpty())
        verdict.detail = newerThanTable(*rows.target);
    return verdict;
}

/// The user's or the map's own suffix already replaces the body's fields.
bool hasSuffix(const QByteArray &model)
{
    return !parseModelName(model).suffix.isEmpty();
}

PreflightVerdict dressed(const Rows &rows, PreflightVerdict verdict)
{
    if (!rows.target || hasSuffix(rows.question.target))
        return verdict;
    const ThinkingFit fit = fitThinking(rows.question.facts, *rows.target);
    if (fit.fits)
        return verdict;
    if (!fit.suffix || !rows.question.takesSuffixes)
        return {Safety::Unsafe,
                {},
                "thinking",
                Text::english("the target does not take %1", {fit.problem})};
    ModelName name = parseModelName(rows.question.target);
    name.hasSuffix = true;
    name.suffix = *fit.suffix;
    return {Safety::SafeAs, name.toByteArray(), "safe-as",
            Text::english("%1, as the target does not take %2", {name.toByteArray(), fit.problem})};
}

Rows rowsOf(const PreflightQuestion &question, const ModelTable &table)
{
    return {question, table, table.findOrAssume(question.target),
            table.findOrAssume(historyOf(question))};
}

} // namespace

Text newerThanTable(const ModelFacts &facts)
{
    return Text::english("newer than the table, judged like %1", {facts.likeModel});
}

PreflightVerdict preflight(const PreflightQuestion &question, const ModelTable &table)
{
    const Rows rows = rowsOf(question, table);
    if (question.target == question.facts.model) {
        PreflightVerdict verdict;
        verdict.model = question.target;
        return verdict;
    }
    PreflightVerdict verdict = walk(rows);
    return verdict.safety == Safety::Unsafe ? verdict : dressed(rows, std::move(verdict));
}

} // namespace proxy
