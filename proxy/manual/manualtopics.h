// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/manual/manual.h"

#include <QStringList>

namespace proxy {

/// What the manual says of a topic: a page, a section, or one row of a table.
struct ManualTopic
{
    QString name; ///< "routing", "port-conflict", "LLM_PROXY_PORT", "kept:busy", "exit 3"
    ManualPlace place;
    std::vector<MarkdownSpans> heading {}; ///< of the table that has the row
    std::vector<MarkdownSpans> row {}; ///< empty: the section or page is the topic

    [[nodiscard]] bool isRow() const { return !row.empty(); }
};

/// Returns the names by which a row of a table is asked for: what is code in its first cell, a
/// setting's name in llm-proxy.json, and "exit 3" for a number below "exit code".
[[nodiscard]] QStringList namesOfRow(const std::vector<MarkdownSpans> &heading,
                                     const std::vector<MarkdownSpans> &row);

/// Returns what is called @p topic, in any case, words apart or joined by a dash; empty: nothing
/// is. A page comes before a section, and a section before rows. Pure.
[[nodiscard]] std::vector<ManualTopic> findTopics(const Manual &manual, const QString &topic);

/// Returns names that are like @p topic, at most five. Pure.
[[nodiscard]] QStringList topicsLike(const Manual &manual, const QString &topic);

} // namespace proxy
