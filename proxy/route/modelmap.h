// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/error.h"
#include "proxy/proxyconfig.h"
#include "proxy/routedecision.h"

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

/// What came of looking for a model of a map cell.
struct TargetChoice
{
    QByteArray model; ///< to send upstream; meaningful when reason is None
    RouteReason reason = RouteReason::None; ///< why there is none
};

/// The table of models: JSON/model-map.json. Pure value, immutable; read once at start.
class ModelMap final
{
public:
    /// The table that is compiled in.
    [[nodiscard]] static ModelMap builtIn();
    [[nodiscard]] static Result<ModelMap> fromJson(const QByteArray &json);

    /// By the base of a model id.
    [[nodiscard]] ModelFamily familyOf(const QByteArray &base) const;
    /// `claude-haiku-4-5` → `claude-haiku-4-5-20251001`; others come back unchanged.
    [[nodiscard]] QByteArray dated(const QByteArray &base) const;
    /// A label of the router → the backend's names for it, in order; others: the label itself.
    [[nodiscard]] QList<QByteArray> fromRouterLabel(const QByteArray &label) const;
    /// The difficulty that a model named by the router stands for; None: it can't be told.
    [[nodiscard]] Difficulty difficultyOf(const QByteArray &label) const;
    /// The table's own cell, medium's stand-ins included; empty: none.
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
        Difficulty difficulty = Difficulty::None;
        QList<QByteArray> models;
    };
    friend class ModelMapReader;

    std::array<Family, 3> m_families; ///< Anthropic, OpenAi, Gemini
    QHash<QByteArray, QByteArray> m_dated;
    QHash<QByteArray, Label> m_labels;
    QList<std::pair<QByteArray, Difficulty>> m_marks;
};

/// The family that routing aims at: the provider's, or with Auto the requested model's.
[[nodiscard]] ModelFamily targetFamily(RouterProvider provider, ModelFamily requested);

/// The ordered targets of a difficulty: the user's entry where there is one, else the table's.
/// With Auto the user's targets of another family are left out.
[[nodiscard]] QList<QByteArray> targetsOf(const ModelMap &map, const RouterSettings &settings,
                                          ModelFamily family, Difficulty difficulty);

/// The first of @p targets that @p listed holds, in the requested model's clothes: its prefix
/// stays, its suffix stays unless the target has one. @p listed may be null: the list is not
/// known, the first target is taken (but never under a prefix).
[[nodiscard]] TargetChoice chooseTarget(const ModelMap &map, const QByteArray &requested,
                                        const QList<QByteArray> &targets, const ModelList *listed);

} // namespace proxy
