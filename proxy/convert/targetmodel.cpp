// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/targetmodel.h"

#include "proxy/core/boundednumber.h"
#include "proxy/models/modelstrength.h"

#include <algorithm>

namespace proxy {

namespace {

bool isDigit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/// gpt-5 and later, o1, o3, o4 and later.
bool isOpenAiReasoning(QByteArrayView id)
{
    const QByteArrayView base = id.sliced(id.lastIndexOf('/') + 1);
    if (base.size() >= 2 && base.startsWith('o') && isDigit(base.at(1)))
        return base.size() == 2 || !isDigit(base.at(2));
    if (!base.startsWith("gpt-") || base.size() < 5 || !isDigit(base.at(4)))
        return false;
    // gpt-4o and gpt-35 are older, gpt-10 would be newer.
    const bool hasTwo = base.size() > 5 && isDigit(base.at(5));
    return hasTwo ? base.at(4) < '3' : base.at(4) >= '5';
}

} // namespace

TargetModel::TargetModel(const ModelTable &table, QByteArrayView id, Dialect dialect)
{
    const std::shared_ptr<const ModelFacts> facts = table.findOrAssume(id);
    m_isOpenAiReasoning = dialect == Dialect::OpenAi && isOpenAiReasoning(id);
    if (!facts)
        return;
    if (facts->likeModel.isEmpty())
        m_outputLimit = facts->outputLimit;
    if (facts->family == (dialect == Dialect::OpenAi ? "openai" : "anthropic"))
        m_facts = facts;
}

qint64 TargetModel::maxTokens(qint64 tokens) const
{
    return m_outputLimit ? std::min(tokens, *m_outputLimit) : tokens;
}

bool TargetModel::takesSampling() const
{
    return m_facts && m_facts->sampling ? *m_facts->sampling : !m_isOpenAiReasoning;
}

bool TargetModel::takesStops() const
{
    return m_facts && m_facts->stops ? *m_facts->stops : !m_isOpenAiReasoning;
}

bool TargetModel::takesForcedTool() const
{
    return !m_facts || m_facts->forcedTool.value_or(true);
}

bool TargetModel::takesPrefill() const
{
    return !m_facts || m_facts->prefill.value_or(true);
}

bool TargetModel::takesOutputFormat() const
{
    return !m_facts || m_facts->outputFormat.value_or(true);
}

std::optional<QByteArray> TargetModel::effort(QByteArrayView wished) const
{
    QList<QByteArray> levels {"none", "minimal", "low", "medium", "high"};
    if (m_facts && m_facts->effortLevels)
        levels = *m_facts->effortLevels;
    std::sort(levels.begin(), levels.end(), [](const QByteArray &one, const QByteArray &other) {
        return effortRank(one) < effortRank(other);
    });
    std::optional<QByteArray> best;
    for (const QByteArray &level : std::as_const(levels)) {
        if (!best || effortRank(level) <= effortRank(wished))
            best = level;
    }
    return best;
}

TargetModel::Thinking TargetModel::thinking() const
{
    if (!m_facts || !m_facts->thinkingModes || m_facts->thinkingModes->contains("enabled"))
        return Thinking::Budget;
    return m_facts->thinkingModes->contains("adaptive") ? Thinking::Adaptive : Thinking::None;
}

qint64 wishedTokens(JsonValue wished)
{
    if (const std::optional<qint64> whole = wished.integer())
        return std::max<qint64>(*whole, 1);
    constexpr qint64 kMost = std::numeric_limits<qint64>::max();
    const std::optional<double> number = wished.number();
    if (!number)
        return wished.raw().startsWith('-') ? 1 : kMost;
    return *number >= static_cast<double>(kMost) ? kMost
                                                 : std::max<qint64>(boundedWhole(*number), 1);
}

} // namespace proxy
