// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/requestshape.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

using Present = bool (*)(const RequestFeatures &);

/// A fact that is there or not, and what the table says of a model that takes it.
struct Flag
{
    const char *code;
    Present isPresent;
    std::optional<bool> ModelFacts::*taken; ///< null: the table does not tell
};

constexpr std::array kFlags {
    Flag {"audio", [](const RequestFeatures &f) { return f.hasAudio; }, &ModelFacts::audio},
    Flag {"context-management", [](const RequestFeatures &f) { return f.hasContextManagement; },
          nullptr},
    Flag {"documents", [](const RequestFeatures &f) { return f.hasDocuments; },
          &ModelFacts::documents},
    Flag {"fallbacks", [](const RequestFeatures &f) { return f.hasFallbacks; },
          &ModelFacts::fallbacks},
    Flag {"forced-tool", [](const RequestFeatures &f) { return f.forcesTool; },
          &ModelFacts::forcedTool},
    Flag {"images", [](const RequestFeatures &f) { return f.hasImages; }, &ModelFacts::images},
    Flag {"message-effort", [](const RequestFeatures &f) { return f.hasMessageEffort; },
          &ModelFacts::messageEffort},
    Flag {"output-format", [](const RequestFeatures &f) { return f.wantsJson; },
          &ModelFacts::outputFormat},
    Flag {"prefill", [](const RequestFeatures &f) { return f.hasPrefill; }, &ModelFacts::prefill},
    Flag {"stop", [](const RequestFeatures &f) { return f.hasStop; }, &ModelFacts::stops},
    Flag {"system-message", [](const RequestFeatures &f) { return f.hasSystemTurns; },
          &ModelFacts::systemTurns},
    Flag {"temperature", [](const RequestFeatures &f) { return f.temperature >= 0; },
          &ModelFacts::sampling},
    Flag {"top-k", [](const RequestFeatures &f) { return f.hasTopK; }, &ModelFacts::sampling},
    Flag {"top-p", [](const RequestFeatures &f) { return f.topP >= 0; }, &ModelFacts::sampling},
};

constexpr QByteArrayView kBeta = "beta:";
constexpr QByteArrayView kDisplay = "display:";
constexpr QByteArrayView kEffort = "effort:";
constexpr QByteArrayView kField = "field:";
constexpr QByteArrayView kRegion = "region:";
constexpr QByteArrayView kSpeed = "speed:";
constexpr QByteArrayView kThinking = "thinking:";
constexpr QByteArrayView kTool = "tool:";

QByteArray thinkingText(ThinkingMode mode)
{
    switch (mode) {
    case ThinkingMode::Absent:
        break;
    case ThinkingMode::Disabled:
        return "disabled";
    case ThinkingMode::Enabled:
        return "enabled";
    case ThinkingMode::Adaptive:
        return "adaptive";
    case ThinkingMode::BetweenTools:
        return "between_tools";
    case ThinkingMode::Other:
        return "other";
    }
    return {};
}

void add(RequestShape &shape, QByteArrayView kind, const QByteArray &value)
{
    if (!value.isEmpty())
        shape.append(kind.toByteArray() + value);
}

bool holds(const std::optional<QList<QByteArray>> &known, QByteArrayView fact, QByteArrayView kind)
{
    return fact.startsWith(kind) && known
           && known->contains(fact.sliced(kind.size()).toByteArray());
}

bool isKnownToTake(const ModelFacts &target, const QByteArray &fact)
{
    for (const Flag &flag : kFlags) {
        if (fact == flag.code)
            return flag.taken && (target.*flag.taken).value_or(false);
    }
    return holds(target.effortLevels, fact, kEffort) || holds(target.thinkingModes, fact, kThinking)
           || holds(target.thinkingDisplays, fact, kDisplay)
           || holds(target.toolTypes, fact, kTool);
}

} // namespace

RequestShape shapeOf(const RequestFacts &facts, const QByteArray &betas)
{
    const RequestFeatures &features = facts.features;
    RequestShape shape;
    for (const Flag &flag : kFlags) {
        if (flag.isPresent(features))
            shape.append(flag.code);
    }
    add(shape, kThinking, thinkingText(features.thinking));
    add(shape, kDisplay, features.thinkingDisplay);
    add(shape, kEffort, features.effort);
    add(shape, kRegion, features.region);
    add(shape, kSpeed, features.speed);
    for (const QByteArray &type : features.toolTypes)
        add(shape, kTool, type);
    for (const QByteArray &field : features.furtherFields)
        add(shape, kField, field);
    for (const QByteArray &beta : betas.split(','))
        add(shape, kBeta, beta.trimmed());
    std::sort(shape.begin(), shape.end());
    shape.erase(std::unique(shape.begin(), shape.end()), shape.end());
    return shape;
}

RequestShape suspectsOf(const RequestShape &shape, const ModelFacts *target)
{
    if (!target)
        return shape;
    RequestShape suspects = shape;
    suspects.removeIf([target](const QByteArray &fact) {
        // An unknown beta is passed over by the provider; those that matter are checked before.
        return fact.startsWith(kBeta) || isKnownToTake(*target, fact);
    });
    return suspects.isEmpty() ? shape : suspects;
}

bool RefusedShape::covers(const QByteArray &base, const RequestMeasures &request) const
{
    const auto carries = [&request](const QByteArray &fact) {
        return request.shape.contains(fact);
    };
    return base == model && request.bodyBytes >= bodyBytes && request.maxTokens >= maxTokens
           && (session == 0 || session == request.session)
           && std::all_of(facts.begin(), facts.end(), carries);
}

} // namespace proxy
