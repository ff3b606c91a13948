// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>
#include <QStringView>

#include <vector>

namespace proxy {

/// One word of a filter's text.
struct QueryWord
{
    enum class Kind {
        Open, ///< an opening parenthesis
        Close,
        And,
        Or,
        Not, ///< "not", or a minus directly before the next word
        Term, ///< a word to find or a condition on a field
    };
    Kind kind = Kind::Term;
    qsizetype begin = 0; ///< where it stands in the text
    qsizetype length = 0;
    QString field = {}; ///< in lower case; empty: a word to find anywhere
    QString value = {}; ///< without its quotes
    bool isQuoted = false;
};

/// Splits the text of a filter. An unclosed quote ends with the text: it is still being typed. A
/// colon belongs to a field only when letters stand before it. Pure.
[[nodiscard]] std::vector<QueryWord> queryWords(QStringView text);

} // namespace proxy
