// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QByteArray>
#include <QJsonObject>

#include <vector>

namespace proxy {

/// What an exchange says to people. A row has it in English; an event of the stream has it once
/// more, as values, so that a window of another process can translate it. Copies share the texts.
struct Sentences
{
    Said error = {};
    Said firstDifference = {};
    std::vector<Said> trace = {}; ///< of each step; empty where no step has a sentence
};

/// The field of an event that holds them.
inline constexpr char kSaidField[] = "said";

[[nodiscard]] Sentences sentencesOf(const Exchange &exchange);

/// Adds the field to a row, which ends in a brace. Adds nothing where there is nothing to
/// translate.
void appendSentences(QByteArray &row, const Sentences &sentences);

/// Appends the row of @p exchange with the field.
void appendExchangeEvent(QByteArray &out, const Exchange &exchange);

/// Puts the sentences of @p event in the place of the English texts that @p exchange was read with.
void takeSentences(Exchange &exchange, const QJsonObject &event);

} // namespace proxy
