// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/fieldreader.h"

namespace proxy {

FieldReader::FieldReader(JsonValue object, ConversionNotes &notes, QByteArrayView place)
    : m_object(object)
    , m_notes(notes)
    , m_place(place)
{ }

JsonValue FieldReader::take(QByteArrayView name)
{
    Q_ASSERT(m_knownCount < kMaxKnown);
    m_known.at(m_knownCount++) = name;
    const JsonValue value = m_object[name];
    if (value.isNothing())
        return {};
    ++m_found;
    return value;
}

JsonValue FieldReader::takeString(QByteArrayView name)
{
    return takeTyped(name, JsonType::String, Text::english("a string"));
}

JsonValue FieldReader::takeArray(QByteArrayView name)
{
    return takeTyped(name, JsonType::Array, Text::english("an array"));
}

JsonValue FieldReader::takeObject(QByteArrayView name)
{
    return takeTyped(name, JsonType::Object, Text::english("an object"));
}

JsonValue FieldReader::takeNumber(QByteArrayView name)
{
    return takeTyped(name, JsonType::Number, Text::english("a number"));
}

bool FieldReader::takeFlag(QByteArrayView name)
{
    const JsonValue value = take(name);
    if (value && value.type() != JsonType::True && value.type() != JsonType::False)
        m_notes.refuse(name, Text::english("must be true or false"));
    return value.isTrue();
}

JsonValue FieldReader::needString(QByteArrayView name)
{
    const JsonValue value = takeString(name);
    if (!value)
        m_notes.refuse(name, Text::english("a string is required"));
    return value;
}

void FieldReader::ignore(std::initializer_list<QByteArrayView> names)
{
    for (const QByteArrayView name : names)
        take(name);
}

void FieldReader::drop(QByteArrayView name, QByteArrayView lossName)
{
    if (take(name))
        m_notes.lose(lossName);
}

void FieldReader::loseRest()
{
    int repeated = -m_found;
    for (JsonValue member = m_object.first(); member; member = member.next()) {
        if (member.isNothing())
            continue;
        if (isKnown(member.key())) {
            ++repeated;
            continue;
        }
        const QByteArray name = member.key().text();
        m_notes.lose(m_place.isEmpty() ? name : m_place.toByteArray() + '.' + name);
    }
    if (repeated > 0)
        m_notes.lose("repeated-field", repeated);
}

JsonValue FieldReader::takeTyped(QByteArrayView name, JsonType type, const Text &what)
{
    const JsonValue value = take(name);
    if (!value || value.type() == type)
        return value;
    m_notes.refuse(name, Text::english("must be %1", {what}));
    return {};
}

bool FieldReader::isKnown(JsonValue key) const
{
    for (size_t i = 0; i < m_knownCount; ++i) {
        if (key.is(m_known.at(i)))
            return true;
    }
    return false;
}

} // namespace proxy
