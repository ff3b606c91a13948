// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/exchange/exchange.h"
#include "ui/requests/textsreader.h"

#include <QByteArray>
#include <QJsonArray>

#include <memory>
#include <optional>
#include <vector>

namespace ui {

/// One exchange with what the proxy keeps of it.
struct WholeExchange
{
    proxy::Exchange exchange;
    QJsonArray requestHeaders = {}; ///< pairs of name and value, masked
    QJsonArray answerHeaders = {};
    std::optional<ExchangeBodies> bodies = std::nullopt;
};

/// Returns an HTTP archive, version 1.2. Each entry has the row of the request log as `_llmProxy`.
/// @p baseUrl stands before each target. Pure.
[[nodiscard]] QByteArray harOf(const std::vector<WholeExchange> &exchanges, const QString &baseUrl);
/// Returns JSON: `{"schema":"llm-proxy-export-v1","holds":"…","requests":[{"row":{…},
/// "request":"…","answer":"…"}]}`. Pure.
[[nodiscard]] QByteArray jsonOf(const std::vector<WholeExchange> &exchanges);

/// What a file holds that was opened to look at.
struct OpenedRequests
{
    std::vector<proxy::Exchange> rows; ///< oldest first
    std::shared_ptr<TextsReader::File> bodies;
};

inline constexpr qint64 kLargestFile = 256LL * 1024 * 1024;
inline constexpr size_t kMostOpened = 100000;

/// Reads an HTTP archive, of this program or another one, an export of this program, or lines of a
/// request log. At most kMostOpened requests are read. Pure.
[[nodiscard]] proxy::Result<OpenedRequests> openedRequests(const QByteArray &file);

} // namespace ui
