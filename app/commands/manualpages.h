// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

#include <vector>

namespace app {

/// A page of the manual.
struct ManualTopic
{
    QString name; ///< what `llm-proxy help` takes: "request-log"
    QString sentence; ///< what the page is about, without a full stop
};

/// Every page, in the order of the manual's index.
[[nodiscard]] const std::vector<ManualTopic> &manualTopics();

/// Returns a page as text for a terminal. Null: there is no such page.
[[nodiscard]] QString manualPage(const QString &topic);

} // namespace app
