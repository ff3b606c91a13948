// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/modelwarnings.h"

#include "proxy/config/proxyconfig.h"
#include "proxy/models/modelname.h"
#include "proxy/models/modeltable.h"
#include "proxy/route/modelmap.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace proxy {

namespace {

using Kind = ModelWarning::Kind;

constexpr std::array kKinds {
    std::pair {Kind::Ending, "ending"},      std::pair {Kind::Ended, "ended"},
    std::pair {Kind::Unlisted, "unlisted"},  std::pair {Kind::NoTarget, "no-target"},
    std::pair {Kind::OldTable, "old-table"}, std::pair {Kind::Substituted, "substituted"},
};

/// One cell of the map, judged.
class CellCheck final
{
public:
    CellCheck(const ProxyConfig &config, const ModelTable &models, const QList<QByteArray> *listed,
              QDate day)
        : m_config(config)
        , m_models(models)
        , m_listed(listed)
        , m_day(day)
    { }

    void check(const ModelMap &map, ModelFamily family, Difficulty difficulty,
               ModelWarnings &warnings) const;
    /// The backend has some model of the family, or its list is not known.
    [[nodiscard]] bool isServed(const ModelMap &map, ModelFamily family) const;

private:
    [[nodiscard]] bool isListed(const QByteArray &target) const;
    [[nodiscard]] QDate endOf(const QByteArray &target) const;
    [[nodiscard]] bool isUsable(const QByteArray &target, QDate day) const;
    [[nodiscard]] QByteArray firstUsable(const QList<QByteArray> &targets, QDate day) const;

    const ProxyConfig &m_config;
    const ModelTable &m_models;
    const QList<QByteArray> *m_listed;
    QDate m_day;
};

void CellCheck::check(const ModelMap &map, ModelFamily family, Difficulty difficulty,
                      ModelWarnings &warnings) const
{
    const QByteArray cell = name(family) + QByteArray(" ") + name(difficulty);
    const QList<QByteArray> targets = targetsOf(map, m_config.router, family, difficulty);
    const QByteArray inUse = firstUsable(targets, m_day);
    if (inUse.isEmpty())
        warnings.push_back({.kind = Kind::NoTarget, .cell = cell});
    const bool isOwn = !userTargetsOf(map, m_config.router, family, difficulty).isEmpty();
    for (const QByteArray &target : targets) {
        if (target == "keep")
            return;
        const bool counts = isOwn || target == inUse;
        const QDate ends = endOf(target);
        ModelWarning warning {.model = target, .cell = cell, .day = ends, .instead = inUse};
        warning.needsDoing = counts;
        if (!isListed(target)) {
            warning.kind = Kind::Unlisted;
        } else if (ends.isValid() && m_day >= ends) {
            warning.kind = Kind::Ended;
        } else if (ends.isValid() && m_day.daysTo(ends) <= kWarningDays) {
            warning.kind = Kind::Ending;
            warning.instead = firstUsable(targets, ends);
        } else {
            continue;
        }
        warnings.push_back(std::move(warning));
    }
}

bool CellCheck::isServed(const ModelMap &map, ModelFamily family) const
{
    // A backend that lists nothing serves no family, and nothing is routed: each cell says so.
    return !m_listed || m_listed->isEmpty()
           || std::any_of(m_listed->begin(), m_listed->end(), [&](const QByteArray &model) {
                  return map.familyOf(parseModelName(model).base) == family;
              });
}

bool CellCheck::isListed(const QByteArray &target) const
{
    if (!m_listed)
        return true;
    const ModelName wanted = parseModelName(target);
    const QList<QByteArray> names = m_models.spellingsOf(wanted.base, wanted.prefix);
    return std::any_of(names.begin(), names.end(),
                       [&](const QByteArray &model) { return m_listed->contains(model); });
}

QDate CellCheck::endOf(const QByteArray &target) const
{
    const ModelFacts *facts = m_models.find(target);
    return facts ? facts->ends : QDate();
}

bool CellCheck::isUsable(const QByteArray &target, QDate day) const
{
    const QDate ends = endOf(target);
    return target == "keep" || (isListed(target) && !(ends.isValid() && day >= ends));
}

QByteArray CellCheck::firstUsable(const QList<QByteArray> &targets, QDate day) const
{
    const auto found = std::find_if(targets.begin(), targets.end(), [&](const QByteArray &target) {
        return isUsable(target, day);
    });
    return found == targets.end() ? QByteArray() : *found;
}

int urgency(const ModelWarning &warning)
{
    const auto *const at =
        std::find(kModelWarningKinds.begin(), kModelWarningKinds.end(), warning.kind);
    const auto rank = static_cast<int>(at - kModelWarningKinds.begin());
    return rank + (warning.needsDoing ? 0 : static_cast<int>(kModelWarningKinds.size()));
}

} // namespace

ModelWarnings modelWarnings(const ProxyConfig &config, const QList<QByteArray> *listed, QDate day)
{
    const ModelMap map = ModelMap::builtIn();
    const ModelTable models = config.modelTable();
    const CellCheck cells(config, models, listed, day);
    ModelWarnings warnings;
    const bool isAuto = config.router.provider == RouterProvider::Auto;
    for (const auto family : {ModelFamily::Anthropic, ModelFamily::OpenAi, ModelFamily::Gemini}) {
        if (!isAuto && family != targetFamily(config.router.provider, ModelFamily::Other))
            continue;
        if (isAuto && !cells.isServed(map, family))
            continue;
        for (const auto difficulty : {Difficulty::Easy, Difficulty::Medium, Difficulty::Hard})
            cells.check(map, family, difficulty, warnings);
    }
    const QDate asOf = QDate::fromString(QString::fromLatin1(models.asOf()), Qt::ISODate);
    if (asOf.isValid() && asOf.daysTo(day) > kTableDays)
        warnings.push_back({.kind = Kind::OldTable, .day = asOf});
    std::stable_sort(warnings.begin(), warnings.end(), [](const auto &one, const auto &other) {
        return urgency(one) < urgency(other);
    });
    return warnings;
}

bool needDoing(const ModelWarnings &warnings)
{
    return std::any_of(warnings.begin(), warnings.end(),
                       [](const ModelWarning &warning) { return warning.needsDoing; });
}

const char *name(ModelWarning::Kind kind)
{
    for (const auto &[known, text] : kKinds) {
        if (known == kind)
            return text;
    }
    return "";
}

Text sentence(const ModelWarning &warning)
{
    const QByteArray &model = warning.model;
    const QByteArray &cell = warning.cell;
    const QByteArray &instead = warning.instead;
    const QString day = warning.day.toString(Qt::ISODate);
    const bool isReplaced = !instead.isEmpty();
    switch (warning.kind) {
    case Kind::Ending:
        return isReplaced ? Text::english("%1 (%2) ends on %3; %4 is used from then on",
                                          {model, cell, day, instead})
                          : Text::english("%1 (%2) ends on %3; nothing in the map takes its place",
                                          {model, cell, day});
    case Kind::Ended:
        return isReplaced
                   ? Text::english("%1 (%2) ended on %3; %4 is used", {model, cell, day, instead})
                   : Text::english("%1 (%2) ended on %3; nothing in the map takes its place",
                                   {model, cell, day});
    case Kind::Unlisted:
        return isReplaced ? Text::english("%1 (%2) is not in the backend's list; %3 is used",
                                          {model, cell, instead})
                          : Text::english("%1 (%2) is not in the backend's list; nothing in the "
                                          "map takes its place",
                                          {model, cell});
    case Kind::NoTarget:
        return Text::english("no target of %1 is usable: such requests keep their model", {cell});
    case Kind::OldTable:
        return Text::english("the table of models is of %1; refresh it with: llm-proxy models "
                             "import FILE",
                             {day});
    case Kind::Substituted:
        return Text::english("%1 was sent and %2 answered", {model, instead});
    }
    return {};
}

} // namespace proxy
