// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QByteArray>
#include <QJsonObject>

#include <vector>

namespace proxy {

/// The translatable sentences of an exchange. A row of the request log has them in English. An
/// event of the event stream also has them as values, so that the window of another process can
/// translate them. Copies share the texts.
struct Sentences
{
    Text error = {};
    Text firstDifference = {};
    /// One for each step of the trace; empty when no step has a sentence.
    std::vector<Text> trace = {};
};

/// The name of the event's field that holds the sentences.
inline constexpr char kSaidField[] = "said";

[[nodiscard]] Sentences sentencesOf(const Exchange &exchange);

/// Adds that field to @p row, which must end in a closing brace. Adds nothing when nothing can be
/// translated.
void appendSentences(QByteArray &row, const Sentences &sentences);

/// Appends the row of @p exchange with that field.
void appendExchangeEvent(QByteArray &out, const Exchange &exchange);

/// Replaces the English texts of @p exchange by the translatable sentences of @p event.
void takeSentences(Exchange &exchange, const QJsonObject &event);

} // namespace proxy
