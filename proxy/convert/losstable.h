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
    Changed, ///< expressed differently and counted
    Refused, ///< the request is refused with a 400 that names the field
};

/// A feature that the other dialect can't express. A field without a row in the table is dropped
/// and counted under its own name.
struct LossRule
{
    LossDirection direction;
    QByteArrayView name; ///< name in the count, or the refused field
    LossTreatment treatment;
    const char *note; ///< reason, or what it becomes
};

/// Every row. A test checks that resources/manual/upstreams.md lists each.
[[nodiscard]] std::span<const LossRule> lossRules();

/// Refuses @p request when a top-level field has a value and its row is Refused. Fields with
/// defaults are checked elsewhere.
void refuseTabled(JsonValue request, LossDirection direction, ConversionNotes &notes);

} // namespace proxy
