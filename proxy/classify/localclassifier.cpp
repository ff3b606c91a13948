// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/classify/localclassifier.h"

#include <QFile>

#include <algorithm>
#include <cmath>
#include <optional>

namespace proxy {

namespace {

// No labelled data tells what an agent's signs weigh: they are set by hand, each so that it can
// stop an easy verdict, or make a hard one together with a text that looks so.
constexpr qint64 kPlanMode = 2 * TextLook::kLogit;
constexpr qint64 kFailedResult = TextLook::kLogit / 2;
constexpr qint64 kStall = 2 * TextLook::kLogit;
constexpr qint64 kHardBefore = TextLook::kLogit / 2;
constexpr int kSameCalls = 3; ///< a stall
constexpr int kFailedResults = 2; ///< from so many on, nothing is easy
constexpr qint64 kShortText = 24; ///< units; a longer text says more than "continue"

QByteArray resource(const QString &name)
{
    QFile file(QStringLiteral(":/llm-proxy/") + name);
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    return opened ? file.readAll() : QByteArray();
}

bool isStalled(const AgentSigns &signs)
{
    return signs.sameCalls >= kSameCalls;
}

/// By how much the agent's signs make a task harder than it reads.
qint64 weightOf(const LocalQuestion &question)
{
    const AgentSigns &signs = question.signs;
    return (signs.plans ? kPlanMode : 0) + kFailedResult * signs.failedResults
           + (isStalled(signs) ? kStall : 0)
           + (question.before == Difficulty::Hard ? kHardBefore : 0);
}

/// With these, nothing is easy, however it reads.
bool speaksAgainstEasy(const AgentSigns &signs)
{
    return signs.plans || isStalled(signs) || signs.failedResults >= kFailedResults;
}

/// "Yes", "continue": as hard as what is open from the turn before.
std::optional<Difficulty> openTask(const LocalQuestion &question, const TextLook &look)
{
    if (!look.goesOn || look.units > kShortText)
        return std::nullopt;
    const bool isEasy = question.before == Difficulty::Easy && !speaksAgainstEasy(question.signs);
    const bool isHard = question.before == Difficulty::Hard;
    return isEasy || isHard ? question.before : Difficulty::None;
}

int percent(qint64 score)
{
    constexpr double kAll = 100;
    const double logit = double(score) / double(TextLook::kLogit);
    return static_cast<int>(std::lround(kAll / (1 + std::exp(-std::clamp(logit, -30.0, 30.0)))));
}

const char *wordOf(Difficulty difficulty)
{
    return difficulty == Difficulty::None ? "unknown" : name(difficulty);
}

void addSigns(const LocalQuestion &question, const TextLook &look, std::vector<TraceStep> &trace)
{
    const AgentSigns &signs = question.signs;
    const auto add = [&trace](const char *sign, Text detail) {
        trace.push_back({.step = "sign", .result = sign, .detail = std::move(detail)});
    };
    if (openTask(question, look))
        add("goes-on", Text::english("it goes on with the turn before: %1",
                                     {Text::code(wordOf(question.before))}));
    else if (question.before == Difficulty::Hard)
        add("hard-before", Text::english("the turn before was hard"));
    if (signs.plans)
        add("plan-mode", Text::english("the agent is in its plan mode"));
    if (signs.failedResults > 0)
        add("failed-results", Text::english("%1 of the last four results of tools are errors",
                                            {signs.failedResults}));
    if (isStalled(signs))
        add("same-calls",
            Text::english("the agent made the same call %1 times", {signs.sameCalls}));
}

} // namespace

LocalClassifier LocalClassifier::builtIn()
{
    auto text = TextClassifier::fromJson(resource(QStringLiteral("classifier-cues.json")),
                                         resource(QStringLiteral("classifier-weights.json")));
    // Both are compiled in, and a test reads them.
    Q_ASSERT(text);
    return LocalClassifier(*std::move(text));
}

LocalVerdict LocalClassifier::judged(const LocalQuestion &question, const TextLook &look) const
{
    const qint64 weight = weightOf(question);
    LocalVerdict verdict {.difficulty = Difficulty::None, .score = percent(look.score + weight)};
    if (look.units == 0)
        return verdict;
    if (const auto open = openTask(question, look)) {
        verdict.difficulty = *open;
        return verdict;
    }
    const LookLimits &limits = m_text.limits();
    const qint64 easySum = question.isAggressive ? limits.easySumAggressive : limits.easySum;
    if (look.sum() + weight <= easySum && !speaksAgainstEasy(question.signs))
        verdict.difficulty = Difficulty::Easy;
    else if (look.kind + weight >= limits.hardKind && look.score + weight >= limits.hardScore)
        verdict.difficulty = Difficulty::Hard;
    return verdict;
}

LocalVerdict LocalClassifier::verdict(const LocalQuestion &question) const
{
    return judged(question, m_text.look(question.text));
}

LocalOpinion LocalClassifier::answer(const LocalQuestion &question) const
{
    const TextLook look = m_text.look(question.text);
    LocalOpinion answer {.verdict = judged(question, look), .trace = {}};
    addSigns(question, look, answer.trace);
    answer.trace.push_back(stepOf(answer.verdict, look));
    return answer;
}

TraceStep LocalClassifier::stepOf(const LocalVerdict &verdict, const TextLook &look) const
{
    QByteArray kinds;
    for (const int kind : look.kinds) {
        if (kind >= 0)
            kinds += (kinds.isEmpty() ? "" : ", ") + m_text.cues().kinds()[kind];
    }
    return {.step = "local",
            .result = wordOf(verdict.difficulty),
            .detail = kinds.isEmpty() ? Text::english("looks hard: %1 of 100", {verdict.score})
                                      : Text::english("looks hard: %1 of 100; kind of ask: %2",
                                                      {verdict.score, kinds})};
}

} // namespace proxy
