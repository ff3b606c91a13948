// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>
#include <QString>

#include <tl/expected.hpp>

namespace proxy {

class JsonValue;

/// Why a text is not a JSON object.
struct JsonFault
{
    Text what; ///< a sentence that names the byte
    qsizetype at = 0; ///< byte of the text
};

/// Parses a small text, such as a table or a settings file, to Qt's object. JsonTree checks the
/// grammar. A byte order mark is accepted, because editors write one. The last member of a repeated
/// name counts.
[[nodiscard]] tl::expected<QJsonObject, JsonFault> readJsonObject(QByteArrayView text);

/// Converts @p value to Qt's value; undefined for a missing one. A whole number that fits stays
/// exact. A number that a double can't hold becomes its text, so a reader finds no number there.
[[nodiscard]] QJsonValue qtValue(const JsonValue &value);

/// Returns Qt's value as JSON text without white space.
[[nodiscard]] QByteArray compactJson(const QJsonValue &value);

/// Returns the text without a byte order mark at its beginning.
[[nodiscard]] QByteArrayView withoutMark(QByteArrayView text);

} // namespace proxy
