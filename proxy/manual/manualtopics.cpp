// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/manual/manualtopics.h"

#include "proxy/config/nearestname.h"

#include <QRegularExpression>

#include <algorithm>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMaxSuggestions = 5;

/// Calls @p use for each topic of the manual: pages, then sections, then rows.
template <class Use> void forEachTopic(const Manual &manual, const Use &use)
{
    for (const ManualPage &page : manual.pages())
        use(ManualTopic {page.name, {page.name, {}}});
    for (const ManualPage &page : manual.pages()) {
        for (size_t at = 1; at < page.sections.size(); ++at) {
            const ManualSection &section = page.sections[at];
            use(ManualTopic {section.anchor, {page.name, section.anchor}});
            for (const MarkdownSpan &span : section.heading.spans) {
                if (span.kind == MarkdownSpan::Kind::Code)
                    use(ManualTopic {span.text, {page.name, section.anchor}});
            }
        }
    }
    for (const ManualPage &page : manual.pages()) {
        for (const ManualSection &section : page.sections) {
            for (const MarkdownBlock &block : section.blocks) {
                for (size_t at = 1; at < block.rows.size(); ++at) {
                    for (const QString &name : namesOfRow(block.rows.front(), block.rows[at]))
                        use(ManualTopic {
                            name, {page.name, section.anchor}, block.rows.front(), block.rows[at]});
                }
            }
        }
    }
}

/// "reverted:<status>" is the name of "reverted:400" too.
bool isCalled(const QString &name, const QString &topic)
{
    if (name.compare(topic, Qt::CaseInsensitive) == 0)
        return true;
    const qsizetype open = name.indexOf(u'<');
    return open > 0 && name.endsWith(u'>') && topic.size() > open
           && topic.startsWith(name.left(open), Qt::CaseInsensitive);
}

} // namespace

QStringList namesOfRow(const std::vector<MarkdownSpans> &heading,
                       const std::vector<MarkdownSpans> &row)
{
    QStringList names;
    const auto takeCode = [&names](const MarkdownSpans &cell) {
        for (const MarkdownSpan &span : cell) {
            if (span.kind == MarkdownSpan::Kind::Code)
                names.append(span.text);
        }
    };
    for (size_t at = 0; at < std::min(heading.size(), row.size()); ++at) {
        const QString title = plainText(heading[at]);
        if (at == 0 || title.contains(u"llm-proxy.json"))
            takeCode(row[at]);
        if (title == u"exit code")
            names.append(u"exit "_s + plainText(row[at]));
    }
    return names;
}

std::vector<ManualTopic> findTopics(const Manual &manual, const QString &topic)
{
    const QString dashed = topic.simplified().replace(u' ', u'-');
    std::vector<ManualTopic> wholes;
    std::vector<ManualTopic> rows;
    forEachTopic(manual, [&](const ManualTopic &each) {
        if (!isCalled(each.name, topic.simplified()) && !isCalled(each.name, dashed))
            return;
        const auto isIt = [&each](const ManualTopic &other) { return other.place == each.place; };
        if (each.isRow())
            rows.push_back(each);
        else if (std::none_of(wholes.begin(), wholes.end(), isIt))
            wholes.push_back(each);
    });
    // Who asks for a page wants it whole, whatever else is called so.
    if (!wholes.empty() && wholes.front().place.section.isEmpty())
        return {wholes.front()};
    wholes.insert(wholes.end(), rows.begin(), rows.end());
    return wholes;
}

QStringList topicsLike(const Manual &manual, const QString &topic)
{
    QStringList names;
    forEachTopic(manual, [&names](const ManualTopic &each) { names.append(each.name); });
    names.removeDuplicates();
    QStringList like;
    if (const QString nearest = nearestName(topic, names); !nearest.isEmpty())
        like.append(nearest);
    for (const QString &name : std::as_const(names)) {
        if (topic.size() > 2 && name.contains(topic, Qt::CaseInsensitive) && !like.contains(name))
            like.append(name);
    }
    return like.mid(0, kMaxSuggestions);
}

} // namespace proxy
