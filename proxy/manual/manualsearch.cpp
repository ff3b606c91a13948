// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/manual/manualsearch.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMaxWords = 8;
constexpr qsizetype kExcerpt = 160;

QString rowText(const std::vector<MarkdownSpans> &row)
{
    QStringList cells;
    for (const MarkdownSpans &cell : row) {
        if (const QString text = plainText(cell); !text.isEmpty())
            cells.append(text);
    }
    return cells.join(u" · "_s);
}

/// What is shown as one piece: paragraphs, items, lines of code, rows of tables.
QStringList linesOf(const std::vector<MarkdownBlock> &blocks)
{
    QStringList lines;
    for (const MarkdownBlock &block : blocks) {
        if (block.kind == MarkdownBlock::Kind::Code)
            lines += block.code.split(u'\n');
        else if (block.kind == MarkdownBlock::Kind::Table)
            std::transform(block.rows.begin(), block.rows.end(), std::back_inserter(lines),
                           rowText);
        else
            lines.append(plainText(block.spans));
    }
    return lines;
}

qsizetype countIn(const QString &line, const QStringList &words)
{
    return std::count_if(words.begin(), words.end(), [&line](const QString &word) {
        return line.contains(word, Qt::CaseInsensitive);
    });
}

/// The piece of a line around the first word that it holds.
QString excerptOf(const QString &line, const QStringList &words)
{
    qsizetype first = line.size();
    for (const QString &word : words) {
        if (const qsizetype at = line.indexOf(word, 0, Qt::CaseInsensitive); at >= 0)
            first = std::min(first, at);
    }
    if (line.size() <= kExcerpt)
        return line.trimmed();
    qsizetype begin = std::max<qsizetype>(0, first - kExcerpt / 3);
    while (begin > 0 && !line[begin - 1].isSpace())
        --begin;
    qsizetype end = std::min(line.size(), begin + kExcerpt);
    while (end < line.size() && end > first && !line[end].isSpace())
        --end;
    return (begin > 0 ? u"… "_s : QString()) + line.mid(begin, end - begin).trimmed()
           + (end < line.size() ? u" …"_s : QString());
}

struct Found
{
    ManualHit hit;
    qsizetype inHeading = 0;
    qsizetype inExcerpt = 0;
};

} // namespace

QStringList searchWords(const QString &text)
{
    QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    words.removeDuplicates();
    return words.mid(0, kMaxWords);
}

std::vector<ManualHit> searchManual(const Manual &manual, const QStringList &words)
{
    std::vector<Found> found;
    for (const ManualPage &page : manual.pages()) {
        for (const ManualSection &section : page.sections) {
            const QStringList lines = linesOf(section.blocks);
            const bool isFirst = &section == &page.sections.front();
            const QString heading = plainText(section.heading.spans);
            const QString all =
                heading + u'\n' + (isFirst ? page.name : QString()) + u'\n' + lines.join(u'\n');
            if (words.isEmpty() || countIn(all, words) < words.size())
                continue;
            const auto best = std::max_element(
                lines.begin(), lines.end(), [&words](const QString &left, const QString &right) {
                    return countIn(left, words) < countIn(right, words);
                });
            found.push_back({{.place = {page.name, isFirst ? QString() : section.anchor},
                              .title = page.title,
                              .heading = isFirst ? QString() : heading,
                              .excerpt = best == lines.end() ? heading : excerptOf(*best, words)},
                             countIn(heading, words),
                             best == lines.end() ? 0 : countIn(*best, words)});
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Found &left, const Found &right) {
        return std::pair(left.inHeading, left.inExcerpt)
               > std::pair(right.inHeading, right.inExcerpt);
    });
    std::vector<ManualHit> hits;
    for (Found &each : found)
        hits.push_back(std::move(each.hit));
    return hits;
}

} // namespace proxy
