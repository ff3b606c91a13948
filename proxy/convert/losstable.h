// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

#include <QByteArrayView>

#include <span>

namespace proxy {

enum class LossDirection { RequestToOpenAi, RequestToAnthropic, AnswerToAnthropic, AnswerToOpenAi };

enum class LossTreatment {
    Dropped, ///< left out and counted
    Changed, ///< said differently and counted
    Refused, ///< 400 that names the field
};

/// One thing that the other dialect has no words for. Fields that no row names are dropped and
/// counted under their own name.
struct LossRule
{
    LossDirection direction;
    QByteArrayView name; ///< as counted, or the refused field
    LossTreatment treatment;
    const char *note; ///< why, or what becomes of it
};

/// All of them. The README's tables name each, as a test sees to it.
[[nodiscard]] std::span<const LossRule> lossRules();

/// Refuses @p request where it says something in a top-level field whose row is Refused and whose
/// value alone decides (no default to consider).
void refuseTabled(JsonValue request, LossDirection direction, ConversionNotes &notes);

} // namespace proxy
