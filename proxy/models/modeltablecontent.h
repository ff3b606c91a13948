// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modeltable.h"

namespace proxy {

/// What a part of a model's name says of its class.
struct ModelClass
{
    QByteArray family;
    QByteArray word; ///< a part of the name between dashes; empty: a name without any class word
    ModelTier tier = ModelTier::Unknown;
};

/// What a ModelTable holds; shared by its reader and its look-ups.
struct ModelTable::Content
{
    QHash<QByteArray, ModelFacts> models;
    QHash<QByteArray, QByteArray> aliases;
    QHash<QByteArray, QByteArray> datedIds; ///< undated → its newest dated row
    QHash<QByteArray, QList<QByteArray>> spellings; ///< undated id → other ways to write it
    QHash<QByteArray, QByteArray> newestOfClass; ///< "anthropic haiku" → row of the highest version
    QHash<QByteArray, std::chrono::seconds> cacheLifetimes; ///< by family, "other" for the rest
    QHash<QByteArray, QList<QByteArray>> families; ///< what names of a family begin with
    std::vector<ModelClass> classes; ///< the first that fits counts
    QList<QByteArray> modelBoundBetas;
    QList<QByteArray> versionedTools;
    QByteArray asOf;
    std::optional<PicoDollars> classifierFee;

    /// By base: exact, alias, undated for dated and the reverse.
    [[nodiscard]] const ModelFacts *row(QByteArrayView base) const;
    /// Told by how the name begins; empty: it is not known.
    [[nodiscard]] QByteArray familyOf(QByteArrayView base) const;
    /// Of a base id of this family; nullptr: its name says nothing.
    [[nodiscard]] const ModelClass *classOf(QByteArrayView family, QByteArrayView base) const;
    /// Puts class, tier and version into every row, and makes the indexes.
    void index();

private:
    void indexDates();
    void indexSpellings();
    void indexClasses();
};

/// 100 x major + minor of a base id: 505 of claude-haiku-5-5, 610 of gpt-6.1-sol; 0: none.
[[nodiscard]] int modelVersion(QByteArrayView base);

} // namespace proxy
