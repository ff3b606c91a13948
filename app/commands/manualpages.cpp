// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/manualpages.h"

#include <QFile>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace app {

namespace {

using namespace Qt::StringLiterals;

QString markdownOf(const QString &topic)
{
    QFile file(u":/llm-proxy/manual/"_s + topic + u".md"_s);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// A link to another page says which command prints it; of other links the words are left.
QString withoutLinks(QString line)
{
    static const QRegularExpression picture(u"!\\[[^\\]]*\\]\\([^)]*\\)"_s);
    static const QRegularExpression page(u"\\[([^\\]]*)\\]\\(([a-z-]+)\\.md(#[^)]*)?\\)"_s);
    static const QRegularExpression other(u"\\[([^\\]]*)\\]\\([^)]*\\)"_s);
    line.remove(picture);
    line.replace(page, u"\\1 (llm-proxy help \\2)"_s);
    return line.replace(other, u"\\1"_s);
}

/// The lines of a page without what only Markdown needs.
QStringList plainLines(const QString &markdown)
{
    QStringList lines;
    bool isCode = false;
    for (const QString &line : markdown.trimmed().split(u'\n')) {
        if (line.startsWith(u"```")) {
            isCode = !isCode;
            continue;
        }
        const QString plain = isCode ? u"    "_s + line : withoutLinks(line);
        const bool isMark = line.startsWith(u"<!--") || line.startsWith(u"On this page: ");
        // A line that was nothing but a mark or a picture leaves no second empty one.
        const bool isDoubled = plain.isEmpty() && (lines.isEmpty() || lines.last().isEmpty());
        if (!isMark && !isDoubled)
            lines.append(plain);
    }
    return lines;
}

std::vector<ManualTopic> topicsOfIndex()
{
    static const QRegularExpression entry(u"^\\* \\[[^\\]]*\\]\\(([a-z-]+)\\.md\\): (.*)\\.$"_s,
                                          QRegularExpression::MultilineOption);
    std::vector<ManualTopic> topics;
    for (const auto &match : entry.globalMatch(markdownOf(u"index"_s)))
        topics.push_back({match.captured(1), match.captured(2)});
    return topics;
}

} // namespace

const std::vector<ManualTopic> &manualTopics()
{
    static const std::vector<ManualTopic> topics = topicsOfIndex();
    return topics;
}

QString manualPage(const QString &topic)
{
    const auto &topics = manualTopics();
    const auto isIt = [&topic](const ManualTopic &each) { return each.name == topic; };
    if (std::none_of(topics.begin(), topics.end(), isIt))
        return {};
    return plainLines(markdownOf(topic)).join(u'\n') + u'\n';
}

} // namespace app
