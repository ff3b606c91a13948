// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>
#include <QString>

#include <tl/expected.hpp>

namespace proxy {

class JsonValue;

/// Why a text is no JSON object.
struct JsonFault
{
    Said what; ///< names the byte too
    qsizetype at = 0; ///< byte
};

/// The object that @p text is, as Qt's value, for tables, settings and other small texts that are
/// read member by member. JsonTree's grammar decides; a byte order mark before the object is passed
/// over, because editors write one. The last member of a name counts.
[[nodiscard]] tl::expected<QJsonObject, JsonFault> readJsonObject(QByteArrayView text);

/// @p value as Qt's; undefined for a missing one. Whole numbers that fit stay exact; a number
/// that a double can't hold is its text, so that who asks for a number finds none.
[[nodiscard]] QJsonValue qtValue(const JsonValue &value);

/// Qt's value as JSON text without white space.
[[nodiscard]] QByteArray compactJson(const QJsonValue &value);

/// The text without its byte order mark.
[[nodiscard]] QByteArrayView withoutMark(QByteArrayView text);

} // namespace proxy
