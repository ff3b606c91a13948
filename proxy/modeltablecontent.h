// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/modeltable.h"

namespace proxy {

/// What a ModelTable holds; shared by its reader and its look-ups.
struct ModelTable::Content
{
    QHash<QByteArray, ModelFacts> models;
    QHash<QByteArray, QByteArray> aliases;
    QHash<QByteArray, QByteArray> datedIds; ///< undated → its newest dated row
    QHash<QByteArray, std::chrono::seconds> cacheLifetimes; ///< by family, "other" for the rest
    QList<QByteArray> modelBoundBetas;
    QByteArray asOf;
    std::optional<PicoDollars> classifierFee;

    /// By base: exact, alias, undated for dated and the reverse.
    [[nodiscard]] std::optional<ModelFacts> row(QByteArrayView base) const;
    void indexDates();
};

} // namespace proxy
