// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/exchangequery.h"

#include "ui/look/humanformat.h"

#include <algorithm>
#include <array>
#include <optional>

namespace ui {

namespace {

using proxy::Exchange;
using TextOf = QByteArray (*)(const Exchange &);
using NumberOf = std::optional<double> (*)(const Exchange &);

struct TextField
{
    const char *name;
    TextOf text;
};

struct NumberField
{
    const char *name;
    NumberOf number;
};

std::optional<double> milliseconds(const std::optional<std::chrono::microseconds> &time)
{
    if (!time)
        return std::nullopt;
    return static_cast<double>(time->count()) / 1000.0;
}

constexpr std::array kTextFields {
    TextField {
        "model",
        [](const Exchange &e) { return e.decision.askedModel() + ' ' + e.decision.selectedModel; }},
    TextField {"requested", [](const Exchange &e) { return e.decision.askedModel(); }},
    TextField {"selected", [](const Exchange &e) { return e.decision.selectedModel; }},
    TextField {"difficulty",
               [](const Exchange &e) { return QByteArray(proxy::name(e.decision.difficulty)); }},
    TextField {"why",
               [](const Exchange &e) {
                   return e.routable ? proxy::routingLabel(e.decision) : QByteArray();
               }},
    TextField {"client", [](const Exchange &e) { return e.client; }},
    TextField {"name", [](const Exchange &e) { return e.clientName; }},
    TextField {"project", [](const Exchange &e) { return e.project; }},
    TextField {"session", [](const Exchange &e) { return e.session; }},
    TextField {"method", [](const Exchange &e) { return e.method; }},
    TextField {"path", [](const Exchange &e) { return e.target; }},
    TextField {"end", [](const Exchange &e) { return QByteArray(proxy::name(e.end)); }},
    TextField {
        "error",
        [](const Exchange &e) { return QByteArray(e.error ? proxy::name(e.error->code) : ""); }},
};

constexpr std::array kNumberFields {
    NumberField {"status", [](const Exchange &e) { return std::optional<double>(e.status); }},
    NumberField {"ms", [](const Exchange &e) { return milliseconds(e.timing.finished); }},
    NumberField {"first", [](const Exchange &e) { return milliseconds(e.timing.firstByte); }},
    NumberField {"route", [](const Exchange &e) { return milliseconds(e.decision.routingTime); }},
    NumberField {"cost",
                 [](const Exchange &e) -> std::optional<double> {
                     return e.cost.actual ? std::optional(inDollars(*e.cost.actual)) : std::nullopt;
                 }},
    NumberField {"saved",
                 [](const Exchange &e) -> std::optional<double> {
                     const auto saved = e.cost.saved();
                     return saved ? std::optional(inDollars(*saved)) : std::nullopt;
                 }},
    NumberField {
        "in",
        [](const Exchange &e) { return std::optional<double>(static_cast<double>(e.bytesIn)); }},
    NumberField {
        "out",
        [](const Exchange &e) { return std::optional<double>(static_cast<double>(e.bytesOut)); }},
};

bool contains(const QByteArray &text, const QByteArray &lowerWord)
{
    return text.toLower().contains(lowerWord);
}

bool containsAnywhere(const Exchange &exchange, const QByteArray &lowerWord)
{
    return std::any_of(kTextFields.begin(), kTextFields.end(), [&](const TextField &field) {
        return contains(field.text(exchange), lowerWord);
    });
}

std::function<bool(double)> comparison(QStringView text)
{
    static constexpr std::array<const char *, 5> kOperators {">=", "<=", ">", "<", "="};
    QString sign = QStringLiteral("=");
    for (const char *candidate : kOperators) {
        if (!text.startsWith(QLatin1StringView(candidate)))
            continue;
        sign = QLatin1StringView(candidate);
        text = text.sliced(sign.size());
        break;
    }
    bool isNumber = false;
    const double bound = text.toDouble(&isNumber);
    if (!isNumber)
        return {};
    if (sign == QStringLiteral(">="))
        return [bound](double value) { return value >= bound; };
    if (sign == QStringLiteral("<="))
        return [bound](double value) { return value <= bound; };
    if (sign == QStringLiteral(">"))
        return [bound](double value) { return value > bound; };
    if (sign == QStringLiteral("<"))
        return [bound](double value) { return value < bound; };
    return [bound](double value) { return qFuzzyCompare(value + 1, bound + 1); };
}

std::function<bool(const Exchange &)> fieldCondition(const QString &field, const QString &value)
{
    for (const TextField &known : kTextFields) {
        if (field == QLatin1StringView(known.name))
            return [text = known.text, word = value.toLower().toUtf8()](const Exchange &e) {
                return contains(text(e), word);
            };
    }
    for (const NumberField &known : kNumberFields) {
        if (field != QLatin1StringView(known.name))
            continue;
        if (const auto compare = comparison(value))
            return [number = known.number, compare](const Exchange &e) {
                const std::optional<double> found = number(e);
                return found && compare(*found);
            };
    }
    return {};
}

} // namespace

ExchangeQuery ExchangeQuery::parse(const QString &text)
{
    ExchangeQuery query;
    for (QString word : text.split(u' ', Qt::SkipEmptyParts)) {
        const bool isNegated = word.size() > 1 && word.startsWith(u'-');
        if (isNegated)
            word.remove(0, 1);
        const qsizetype colon = word.indexOf(u':');
        Condition condition =
            colon > 0 ? fieldCondition(word.left(colon).toLower(), word.mid(colon + 1)) : nullptr;
        if (!condition)
            condition = [lower = word.toLower().toUtf8()](const Exchange &e) {
                return containsAnywhere(e, lower);
            };
        if (isNegated)
            query.m_conditions.emplace_back(
                [condition](const Exchange &exchange) { return !condition(exchange); });
        else
            query.m_conditions.push_back(std::move(condition));
    }
    return query;
}

bool ExchangeQuery::matches(const proxy::Exchange &exchange) const
{
    return std::all_of(m_conditions.begin(), m_conditions.end(),
                       [&](const Condition &condition) { return condition(exchange); });
}

QStringList ExchangeQuery::fields()
{
    QStringList names;
    for (const TextField &field : kTextFields)
        names << QLatin1StringView(field.name) + QLatin1StringView(":");
    for (const NumberField &field : kNumberFields)
        names << QLatin1StringView(field.name) + QLatin1StringView(":");
    return names;
}

QStringList ExchangeQuery::suggestions()
{
    QStringList words = fields();
    for (const char *difficulty : {"easy", "medium", "hard", "needs_info"})
        words << QStringLiteral("difficulty:") + QLatin1StringView(difficulty);
    for (const char *outcome : {"routed", "reused", "kept", "skipped", "reverted"})
        words << QStringLiteral("why:") + QLatin1StringView(outcome);
    for (const proxy::RouteReason reason : proxy::allRouteReasons()) {
        if (reason != proxy::RouteReason::None)
            words << QStringLiteral("why:") + QLatin1StringView(proxy::name(reason));
    }
    for (const char *end : {"open", "complete", "failed", "cut", "client-gone"})
        words << QStringLiteral("end:") + QLatin1StringView(end);
    words << QStringLiteral("status:>=400") << QStringLiteral("status:>=500")
          << QStringLiteral("ms:>1000");
    words.sort();
    return words;
}

} // namespace ui
