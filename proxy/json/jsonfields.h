// SPDX-License-Identifier: LicenseRef-Private
// Tables that map the fields of a JSON object to the members of a struct. One line of a table names
// the field, its member and its kind; writing and reading both use it.
#pragma once

#include "proxy/core/boundednumber.h"
#include "proxy/json/jsonwriter.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <algorithm>
#include <chrono>
#include <span>
#include <type_traits>

namespace proxy {

/// One field of the JSON object of a Record.
template <class Record> struct JsonField
{
    JsonKey name;
    /// Writes name and value; writes nothing when the member has no value.
    void (*write)(JsonWriter &json, const JsonKey &name, const Record &record);
    /// Sets the member from a value, which is undefined when the object lacks the field. nullptr:
    /// the field is not read.
    void (*read)(Record &record, const QJsonValue &value);
};

/// A group of fields in one object.
template <class Record> struct JsonSection
{
    QByteArrayView object; ///< name of the nested object with the fields; empty: the outer object
    bool (*isThere)(const Record &record);
    std::span<const JsonField<Record>> fields;
};

template <class Record>
void writeFields(JsonWriter &json, std::span<const JsonField<Record>> fields, const Record &record)
{
    for (const JsonField<Record> &field : fields)
        field.write(json, field.name, record);
}

template <class Record>
void readFields(Record &record, std::span<const JsonField<Record>> fields, const QJsonObject &from)
{
    for (const JsonField<Record> &field : fields) {
        if (field.read)
            field.read(record, from[QLatin1StringView(field.name.name())]);
    }
}

template <class Record>
void writeSections(JsonWriter &json, std::span<const JsonSection<Record>> sections,
                   const Record &record)
{
    for (const JsonSection<Record> &section : sections) {
        if (!section.isThere(record))
            continue;
        if (!section.object.isEmpty())
            json.key(section.object).beginObject();
        writeFields(json, section.fields, record);
        if (!section.object.isEmpty())
            json.endObject();
    }
}

template <class Record>
void readSections(Record &record, std::span<const JsonSection<Record>> sections,
                  const QJsonObject &from)
{
    for (const JsonSection<Record> &section : sections)
        readFields(record, section.fields,
                   !section.object.isEmpty() ? from[QLatin1StringView(section.object)].toObject()
                                             : from);
}

/// JsonSection::isThere of a section that is always written.
template <class Record> bool isAlwaysThere(const Record & /*record*/)
{
    return true;
}

// The kinds of fields. A Path is a chain of pointers to members, from the record to the value.
namespace jsonfield {

template <class Pointer> struct Member;
template <class Class, class Value> struct Member<Value Class::*>
{
    using Record = Class;
};
template <auto... Path> struct Begin;
template <auto First, auto... Rest> struct Begin<First, Rest...> : Member<decltype(First)>
{ };
template <auto... Path> using RecordOf = typename Begin<Path...>::Record;

/// `record.*First.*Rest…`
template <auto First, auto... Rest> auto &at(auto &record)
{
    if constexpr (sizeof...(Rest) == 0)
        return record.*First;
    else
        return at<Rest...>(record.*First);
}

/// Returns the value whose name() is @p text, or @p fallback.
template <class Values, class Value>
Value named(QByteArrayView text, const Values &values, Value fallback)
{
    const auto found = std::find_if(values.begin(), values.end(),
                                    [text](Value value) { return text == name(value); });
    return found == values.end() ? fallback : *found;
}

/// A QByteArray or QString. It is left out when it is empty.
template <auto... Path> constexpr JsonField<RecordOf<Path...>> text(QByteArrayView name)
{
    using Record = RecordOf<Path...>;
    return {name,
            [](JsonWriter &json, const JsonKey &key, const Record &record) {
                if constexpr (std::is_same_v<decltype(at<Path...>(record)), const QString &>)
                    json.optionalField(key, at<Path...>(record).toUtf8());
                else
                    json.optionalField(key, at<Path...>(record));
            },
            [](Record &record, const QJsonValue &value) {
                if constexpr (std::is_same_v<decltype(at<Path...>(record)), QString &>)
                    at<Path...>(record) = value.toString();
                else
                    at<Path...>(record) = value.toString().toUtf8();
            }};
}

/// A QByteArray or QString that is written even when it is empty.
template <auto... Path> constexpr JsonField<RecordOf<Path...>> fixedText(QByteArrayView name)
{
    using Record = RecordOf<Path...>;
    JsonField<Record> field = text<Path...>(name);
    field.write = [](JsonWriter &json, const JsonKey &key, const Record &record) {
        if constexpr (std::is_same_v<decltype(at<Path...>(record)), const QString &>)
            json.field(key, at<Path...>(record).toUtf8());
        else
            json.field(key, at<Path...>(record));
    };
    return field;
}

/// A non-negative int, qint64 or quint64. An impossible value is read as 0.
template <auto... Path> constexpr JsonField<RecordOf<Path...>> count(QByteArrayView name)
{
    using Record = RecordOf<Path...>;
    return {name,
            [](JsonWriter &json, const JsonKey &key, const Record &record) {
                json.field(key, static_cast<qint64>(at<Path...>(record)));
            },
            [](Record &record, const QJsonValue &value) {
                auto &number = at<Path...>(record);
                if constexpr (std::is_same_v<decltype(number), int &>)
                    number = smallCountOf(value);
                else
                    number = static_cast<std::decay_t<decltype(number)>>(countOf(value));
            }};
}

/// A std::chrono::microseconds, written as a whole number.
template <auto... Path> constexpr JsonField<RecordOf<Path...>> micros(QByteArrayView name)
{
    using Record = RecordOf<Path...>;
    return {name,
            [](JsonWriter &json, const JsonKey &key, const Record &record) {
                json.field(key, qint64 {at<Path...>(record).count()});
            },
            [](Record &record, const QJsonValue &value) {
                at<Path...>(record) = std::chrono::microseconds(countOf(value));
            }};
}

/// A bool. It is left out when it is false.
template <auto... Path> constexpr JsonField<RecordOf<Path...>> flag(QByteArrayView name)
{
    using Record = RecordOf<Path...>;
    return {name,
            [](JsonWriter &json, const JsonKey &key, const Record &record) {
                if (at<Path...>(record))
                    json.key(key).boolean(true);
            },
            [](Record &record, const QJsonValue &value) { at<Path...>(record) = value.toBool(); }};
}

/// One of Values, written as its name(). An unknown name is read as Fallback.
template <auto Fallback, auto Values, auto... Path>
constexpr JsonField<RecordOf<Path...>> word(QByteArrayView name)
{
    using Record = RecordOf<Path...>;
    return {name,
            [](JsonWriter &json, const JsonKey &key, const Record &record) {
                json.field(key, proxy::name(at<Path...>(record)));
            },
            [](Record &record, const QJsonValue &value) {
                at<Path...>(record) = named(value.toString().toUtf8(), Values, Fallback);
            }};
}

} // namespace jsonfield

} // namespace proxy
