// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/manualhelp.h"

namespace app {

namespace {

using namespace Qt::StringLiterals;

ManualHelp searchHelp(const proxy::Manual &manual, const QStringList &words, const TextLook &look)
{
    if (words.isEmpty())
        return {.text = {}, .complaint = u"--search needs words"_s};
    const auto hits = proxy::searchManual(manual, words);
    if (hits.empty())
        return {.text = {},
                .complaint = u"the manual has no section with all of: "_s + words.join(u' ')};
    return {.text = hitsText(hits, words, look)};
}

/// Where a row stands, for whoever wants to read on.
QString placeText(const proxy::Manual &manual, const proxy::ManualTopic &topic)
{
    const proxy::ManualPage *page = manual.page(topic.place.page);
    return page ? u"    (%1: llm-proxy help %2)\n"_s.arg(page->title, page->name) : QString();
}

} // namespace

ManualHelp manualHelp(const QStringList &arguments, const QString &language, const TextLook &look)
{
    const proxy::Manual manual(language);
    if (arguments.value(0) == u"--search")
        return searchHelp(manual, proxy::searchWords(arguments.mid(1).join(u' ')), look);
    const QString asked = arguments.join(u' ');
    const auto topics = proxy::findTopics(manual, asked);
    if (topics.empty()) {
        const QStringList like = proxy::topicsLike(manual, asked);
        QString complaint = u"nothing in the manual is called \"%1\""_s.arg(asked);
        if (!like.isEmpty())
            complaint += u"; there is: "_s + like.join(u", "_s);
        return {.text = {},
                .complaint =
                    complaint + u". `llm-proxy help --search %1` looks in all pages."_s.arg(asked)};
    }
    QString text;
    for (const proxy::ManualTopic &topic : topics) {
        if (!text.isEmpty())
            text += u'\n';
        text += topicText(manual, topic, look);
        if (topic.isRow())
            text += placeText(manual, topic);
    }
    return {.text = text};
}

} // namespace app
