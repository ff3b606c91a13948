// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/modelmap.h"

#include "proxy/models/modelname.h"
#include "proxy/route/modelmapreader.h"

#include <QFile>

#include <algorithm>

namespace proxy {

namespace {

int indexOf(Difficulty difficulty)
{
    switch (difficulty) {
    case Difficulty::Easy:
        return 0;
    case Difficulty::Medium:
        return 1;
    case Difficulty::Hard:
        return 2;
    case Difficulty::None:
    case Difficulty::NeedsInfo:
        break;
    }
    return -1;
}

bool beginsWithAny(const QByteArray &base, const QList<QByteArray> &prefixes)
{
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const QByteArray &prefix) { return base.startsWith(prefix); });
}

/// The user's entries for a difficulty, the strongest first.
QList<QStringList> entriesFor(const ModelMapOverride &user, Difficulty difficulty)
{
    switch (difficulty) {
    case Difficulty::Easy:
        return {user.easy};
    case Difficulty::Medium:
        return {user.medium, user.hard};
    case Difficulty::Hard:
        return {user.hard};
    case Difficulty::NeedsInfo:
        return {user.needsInfo};
    case Difficulty::None:
        break;
    }
    return {};
}

} // namespace

const char *name(ModelFamily family)
{
    switch (family) {
    case ModelFamily::Anthropic:
        return "anthropic";
    case ModelFamily::OpenAi:
        return "openai";
    case ModelFamily::Gemini:
        return "gemini";
    case ModelFamily::Other:
        break;
    }
    return "other";
}

Result<ModelMap> ModelMap::fromJson(const QByteArray &json)
{
    return ModelMapReader().read(json);
}

ModelMap ModelMap::builtIn()
{
    QFile file(QStringLiteral(":/llm-proxy/model-map.json"));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    const auto map = opened ? fromJson(file.readAll()) : Result<ModelMap>();
    Q_ASSERT(map);
    return map.value_or(ModelMap());
}

ModelFamily ModelMap::familyOf(const QByteArray &base) const
{
    for (size_t i = 0; i < m_families.size(); ++i) {
        const Family &family = m_families[i];
        if (beginsWithAny(base, family.prefixes) && !beginsWithAny(base, family.exceptPrefixes))
            return ModelFamily(i);
    }
    return ModelFamily::Other;
}

QList<QByteArray> ModelMap::fromRouterLabel(const QByteArray &label) const
{
    const auto found = m_labels.constFind(label);
    if (found == m_labels.cend())
        return {label};
    return cell(found->family, found->difficulty);
}

QList<QByteArray> ModelMap::fromUserEntry(const QByteArray &entry) const
{
    return m_labels.value(entry).isModel ? QList<QByteArray> {entry} : fromRouterLabel(entry);
}

Difficulty ModelMap::difficultyOf(const QByteArray &label) const
{
    const auto found = m_labels.constFind(label);
    if (found != m_labels.cend())
        return found->difficulty;
    for (const auto &[mark, difficulty] : m_marks) {
        if (label.contains(mark))
            return difficulty;
    }
    return Difficulty::None;
}

const QList<QByteArray> &ModelMap::cell(ModelFamily family, Difficulty difficulty) const
{
    static const QList<QByteArray> none;
    const int column = indexOf(difficulty);
    if (family == ModelFamily::Other || column < 0)
        return none;
    return m_families[size_t(family)].cells[size_t(column)];
}

ModelFamily targetFamily(RouterProvider provider, ModelFamily requested)
{
    switch (provider) {
    case RouterProvider::Anthropic:
        return ModelFamily::Anthropic;
    case RouterProvider::OpenAi:
        return ModelFamily::OpenAi;
    case RouterProvider::Gemini:
        return ModelFamily::Gemini;
    case RouterProvider::Auto:
        break;
    }
    return requested;
}

QList<QByteArray> userTargetsOf(const ModelMap &map, const RouterSettings &settings,
                                ModelFamily family, Difficulty difficulty)
{
    for (const QStringList &entry : entriesFor(settings.modelMap, difficulty)) {
        QList<QByteArray> targets;
        for (const QString &wanted : entry) {
            for (const QByteArray &model : map.fromUserEntry(wanted.toUtf8())) {
                const ModelFamily own = map.familyOf(parseModelName(model).base);
                if (settings.provider != RouterProvider::Auto || own == family
                    || own == ModelFamily::Other)
                    targets.append(model);
            }
        }
        if (!targets.isEmpty())
            return targets;
    }
    return {};
}

QList<QByteArray> targetsOf(const ModelMap &map, const RouterSettings &settings, ModelFamily family,
                            Difficulty difficulty)
{
    const QList<QByteArray> own = userTargetsOf(map, settings, family, difficulty);
    return own.isEmpty() ? map.cell(family, difficulty) : own;
}

} // namespace proxy
