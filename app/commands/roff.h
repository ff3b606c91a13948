// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/manual/manual.h"

namespace app {

// The manual as man pages: what roff's macros of man(7) print. Each ends in a line feed. Pure.

/// Returns words so that roff prints them as they are, also at the beginning of a line.
[[nodiscard]] QString roffWords(const QString &text);

/// Returns the head of a man page, up to and with NAME. @p title is "LLM-PROXY 1".
[[nodiscard]] QString roffHead(const QString &title, const QString &name, const QString &purpose);

/// Returns a section with its heading: the page's title and headings of the second level are
/// sections, deeper ones sub-sections.
[[nodiscard]] QString roffSection(const proxy::ManualSection &section);

} // namespace app
