// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/manual/markdown.h"

#include <QString>
#include <QStringList>

namespace app {

/// How words are set apart on a terminal.
enum class TextStyle { Plain, Heading, Strong, Code, Found };

/// Returns @p text with the terminal's marks of the style around it; plain text where @p isStyled
/// is false.
[[nodiscard]] QString styledText(const QString &text, TextStyle style, bool isStyled);

/// Returns how many columns of a terminal the text takes: wide characters take two.
[[nodiscard]] int columnsOf(const QString &text);

/// Returns the spans in lines of at most @p width columns. A word that is longer has a line of its
/// own. A link to a page names the command that prints it.
[[nodiscard]] QStringList wrappedLines(const proxy::MarkdownSpans &spans, int width, bool isStyled);

} // namespace app
