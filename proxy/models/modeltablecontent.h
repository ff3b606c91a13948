// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modeltable.h"

namespace proxy {

/// The class of the models whose name holds a certain word.
struct ModelClass
{
    QByteArray family;
    QByteArray word; ///< a part of the name between dashes; empty: names without any such word
    ModelTier tier = ModelTier::Unknown;
};

/// The data of a ModelTable. ModelTableReader fills it; ModelTable looks things up in it.
struct ModelTable::Content
{
    QHash<QByteArray, ModelFacts> models;
    QHash<QByteArray, QByteArray> aliases;
    QHash<QByteArray, QByteArray> datedIds; ///< undated → its newest dated row
    QHash<QByteArray, QList<QByteArray>> spellings; ///< undated id → other ids of the model
    QHash<QByteArray, QByteArray> newestOfClass; ///< "anthropic haiku" → row of the highest version
    QHash<QByteArray, std::chrono::seconds> cacheLifetimes; ///< by family, "other" for the rest
    /// Family → first characters of its models' names.
    QHash<QByteArray, QList<QByteArray>> families;
    std::vector<ModelClass> classes; ///< the first that matches counts
    QList<QByteArray> modelBoundBetas;
    QList<QByteArray> versionedTools;
    QByteArray asOf;
    std::optional<PicoDollars> classifierFee;

    /// Finds the row of a base id: the same id, an alias, or the dated or undated form of it.
    /// nullptr: none.
    [[nodiscard]] const ModelFacts *row(QByteArrayView base) const;
    /// Returns the family that the first characters of the name tell; empty: not known.
    [[nodiscard]] QByteArray familyOf(QByteArrayView base) const;
    /// Returns the class of a base id of this family; nullptr: its name has no class word.
    [[nodiscard]] const ModelClass *classOf(QByteArrayView family, QByteArrayView base) const;
    /// Fills class, tier and version of every row and builds the indexes.
    void index();

private:
    void indexDates();
    void indexSpellings();
    void indexClasses();
};

/// Returns 100 x major + minor of a base id: 505 for claude-haiku-5-5, 610 for gpt-6.1-sol; 0 when
/// the name has no version.
[[nodiscard]] int modelVersion(QByteArrayView base);

} // namespace proxy
