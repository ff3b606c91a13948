// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/modelslist.h"

#include "app/options/exitcodes.h"
#include "proxy/core/calendar.h"
#include "proxy/core/terminalsafe.h"
#include "proxy/engine/listedmodels.h"
#include "proxy/models/modeltable.h"
#include "proxy/route/modelmap.h"
#include "proxy/status/modelwarnings.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <utility>

namespace app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kExitNeedsDoing = 1;
constexpr auto kListLimit = 3s;

QString dollars(const std::optional<proxy::PicoDollars> &price)
{
    constexpr double kPicoPerTokenOfMillion = 1e6;
    return price ? QString::number(double(*price) / kPicoPerTokenOfMillion) : u"?"_s;
}

QString pricesOf(const proxy::ModelPrice &price)
{
    if (!price.input && !price.output)
        return u"not known"_s;
    QString text = dollars(price.input) + u'/' + dollars(price.output);
    for (const proxy::ModelPrice &step : price.steps)
        text += u", above %1k %2/%3"_s.arg(step.above / 1000)
                    .arg(dollars(step.input), dollars(step.output));
    return text;
}

QString tokens(const std::optional<qint64> &count)
{
    return count ? QString::number(*count) : u"?"_s;
}

using Flag = std::optional<bool> proxy::ModelFacts::*;
constexpr std::array<std::pair<const char *, Flag>, 9> kTaken {{
    {"images", &proxy::ModelFacts::images},
    {"documents", &proxy::ModelFacts::documents},
    {"audio", &proxy::ModelFacts::audio},
    {"system-messages", &proxy::ModelFacts::systemTurns},
    {"prefill", &proxy::ModelFacts::prefill},
    {"forced-tool", &proxy::ModelFacts::forcedTool},
    {"sampling", &proxy::ModelFacts::sampling},
    {"stop", &proxy::ModelFacts::stops},
    {"output-format", &proxy::ModelFacts::outputFormat},
}};

QStringList takenBy(const proxy::ModelFacts &facts)
{
    QStringList taken;
    for (const auto &[word, flag] : kTaken) {
        if ((facts.*flag).value_or(false))
            taken << QLatin1StringView(word);
    }
    if (facts.thinkingModes && !facts.thinkingModes->isEmpty())
        taken << u"thinking:"_s + QString::fromUtf8(facts.thinkingModes->join('|'));
    if (facts.effortLevels && !facts.effortLevels->isEmpty())
        taken << u"effort:"_s + QString::fromUtf8(facts.effortLevels->join('|'));
    return taken;
}

QJsonValue orNull(const std::optional<qint64> &count)
{
    return count ? QJsonValue(*count) : QJsonValue();
}

QJsonObject jsonOf(const proxy::ModelFacts &facts)
{
    return {{u"id"_s, QString::fromUtf8(facts.id)},
            {u"family"_s, QString::fromUtf8(facts.family)},
            {u"tier"_s, QLatin1StringView(proxy::name(facts.tier))},
            {u"prices"_s, pricesOf(facts.price)},
            {u"context_window"_s, orNull(facts.contextWindow)},
            {u"output_limit"_s, orNull(facts.outputLimit)},
            {u"takes"_s, QJsonArray::fromStringList(takenBy(facts))},
            {u"ends"_s,
             facts.ends.isValid() ? QJsonValue(facts.ends.toString(Qt::ISODate)) : QJsonValue()},
            {u"source"_s, facts.fromUser ? u"yours"_s : u"built-in"_s}};
}

void printRow(QTextStream &out, const proxy::ModelFacts &facts)
{
    const QString ends = facts.ends.isValid() ? facts.ends.toString(Qt::ISODate) : u"-"_s;
    out << proxy::terminalSafe(facts.id).leftJustified(34) << ' '
        << QString::fromLatin1(proxy::name(facts.tier)).leftJustified(9) << ' '
        << pricesOf(facts.price).leftJustified(34) << ' '
        << (tokens(facts.contextWindow) + u'/' + tokens(facts.outputLimit)).leftJustified(16) << ' '
        << ends.leftJustified(11) << (facts.fromUser ? "yours     " : "built-in  ")
        << proxy::terminalSafe(takenBy(facts).join(u' ')) << '\n';
}

std::vector<const proxy::ModelFacts *> rowsOf(const proxy::ModelTable &table,
                                              const QByteArray &family)
{
    std::vector<const proxy::ModelFacts *> rows;
    for (const QByteArray &id : table.ids()) {
        const proxy::ModelFacts *facts = table.find(id);
        if (family.isEmpty() || facts->family == family)
            rows.push_back(facts);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto *one, const auto *other) {
        return one->family < other->family;
    });
    return rows;
}

/// The map as it stands for these settings: "anthropic easy" → its targets in order.
std::vector<std::pair<QString, QStringList>> cellsOf(const proxy::ProxyConfig &config,
                                                     const QByteArray &family)
{
    using enum proxy::ModelFamily;
    using enum proxy::Difficulty;
    const proxy::ModelMap map = proxy::ModelMap::builtIn();
    std::vector<std::pair<QString, QStringList>> cells;
    for (const auto each : {Anthropic, OpenAi, Gemini}) {
        if (!family.isEmpty() && family != proxy::name(each))
            continue;
        for (const auto difficulty : {Easy, Medium, Hard}) {
            QStringList targets;
            for (const QByteArray &target : proxy::targetsOf(map, config.router, each, difficulty))
                targets << QString::fromUtf8(target);
            cells.emplace_back(QLatin1StringView(proxy::name(each)) + u' '
                                   + QLatin1StringView(proxy::name(difficulty)),
                               targets);
        }
    }
    return cells;
}

void printJson(QTextStream &out, const QJsonObject &object)
{
    out << proxy::terminalSafeLines(
        QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)));
}

void printWarnings(QTextStream &out, const proxy::ModelWarnings &warnings, bool needsDoing)
{
    for (const proxy::ModelWarning &warning : warnings) {
        if (warning.needsDoing == needsDoing)
            out << "  " << proxy::terminalSafe(sentence(warning).text()) << '\n';
    }
}

QJsonArray warningsJson(const proxy::ModelWarnings &warnings)
{
    QJsonArray array;
    for (const proxy::ModelWarning &warning : warnings)
        array.append(QJsonObject {{u"kind"_s, QLatin1StringView(proxy::name(warning.kind))},
                                  {u"model"_s, QString::fromUtf8(warning.model)},
                                  {u"cell"_s, QString::fromUtf8(warning.cell)},
                                  {u"day"_s, warning.day.toString(Qt::ISODate)},
                                  {u"instead"_s, QString::fromUtf8(warning.instead)},
                                  {u"needs_doing"_s, warning.needsDoing},
                                  {u"text"_s, sentence(warning).text()}});
    return array;
}

} // namespace

int runModelsList(const QStringList &args, const proxy::ProxyConfig &config, CommandOutput output)
{
    QStringList words = args;
    const bool isJson = words.removeAll(u"--json"_s) > 0;
    QByteArray family;
    if (words.value(0) == u"--family" && words.size() == 2)
        family = words[1].toUtf8();
    else if (words.value(0).startsWith(u"--family=") && words.size() == 1)
        family = words[0].section(u'=', 1).toUtf8();
    else if (!words.isEmpty())
        return kExitUsage;
    const proxy::ModelTable table = config.modelTable();
    const auto rows = rowsOf(table, family);
    const auto cells = cellsOf(config, family);
    if (isJson) {
        QJsonArray models;
        for (const proxy::ModelFacts *facts : rows)
            models.append(jsonOf(*facts));
        QJsonObject map;
        for (const auto &[cell, targets] : cells)
            map[cell] = QJsonArray::fromStringList(targets);
        printJson(output.out, {{u"as_of"_s, QString::fromLatin1(table.asOf())},
                               {u"models"_s, models},
                               {u"map"_s, map}});
        return 0;
    }
    output.out << "Table of " << proxy::terminalSafe(table.asOf())
               << "; prices in dollars a million tokens, input/output; window/output limit\n\n";
    for (const proxy::ModelFacts *facts : rows)
        printRow(output.out, *facts);
    output.out
        << "\nWhere a difficulty goes; the first that is listed, has not ended and takes the "
           "request is used:\n";
    for (const auto &[cell, targets] : cells)
        output.out << "  " << cell.leftJustified(17) << proxy::terminalSafe(targets.join(u", "))
                   << '\n';
    return 0;
}

int runModelsCheck(const QStringList &args, const proxy::ProxyConfig &config, CommandOutput output)
{
    QStringList words = args;
    const bool isJson = words.removeAll(u"--json"_s) > 0;
    if (!words.isEmpty())
        return kExitUsage;
    const auto listed = proxy::fetchListedModels(config, kListLimit);
    const QDate day = proxy::today();
    const proxy::ModelWarnings warnings =
        proxy::modelWarnings(config, listed ? &*listed : nullptr, day);
    const proxy::ModelTable table = config.modelTable();
    const QDate asOf = QDate::fromString(QString::fromLatin1(table.asOf()), Qt::ISODate);
    const qint64 age = asOf.daysTo(day);
    const bool needsDoing = proxy::needDoing(warnings);
    if (isJson) {
        printJson(output.out,
                  {{u"day"_s, day.toString(Qt::ISODate)},
                   {u"table"_s, QString::fromLatin1(table.asOf())},
                   {u"table_age_days"_s, age < 0 ? QJsonValue() : QJsonValue(age)},
                   {u"backend_list"_s, listed ? QJsonValue(listed->size()) : QJsonValue()},
                   {u"needs_doing"_s, needsDoing},
                   {u"notices"_s, warningsJson(warnings)}});
        return needsDoing ? kExitNeedsDoing : 0;
    }
    if (listed)
        output.out << "The backend lists " << listed->size() << " models.\n";
    else
        output.out << "The backend's list is not known ("
                   << proxy::terminalSafe(listed.error().detail.text())
                   << "); every target counts as listed.\n";
    output.out << "The table of models is of " << proxy::terminalSafe(table.asOf()) << ", "
               << (age < 0 ? u"still to come"_s : u"%1 days old"_s.arg(age)) << " on "
               << day.toString(Qt::ISODate) << ".\n";
    output.out << (needsDoing ? "Needs doing:\n"
                   : listed   ? "Nothing needs doing.\n"
                              : "Nothing else needs doing, as far as can be told without the "
                                "backend's list.\n");
    printWarnings(output.out, warnings, true);
    const bool hasMore = std::any_of(warnings.begin(), warnings.end(),
                                     [](const auto &warning) { return !warning.needsDoing; });
    if (hasMore)
        output.out << "Good to know:\n";
    printWarnings(output.out, warnings, false);
    return needsDoing ? kExitNeedsDoing : 0;
}

} // namespace app
