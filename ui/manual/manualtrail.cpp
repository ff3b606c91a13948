// SPDX-License-Identifier: LicenseRef-Private
#include "ui/manual/manualtrail.h"

namespace ui {

namespace {

constexpr size_t kMaxSteps = 200;

} // namespace

void ManualTrail::visit(const proxy::ManualPlace &place)
{
    if (!m_steps.empty() && m_steps[m_at].place == place)
        return;
    if (!m_steps.empty())
        m_steps.resize(m_at + 1);
    if (m_steps.size() == kMaxSteps)
        m_steps.erase(m_steps.begin());
    m_steps.push_back({place});
    m_at = m_steps.size() - 1;
}

void ManualTrail::remember(int scroll)
{
    if (!m_steps.empty())
        m_steps[m_at].scroll = scroll;
}

std::optional<ManualTrail::Step> ManualTrail::goBack()
{
    return canGoBack() ? std::optional(m_steps[--m_at]) : std::nullopt;
}

std::optional<ManualTrail::Step> ManualTrail::goForward()
{
    return canGoForward() ? std::optional(m_steps[++m_at]) : std::nullopt;
}

} // namespace ui
