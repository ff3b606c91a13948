// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

#include <array>
#include <initializer_list>

namespace proxy {

/// Reads a JSON object field by field and counts every field that was not read as a loss. A null
/// counts as absent; the last one of a repeated field counts. A field of the wrong type is refused
/// and read as absent. @p place names the object in the losses: "tools" gives "tools.<field>";
/// empty for the message itself.
class FieldReader final
{
public:
    FieldReader(JsonValue object, ConversionNotes &notes, QByteArrayView place);
    Q_DISABLE_COPY_MOVE(FieldReader)

    /// Returns the value of a field of any type. @p name must be a literal, here and below.
    JsonValue take(QByteArrayView name);
    JsonValue takeString(QByteArrayView name);
    JsonValue takeArray(QByteArrayView name);
    JsonValue takeObject(QByteArrayView name);
    JsonValue takeNumber(QByteArrayView name);
    /// Returns whether the field is true.
    bool takeFlag(QByteArrayView name);
    /// Returns a string like takeString(), and refuses the message when it is missing.
    JsonValue needString(QByteArrayView name);
    /// Ignores fields that mean nothing in the other dialect.
    void ignore(std::initializer_list<QByteArrayView> names);
    /// Counts the field as the loss @p lossName if it is present.
    void drop(QByteArrayView name, QByteArrayView lossName);
    /// Counts every field that was not read. Call it last.
    void loseRest();

private:
    JsonValue takeTyped(QByteArrayView name, JsonType type, const Text &what);
    [[nodiscard]] bool isKnown(JsonValue key) const;

    static constexpr size_t kMaxKnown = 40;

    JsonValue m_object;
    ConversionNotes &m_notes;
    QByteArrayView m_place;
    std::array<QByteArrayView, kMaxKnown> m_known;
    size_t m_knownCount = 0;
    int m_found = 0;
};

} // namespace proxy
