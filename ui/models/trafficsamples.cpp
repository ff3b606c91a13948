// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/trafficsamples.h"

#include "ui/look/humanformat.h"

#include <algorithm>

namespace ui {

namespace {

constexpr qsizetype kMostNames = 5000;

/// What the other model saved, before Morph's fee, which is told apart.
proxy::PicoDollars grossSaved(const proxy::Cost &cost)
{
    return cost.actual && cost.baseline ? *cost.baseline - *cost.actual : 0;
}

} // namespace

bool isErrorOf(const proxy::Exchange &exchange)
{
    return exchange.status >= 400 || exchange.end == proxy::ExchangeEnd::Failed
           || exchange.end == proxy::ExchangeEnd::Cut;
}

void TrafficSamples::add(const std::vector<proxy::Exchange> &exchanges)
{
    for (const proxy::Exchange &exchange : exchanges) {
        if (exchange.end != proxy::ExchangeEnd::Open)
            add(exchange);
    }
}

void TrafficSamples::add(const proxy::Exchange &exchange)
{
    const size_t hash = qHash(exchange.id);
    if (m_seen.contains(hash))
        return;
    m_seen.insert(hash);
    m_order.push_back(hash);
    const proxy::RouteDecision &decision = exchange.decision;
    const TrafficSample sample {
        .startedAtMs = exchange.startedAtMs,
        .requested = numberOf(proxy::modelWithoutDate(decision.requestedModel)),
        .selected = numberOf(proxy::modelWithoutDate(decision.selectedModel)),
        .project = numberOf(exchange.project),
        .difficulty = decision.difficulty,
        .isRoutable = exchange.routable,
        .isChanged = exchange.routable && decision.isOtherModel(),
        .isError = isErrorOf(exchange),
        .askedRouter = decision.routerAttempts > 0,
        .routingTime = decision.routingTime,
        .costUsd = inDollars(exchange.cost.actual.value_or(0)),
        .savedUsd = inDollars(grossSaved(exchange.cost)),
        .feeUsd = inDollars(exchange.cost.classifierFee)};
    if (!exchange.project.isEmpty())
        m_projects.insert(sample.project);
    // Requests end in another order than they began, but not by much.
    const auto later = [](const TrafficSample &known, qint64 time) {
        return known.startedAtMs <= time;
    };
    m_samples.insert(
        std::lower_bound(m_samples.begin(), m_samples.end(), sample.startedAtMs, later), sample);
    if (m_samples.size() <= kCapacity)
        return;
    m_samples.pop_front();
    m_seen.remove(m_order.front());
    m_order.pop_front();
}

std::vector<TrafficSample> TrafficSamples::in(const Selection &selection) const
{
    std::vector<TrafficSample> found;
    const auto first = std::lower_bound(
        m_samples.begin(), m_samples.end(), selection.fromMs,
        [](const TrafficSample &known, qint64 time) { return known.startedAtMs < time; });
    for (auto sample = first; sample != m_samples.end(); ++sample) {
        if (sample->startedAtMs > selection.toMs)
            break;
        if (selection.project.isEmpty() || name(sample->project) == selection.project)
            found.push_back(*sample);
    }
    return found;
}

qint64 TrafficSamples::oldestMs() const
{
    return m_samples.empty() ? 0 : m_samples.front().startedAtMs;
}

QStringList TrafficSamples::projects() const
{
    QStringList names;
    for (const int number : m_projects)
        names << name(number);
    names.sort(Qt::CaseInsensitive);
    return names;
}

int TrafficSamples::numberOf(const QByteArray &text)
{
    const auto known = m_numbers.constFind(text);
    if (known != m_numbers.constEnd())
        return *known;
    // Names come from outside; beyond this many they are told together.
    if (m_names.size() >= kMostNames)
        return numberOf("…");
    const auto number = static_cast<int>(m_names.size());
    m_numbers.insert(text, number);
    m_names << QString::fromUtf8(text);
    if (m_names.size() == kMostNames - 1)
        (void)numberOf("…");
    return number;
}

} // namespace ui
