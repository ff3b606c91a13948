// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/modeltabletext.h"

#include "proxy/json/jsonobject.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace app {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kHead {"$schema",
                            "version",
                            "asOf",
                            "classifier",
                            "modelBoundBetas",
                            "versionedTools",
                            "cacheLifetimeSeconds",
                            "families"};

/// Of rows and what is nested in them; what is not listed follows by name.
constexpr std::array kFieldOrder {"family",
                                  "tier",
                                  "text",
                                  "contextWindow",
                                  "outputLimit",
                                  "tokenFactor",
                                  "thinking",
                                  "modes",
                                  "displays",
                                  "offUpToEffort",
                                  "minBudget",
                                  "maxBudget",
                                  "zeroAllowed",
                                  "dynamicAllowed",
                                  "effortLevels",
                                  "effortDefault",
                                  "levelSuffix",
                                  "images",
                                  "documents",
                                  "audio",
                                  "systemTurns",
                                  "messageEffort",
                                  "prefill",
                                  "forcedTool",
                                  "sampling",
                                  "samplingTogether",
                                  "stops",
                                  "outputFormat",
                                  "fallbacks",
                                  "toolTypes",
                                  "betas",
                                  "accountBoundThinking",
                                  "readsThinkingOf",
                                  "cacheLifetimeSeconds",
                                  "cacheMinTokens",
                                  "ends",
                                  "successor",
                                  "price",
                                  "above",
                                  "input",
                                  "output",
                                  "cacheRead",
                                  "cacheWrite5m",
                                  "cacheWrite30m",
                                  "cacheWrite1h",
                                  "cacheWrite12h",
                                  "steps",
                                  "factors",
                                  "word"};

qsizetype placeOf(const QString &field)
{
    const auto *at = std::find_if(kFieldOrder.begin(), kFieldOrder.end(), [&](const char *name) {
        return field == QLatin1StringView(name);
    });
    return std::distance(kFieldOrder.begin(), at);
}

QByteArray oneLine(const QJsonValue &value);

QByteArray objectText(const QJsonObject &object)
{
    QStringList fields = object.keys();
    std::stable_sort(fields.begin(), fields.end(),
                     [](const QString &a, const QString &b) { return placeOf(a) < placeOf(b); });
    QByteArrayList parts;
    for (const QString &field : std::as_const(fields))
        parts.append(proxy::compactJson(field) + ": " + oneLine(object[field]));
    return '{' + parts.join(", ") + '}';
}

QByteArray oneLine(const QJsonValue &value)
{
    if (value.isObject())
        return objectText(value.toObject());
    if (!value.isArray())
        return proxy::compactJson(value);
    QByteArrayList parts;
    for (const QJsonValue entry : value.toArray())
        parts.append(oneLine(entry));
    return '[' + parts.join(", ") + ']';
}

QByteArray block(const QByteArray &name, const QByteArrayList &lines, char open, char close)
{
    if (lines.isEmpty())
        return "  \"" + name + "\": " + open + close;
    return "  \"" + name + "\": " + open + "\n    " + lines.join(",\n    ") + "\n  " + close;
}

QByteArrayList linesOf(const QJsonObject &object)
{
    QByteArrayList lines;
    for (auto it = object.constBegin(); it != object.constEnd(); ++it)
        lines.append(proxy::compactJson(it.key()) + ": " + oneLine(it.value()));
    return lines;
}

} // namespace

QByteArray modelTableText(const QJsonObject &table)
{
    QByteArrayList parts;
    for (const char *field : kHead) {
        if (const QJsonValue value = table[QLatin1StringView(field)]; !value.isUndefined())
            parts.append("  \"" + QByteArray(field) + "\": " + oneLine(value));
    }
    QByteArrayList classes;
    for (const QJsonValue entry : table[u"classes"].toArray())
        classes.append(oneLine(entry));
    parts.append(block("classes", classes, '[', ']'));
    parts.append(block("aliases", linesOf(table[u"aliases"].toObject()), '{', '}'));
    parts.append(block("models", linesOf(table[u"models"].toObject()), '{', '}'));
    return "{\n" + parts.join(",\n") + "\n}\n";
}

} // namespace app
