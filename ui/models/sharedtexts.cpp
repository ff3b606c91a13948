// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/sharedtexts.h"

namespace ui {

namespace {

/// Texts come from outside: beyond this many, sharing begins anew.
constexpr qsizetype kMost = 20000;
/// Longer ones are hardly ever said twice.
constexpr qsizetype kLongest = 256;

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
    for (proxy::TraceStep &step : decision.trace) {
        share(step.step);
        share(step.result);
        share(step.detail);
    }
    decision.trace.shrink_to_fit();
    exchange.sideUsage.shrink_to_fit();
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
