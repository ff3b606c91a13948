// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/linediff.h"

#include <QList>

#include <algorithm>

namespace ui {

namespace {

constexpr size_t kMostLines = 2000;

using Lines = std::vector<QString>;

Lines linesOf(const QByteArray &text)
{
    Lines lines;
    QList<QByteArray> parts = text.split('\n');
    if (parts.last().isEmpty())
        parts.removeLast();
    for (const QByteArray &part : parts)
        lines.push_back(QString::fromUtf8(part));
    return lines;
}

/// Lengths of the longest common subsequence of what is left from (i, j) on.
std::vector<std::vector<int>> commonLengths(const Lines &before, const Lines &after)
{
    std::vector<std::vector<int>> lengths(before.size() + 1, std::vector<int>(after.size() + 1));
    for (size_t i = before.size(); i-- > 0;) {
        for (size_t j = after.size(); j-- > 0;)
            lengths[i][j] = before[i] == after[j] ? lengths[i + 1][j + 1] + 1
                                                  : std::max(lengths[i + 1][j], lengths[i][j + 1]);
    }
    return lengths;
}

void appendChanged(std::vector<DiffLine> &diff, const Lines &before, const Lines &after)
{
    using enum DiffLine::Kind;
    size_t i = 0;
    size_t j = 0;
    if (before.size() <= kMostLines && after.size() <= kMostLines) {
        const auto lengths = commonLengths(before, after);
        while (i < before.size() && j < after.size()) {
            if (before[i] == after[j]) {
                diff.push_back({Same, before[i++]});
                ++j;
            } else if (lengths[i + 1][j] >= lengths[i][j + 1]) {
                diff.push_back({Removed, before[i++]});
            } else {
                diff.push_back({Added, after[j++]});
            }
        }
    }
    for (; i < before.size(); ++i)
        diff.push_back({Removed, before[i]});
    for (; j < after.size(); ++j)
        diff.push_back({Added, after[j]});
}

} // namespace

std::vector<DiffLine> lineDiff(const QByteArray &before, const QByteArray &after)
{
    Lines old = linesOf(before);
    Lines fresh = linesOf(after);
    std::vector<DiffLine> diff;
    const auto [oldEnd, freshEnd] =
        std::mismatch(old.begin(), old.end(), fresh.begin(), fresh.end());
    for (auto line = old.begin(); line != oldEnd; ++line)
        diff.push_back({DiffLine::Kind::Same, *line});
    old.erase(old.begin(), oldEnd);
    fresh.erase(fresh.begin(), freshEnd);
    Lines tail;
    while (!old.empty() && !fresh.empty() && old.back() == fresh.back()) {
        tail.push_back(old.back());
        old.pop_back();
        fresh.pop_back();
    }
    appendChanged(diff, old, fresh);
    for (auto line = tail.rbegin(); line != tail.rend(); ++line)
        diff.push_back({DiffLine::Kind::Same, *line});
    return diff;
}

} // namespace ui
