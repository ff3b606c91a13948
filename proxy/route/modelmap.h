// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/exchange/routedecision.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QSet>

#include <array>
#include <utility>

namespace proxy {

/// Who makes a model, told by its name.
enum class ModelFamily { Anthropic, OpenAi, Gemini, Other };

/// "anthropic", "openai", "gemini", "other".
[[nodiscard]] const char *name(ModelFamily family);

/// Model ids as the backend lists them: `base` or `prefix/base`, never a suffix.
using ModelList = QSet<QByteArray>;

/// Which models serve which difficulty: JSON/model-map.json. Pure value, immutable; read once at
/// start.
class ModelMap final
{
public:
    /// The table that is compiled in.
    [[nodiscard]] static ModelMap builtIn();
    [[nodiscard]] static Result<ModelMap> fromJson(const QByteArray &json);

    /// By the base of a model id.
    [[nodiscard]] ModelFamily familyOf(const QByteArray &base) const;
    /// A label of the router names a cell: its targets, in order; others: the label itself.
    [[nodiscard]] QList<QByteArray> fromRouterLabel(const QByteArray &label) const;
    [[nodiscard]] bool isRouterLabel(const QByteArray &label) const
    {
        return m_labels.contains(label);
    }
    /// The same for an entry of the user's: a label that is a model's id as well means the model.
    [[nodiscard]] QList<QByteArray> fromUserEntry(const QByteArray &entry) const;
    /// The difficulty that a model named by the router stands for; None: it can't be told.
    [[nodiscard]] Difficulty difficultyOf(const QByteArray &label) const;
    /// The table's own cell, newest first, "keep" where the requested model stays; medium's
    /// substitutes included; empty: none.
    [[nodiscard]] const QList<QByteArray> &cell(ModelFamily family, Difficulty difficulty) const;

private:
    struct Family
    {
        QList<QByteArray> prefixes;
        QList<QByteArray> exceptPrefixes;
        std::array<QList<QByteArray>, 3> cells; ///< easy, medium, hard
    };
    struct Label
    {
        ModelFamily family = ModelFamily::Other;
        Difficulty difficulty = Difficulty::None;
        bool isModel = false; ///< a model's id too
    };
    friend class ModelMapReader;

    std::array<Family, 3> m_families; ///< Anthropic, OpenAi, Gemini
    QHash<QByteArray, Label> m_labels;
    QList<std::pair<QByteArray, Difficulty>> m_marks;
};

/// The family that routing aims at: the provider's, or with Auto the requested model's.
[[nodiscard]] ModelFamily targetFamily(RouterProvider provider, ModelFamily requested);

/// The user's own targets of a difficulty, in order; empty: the user has none. With Auto the
/// user's targets of another family are left out. Medium without an entry takes hard's.
[[nodiscard]] QList<QByteArray> userTargetsOf(const ModelMap &map, const RouterSettings &settings,
                                              ModelFamily family, Difficulty difficulty);

/// The ordered targets of a difficulty: the user's where there are some, else the table's cell.
[[nodiscard]] QList<QByteArray> targetsOf(const ModelMap &map, const RouterSettings &settings,
                                          ModelFamily family, Difficulty difficulty);

} // namespace proxy
