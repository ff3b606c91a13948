// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/manual/manual.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

const QString kFolder = u":/llm-proxy/manual/"_s;

QString fileText(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

std::vector<ManualSection> sectionsOf(const QString &markdown)
{
    std::vector<ManualSection> sections;
    for (MarkdownBlock &block : markdownBlocks(markdown)) {
        if (block.kind == MarkdownBlock::Kind::Heading) {
            const QString anchor = anchorOf(plainText(block.spans));
            sections.push_back({anchor, std::move(block), {}});
        } else if (!sections.empty()) {
            sections.back().blocks.push_back(std::move(block));
        }
    }
    return sections;
}

/// The English sections, those at the front in the other language as far as it has them.
std::vector<ManualSection> sectionsIn(const QString &language, const QString &name)
{
    std::vector<ManualSection> sections = sectionsOf(fileText(kFolder + name + u".md"_s));
    if (language.isEmpty())
        return sections;
    std::vector<ManualSection> spoken =
        sectionsOf(fileText(kFolder + language + u'/' + name + u".md"_s));
    for (size_t at = 0; at < std::min(sections.size(), spoken.size()); ++at) {
        spoken[at].anchor = sections[at].anchor;
        sections[at] = std::move(spoken[at]);
    }
    return sections;
}

} // namespace

Manual::Manual(const QString &language)
{
    static const QRegularExpression entry(u"^\\* \\[[^\\]]*\\]\\(([a-z-]+)\\.md\\): (.*)\\.$"_s,
                                          QRegularExpression::MultilineOption);
    for (const auto &match : entry.globalMatch(fileText(kFolder + u"index.md"_s))) {
        ManualPage page {.name = match.captured(1),
                         .title = {},
                         .sentence = match.captured(2),
                         .sections = sectionsIn(language, match.captured(1))};
        if (!page.sections.empty()) {
            page.title = plainText(page.sections.front().heading.spans);
            m_pages.push_back(std::move(page));
        }
    }
}

const ManualPage *Manual::page(const QString &name) const
{
    const auto found = std::find_if(m_pages.begin(), m_pages.end(),
                                    [&name](const ManualPage &page) { return page.name == name; });
    return found == m_pages.end() ? nullptr : &*found;
}

const ManualSection *Manual::section(const ManualPlace &place) const
{
    const ManualPage *page = this->page(place.page);
    if (page == nullptr)
        return nullptr;
    const auto found =
        std::find_if(page->sections.begin(), page->sections.end(),
                     [&](const ManualSection &each) { return each.anchor == place.section; });
    return found == page->sections.end() ? nullptr : &*found;
}

ManualPlace placeOfLink(const QString &page, const QString &target)
{
    static const QRegularExpression other(u"^(?:\\.\\./)?([a-z-]+)\\.md(?:#(.*))?$"_s);
    if (target.startsWith(u'#'))
        return {page, target.mid(1)};
    const auto match = other.match(target);
    return {match.captured(1), match.captured(2)};
}

QString manualLanguage(const QString &locale)
{
    const QStringList languages = QDir(kFolder).entryList(QDir::Dirs);
    for (const QString &language : languages) {
        if (locale == language || (language.size() == 2 && locale.section(u'_', 0, 0) == language))
            return language;
    }
    return {};
}

} // namespace proxy
