// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/memorybudget.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

namespace proxy {

/// The settings of a conversion.
struct ConversionSettings
{
    QByteArray basePath; ///< path of UPSTREAM_URL without trailing slash, as in UpstreamAccess
    qint64 defaultMaxTokens = 8192; ///< Anthropic demands a limit; where a client gives none
    QByteArray answerId = {}; ///< for an answer that has no id; no other answer's, plain letters
    qint64 nowSeconds = 0; ///< Unix time, for answers that are dated
    ModelTable models = {}; ///< what the model takes that the request names
    /// Returns whether a system text differs in each request and is useless for another maker's
    /// server; null: none is known. Called on the converting thread.
    std::function<bool(QByteArrayView)> isVolatileSystemText = {};
    MemoryBudget *answers = nullptr; ///< for answers that are held to be converted; null: no limit
    bool passesReasoning = true; ///< reasoning_content of earlier turns goes to OpenAI upstreams
};

} // namespace proxy
