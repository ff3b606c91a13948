// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/manual/markdown.h"

#include <QString>

#include <vector>

namespace proxy {

/// A heading of a page and what stands below it, up to the next heading.
struct ManualSection
{
    QString anchor; ///< that of the English heading, in every language
    MarkdownBlock heading;
    std::vector<MarkdownBlock> blocks;
};

/// A page of the manual.
struct ManualPage
{
    QString name; ///< "request-log"
    QString title; ///< "The request log"
    QString sentence; ///< what the page is about, without a full stop
    std::vector<ManualSection> sections; ///< the first is the title with what follows it
};

/// A place in the manual.
struct ManualPlace
{
    QString page;
    QString section; ///< an anchor; empty: the page from its beginning

    [[nodiscard]] bool operator==(const ManualPlace &) const = default;
};

/// The pages of the manual that the program holds. A value; reading all of them takes some
/// milliseconds. Any thread.
class Manual final
{
public:
    /// Reads the pages in @p language ("de", "zh_CN"). What that language lacks is English.
    explicit Manual(const QString &language = {});

    /// Every page, in the order of the manual's index.
    [[nodiscard]] const std::vector<ManualPage> &pages() const { return m_pages; }
    /// Returns the page of this name, or nullptr.
    [[nodiscard]] const ManualPage *page(const QString &name) const;
    /// Returns the section of this anchor, or nullptr.
    [[nodiscard]] const ManualSection *section(const ManualPlace &place) const;

private:
    std::vector<ManualPage> m_pages;
};

/// Returns where a link of @p page leads in the manual; an empty page: out of it.
[[nodiscard]] ManualPlace placeOfLink(const QString &page, const QString &target);

/// Returns the language of the manual for a locale's name: "de" for "de_AT", "zh_CN" for
/// "zh_CN"; empty: English.
[[nodiscard]] QString manualLanguage(const QString &locale);

} // namespace proxy
