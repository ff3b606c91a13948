// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

#include <array>
#include <initializer_list>

namespace proxy {

/// Reads one JSON object field by field and counts what nobody asked for, so that nothing is lost
/// without a name. A null counts as absent; of a repeated field the last one counts. A field of the
/// wrong type is refused and read as absent. @p place names the kind of object in the losses:
/// "tools" gives "tools.<field>"; empty for the message itself.
class FieldReader final
{
public:
    FieldReader(JsonValue object, ConversionNotes &notes, QByteArrayView place);
    Q_DISABLE_COPY_MOVE(FieldReader)

    /// Whatever stands there. @p name must be a literal, here and below.
    JsonValue take(QByteArrayView name);
    JsonValue takeString(QByteArrayView name);
    JsonValue takeArray(QByteArrayView name);
    JsonValue takeObject(QByteArrayView name);
    JsonValue takeNumber(QByteArrayView name);
    /// True when it is there and true.
    bool takeFlag(QByteArrayView name);
    /// Like takeString(), and refuses when it is missing.
    JsonValue needString(QByteArrayView name);
    /// Fields that carry nothing the other dialect would need to be told.
    void ignore(std::initializer_list<QByteArrayView> names);
    /// Counts it as @p lossName when it is there.
    void drop(QByteArrayView name, QByteArrayView lossName);
    /// Counts every field that was not asked for. The last call.
    void loseRest();

private:
    JsonValue takeTyped(QByteArrayView name, JsonType type, const Said &what);
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
