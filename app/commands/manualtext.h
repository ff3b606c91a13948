// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/manual/manualsearch.h"
#include "proxy/manual/manualtopics.h"

namespace app {

/// How text is set for whoever reads it.
struct TextLook
{
    int width = 100; ///< columns
    bool isStyled = false; ///< bold and coloured, by what terminals understand
};

// Parts of the manual as lines of text, wrapped to the look's width. Tables that do not fit become
// a paragraph for each row. Each ends in a line feed. Pure.

[[nodiscard]] QString pageText(const proxy::ManualPage &page, const TextLook &look);
[[nodiscard]] QString sectionText(const proxy::ManualSection &section, const TextLook &look);
/// One page, the section of a page, or the row of a table with the words of the table's heading.
[[nodiscard]] QString topicText(const proxy::Manual &manual, const proxy::ManualTopic &topic,
                                const TextLook &look);
/// Page and section of each hit, with the line that has the words. They are marked where the look
/// is styled.
[[nodiscard]] QString hitsText(const std::vector<proxy::ManualHit> &hits, const QStringList &words,
                               const TextLook &look);

} // namespace app
