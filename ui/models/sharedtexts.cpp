// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/sharedtexts.h"

#include <algorithm>
#include <utility>

namespace ui {

namespace {

/// Texts come from outside: beyond this many, sharing begins anew.
constexpr qsizetype kMost = 20000;
/// Longer ones are hardly ever said twice.
constexpr qsizetype kLongest = 256;

constexpr qsizetype kMostTraces = 5000;

/// Two sentences may read alike in English only.
bool isSame(const SharedTexts::Trace &one, const SharedTexts::Trace &other)
{
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](const proxy::TraceStep &step, const proxy::TraceStep &another) {
                          return step.detail == another.detail;
                      });
}

} // namespace

void SharedTexts::share(proxy::Exchange &exchange)
{
    proxy::RouteDecision &decision = exchange.decision;
    for (QByteArray *text :
         {&exchange.client,          &exchange.clientVersion,   &exchange.peer,
          &exchange.method,          &exchange.target,          &exchange.project,
          &exchange.session,         &exchange.agent,           &exchange.parentAgent,
          &exchange.clientKey,       &exchange.clientName,      &exchange.turnType,
          &exchange.converted,       &exchange.responseModel,   &exchange.fallback,
          &exchange.speed,           &exchange.region,          &exchange.stopReason,
          &exchange.cost.priceTable, &exchange.cacheLoss.cause, &exchange.cacheLoss.upstreamReason,
          &decision.requestedModel,  &decision.selectedModel,   &decision.alias,
          &decision.effort,          &decision.ruleId,          &decision.limit,
          &decision.classifier})
        share(*text);
    exchange.sideUsage.shrink_to_fit();
}

std::shared_ptr<const SharedTexts::Trace> SharedTexts::takeTrace(proxy::Exchange &exchange)
{
    Trace trace = std::exchange(exchange.decision.trace, {});
    if (trace.empty())
        return nullptr;
    QByteArray words;
    for (const proxy::TraceStep &step : trace)
        words += step.step + '\t' + step.result + '\t' + step.detail.utf8() + '\n';
    if (const auto known = m_traces.value(words); known && isSame(*known, trace))
        return known;
    if (m_traces.size() >= kMostTraces)
        m_traces.clear();
    for (proxy::TraceStep &step : trace) {
        share(step.step);
        share(step.result);
        share(step.detail);
    }
    trace.shrink_to_fit();
    const auto shared = std::make_shared<const Trace>(std::move(trace));
    m_traces.insert(words, shared);
    return shared;
}

void SharedTexts::share(QByteArray &text)
{
    if (text.isEmpty() || text.size() > kLongest)
        return;
    const auto known = m_texts.constFind(text);
    if (known != m_texts.constEnd()) {
        text = *known;
        return;
    }
    if (m_texts.size() >= kMost)
        m_texts.clear();
    text.squeeze();
    m_texts.insert(text);
}

void SharedTexts::share(proxy::Text &text)
{
    if (text.isEmpty())
        return;
    const QByteArray words = text.utf8();
    if (words.size() > kLongest)
        return;
    const auto known = m_sentences.constFind(words);
    // Two sentences may read alike in English only.
    if (known != m_sentences.constEnd() && *known == text) {
        text = *known;
        return;
    }
    if (m_sentences.size() >= kMost)
        m_sentences.clear();
    m_sentences.insert(words, text);
}

} // namespace ui
