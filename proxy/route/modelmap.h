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

/// The provider family of a model, which its name tells.
enum class ModelFamily { Anthropic, OpenAi, Gemini, Other };

/// "anthropic", "openai", "gemini", "other".
[[nodiscard]] const char *name(ModelFamily family);

/// The backend's model ids, `base` or `prefix/base`, without suffixes.
using ModelList = QSet<QByteArray>;

/// The map from family and difficulty to models, JSON/model-map.json. Immutable value.
class ModelMap final
{
public:
    /// The map that is compiled in.
    [[nodiscard]] static ModelMap builtIn();
    [[nodiscard]] static Result<ModelMap> fromJson(const QByteArray &json);

    /// Returns the family of a model, by the base of its id.
    [[nodiscard]] ModelFamily familyOf(const QByteArray &base) const;
    /// Returns the ordered targets that a label of the router stands for; for any other text, the
    /// text itself.
    [[nodiscard]] QList<QByteArray> fromRouterLabel(const QByteArray &label) const;
    [[nodiscard]] bool isRouterLabel(const QByteArray &label) const
    {
        return m_labels.contains(label);
    }
    /// Returns the targets of an entry of the user. A label that is also a model's id means that
    /// model.
    [[nodiscard]] QList<QByteArray> fromUserEntry(const QByteArray &entry) const;
    /// Returns the difficulty that a model named by the router stands for; None: not known.
    [[nodiscard]] Difficulty difficultyOf(const QByteArray &label) const;
    /// Returns the targets of a cell, the newest first; "keep" stands for the requested model.
    /// Empty when there are none.
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

/// Returns the family to route to: @p provider's, or with Auto the requested model's.
[[nodiscard]] ModelFamily targetFamily(RouterProvider provider, ModelFamily requested);

/// Returns the user's own targets of a difficulty, in order; empty: none. With RouterProvider::Auto
/// it leaves out targets of other families. Medium without targets has hard's.
[[nodiscard]] QList<QByteArray> userTargetsOf(const ModelMap &map, const RouterSettings &settings,
                                              ModelFamily family, Difficulty difficulty);

/// Returns the ordered targets of a difficulty: the user's if there are any, else the map's.
[[nodiscard]] QList<QByteArray> targetsOf(const ModelMap &map, const RouterSettings &settings,
                                          ModelFamily family, Difficulty difficulty);

} // namespace proxy
