// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/demomorph.h"

#include <QJsonDocument>

#include <algorithm>
#include <initializer_list>

namespace app {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kLongText = 2000;
constexpr qsizetype kShortText = 120;
constexpr qsizetype kLeastText = 8;

bool mentions(const QByteArray &text, std::initializer_list<const char *> words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](const char *word) { return text.contains(word); });
}

QByteArray difficultyOf(const QByteArray &text)
{
    for (const char *label : {"easy", "medium", "hard", "needs_info"}) {
        if (text.contains(QByteArray("[[") + label + "]]"))
            return label;
    }
    if (text.trimmed().size() < kLeastText)
        return "needs_info";
    if (text.size() > kLongText
        || mentions(text, {"architecture", "refactor", "race condition", "prove", "distributed",
                           "deadlock", "migrate", "security"}))
        return "hard";
    if (text.size() < kShortText
        && !mentions(text, {"implement", "debug", "design", "optimi", "why"}))
        return "easy";
    return "medium";
}

} // namespace

void DemoMorph::recover()
{
    setAccepting(true);
    m_answer.reset();
}

DemoAnswer DemoMorph::answer(const proxy::Request &request)
{
    if (m_answer)
        return *m_answer;
    if (request.head.method != "POST" || request.head.normalisedPath != "/v1/router/raw")
        return {.status = 404, .body = R"({"error":{"message":"Not found"}})"};
    const QJsonValue input = QJsonDocument::fromJson(request.body)["input"_L1];
    if (!input.isString())
        return {.status = 400};
    return {.body =
                R"({"difficulty":")" + difficultyOf(input.toString().toLower().toUtf8()) + "\"}"};
}

} // namespace app
