// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/manual/manual.h"

#include <optional>
#include <vector>

namespace ui {

/// The places that were visited, for "back" and "forward". A value.
class ManualTrail final
{
public:
    /// The reader went to @p place. Nothing lies ahead of it any more.
    void visit(const proxy::ManualPlace &place);
    /// Where the reader had come to when the shown place was left, in pixels.
    void remember(int scroll);

    [[nodiscard]] bool canGoBack() const { return m_at > 0; }
    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_steps.size(); }

    struct Step
    {
        proxy::ManualPlace place;
        int scroll = -1; ///< less than 0: not left yet, its section is shown
    };
    /// Goes back or forward by one; nullopt: there is no such step.
    [[nodiscard]] std::optional<Step> goBack();
    [[nodiscard]] std::optional<Step> goForward();

private:
    std::vector<Step> m_steps;
    size_t m_at = 0;
};

} // namespace ui
