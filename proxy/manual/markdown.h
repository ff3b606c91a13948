// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

#include <vector>

namespace proxy {

/// A piece of a line: words, or words that are marked.
struct MarkdownSpan
{
    enum class Kind { Text, Code, Strong, Emphasis, Link };

    Kind kind = Kind::Text;
    QString text; ///< without marks
    QString target {}; ///< of a link: "routing.md#overrides", "https://…"
};
using MarkdownSpans = std::vector<MarkdownSpan>;

/// A heading, paragraph, list item, block of code or table.
struct MarkdownBlock
{
    enum class Kind { Heading, Paragraph, Item, Code, Table };

    Kind kind = Kind::Paragraph;
    int level = 0; ///< of a heading: 1 is the page's title; of an item its number, 0: it has none
    MarkdownSpans spans {}; ///< of a heading, paragraph or list item
    QString code {}; ///< lines without the last line feed
    std::vector<std::vector<MarkdownSpans>> rows {}; ///< of a table: the first is its heading
};

/// Returns the blocks of a text in the part of Markdown that the manual uses: headings, paragraphs,
/// lists of one level, fenced code and tables. Pictures and HTML comments are left out. Pure.
[[nodiscard]] std::vector<MarkdownBlock> markdownBlocks(const QString &markdown);

/// Returns the words without marks.
[[nodiscard]] QString plainText(const MarkdownSpans &spans);

/// Returns the anchor of a heading, as sites that show Markdown make it: "by-exit-code".
[[nodiscard]] QString anchorOf(const QString &heading);

} // namespace proxy
