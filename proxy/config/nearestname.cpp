// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/nearestname.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace proxy {
namespace {

constexpr qsizetype kLongestCompared = 100;

/// Levenshtein's distance.
qsizetype editsBetween(QStringView a, QStringView b)
{
    std::vector<qsizetype> row(static_cast<size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < a.size(); ++i) {
        qsizetype diagonal = std::exchange(row[0], i + 1);
        for (size_t j = 0; j < static_cast<size_t>(b.size()); ++j) {
            const bool same = a.at(i) == b.at(static_cast<qsizetype>(j));
            const qsizetype edits =
                std::min({diagonal + (same ? 0 : 1), row[j] + 1, row[j + 1] + 1});
            diagonal = std::exchange(row[j + 1], edits);
        }
    }
    return row.back();
}

} // namespace

QString nearestName(const QString &name, const QStringList &known)
{
    if (name.size() > kLongestCompared)
        return {};
    QString nearest;
    qsizetype fewest = std::max<qsizetype>(2, name.size() / 3) + 1;
    for (const QString &candidate : known) {
        const qsizetype edits = editsBetween(name.toLower(), candidate.toLower());
        if (edits < fewest) {
            fewest = edits;
            nearest = candidate;
        }
    }
    return nearest;
}

} // namespace proxy
