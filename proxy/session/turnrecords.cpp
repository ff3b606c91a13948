// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/session/turnrecords.h"

#include "proxy/core/boundednumber.h"

#include <algorithm>

namespace proxy {

namespace {

/// A prior counts as much as this many observations.
constexpr double kPriorWeight = 5;
constexpr int kEnoughTurns = 20;
constexpr double kLongestTurn = 30;

double blended(double prior, double sum, double count)
{
    return (prior * kPriorWeight + sum) / (kPriorWeight + count);
}

} // namespace

void TurnRecords::noteTurn(const QByteArray &model, double minutesSinceLast)
{
    if (Record *record = entryFor(model)) {
        ++record->turns;
        updateSteps(model, *record);
    }
    if (minutesSinceLast <= 0 || minutesSinceLast > kLongestTurn)
        return;
    ++m_timedTurns;
    m_minutes += minutesSinceLast;
}

void TurnRecords::noteRequest(const QByteArray &model, qint64 outputTokens, qint64 freshTokens)
{
    Record *record = entryFor(model);
    if (!record)
        return;
    ++record->requests;
    record->output = boundedSum(record->output, std::max<qint64>(outputTokens, 0));
    record->fresh = boundedSum(record->fresh, std::max<qint64>(freshTokens, 0));
    updateSteps(model, *record);
}

void TurnRecords::updateSteps(const QByteArray &model, const Record &record)
{
    if (record.turns < kEnoughTurns)
        return;
    const auto found = std::find_if(m_steps.begin(), m_steps.end(),
                                    [&](const ModelSteps &steps) { return steps.model == model; });
    const double requests = double(record.requests) / record.turns;
    if (found == m_steps.end())
        m_steps.push_back({model, requests});
    else
        found->requestsPerTurn = requests;
}

TurnMeans TurnRecords::means(const QByteArray &model) const
{
    TurnMeans means;
    const Record own = recordOf(model);
    means.requestsPerTurn = blended(means.requestsPerTurn, own.requests, own.turns);
    means.outputPerRequest = blended(means.outputPerRequest, double(own.output), own.requests);
    means.freshPerRequest = blended(means.freshPerRequest, double(own.fresh), own.requests);
    means.minutesPerTurn = blended(means.minutesPerTurn, m_minutes, m_timedTurns);
    means.switchBack = blended(means.switchBack, m_switchesBack, m_downgrades);
    means.steps = m_steps;
    return means;
}

TurnRecords::Record TurnRecords::recordOf(const QByteArray &model) const
{
    return m_records.value(model);
}

TurnRecords::Record *TurnRecords::entryFor(const QByteArray &model)
{
    if (m_records.size() >= kModels && !m_records.contains(model))
        return nullptr;
    return &m_records[model];
}

} // namespace proxy
