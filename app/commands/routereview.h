// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/replay/routereview.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace app {

/// Returns the review of logged requests, with what the person said of them.
[[nodiscard]] proxy::RouteReview reviewed(const std::vector<proxy::LoggedRequest> &requests,
                                          QHash<QByteArray, proxy::Difficulty> said);

/// Returns the review for people: labels, limits of the score, agreement with Morph.
[[nodiscard]] QString reviewText(const proxy::RouteReview &review);
[[nodiscard]] QByteArray reviewJson(const proxy::RouteReview &review);

} // namespace app
