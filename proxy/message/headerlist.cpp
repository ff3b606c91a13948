// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/headerlist.h"

#include <algorithm>

namespace proxy {

HeaderList::HeaderList(QByteArray backing, qsizetype expected)
    : m_backing(std::move(backing))
{
    m_fields.reserve(expected);
}

void HeaderList::append(QByteArray name, QByteArray value)
{
    m_sizes |= sizeBit(name);
    m_fields.push_back({std::move(name), std::move(value)});
}

void HeaderList::appendShared(QByteArrayView name, QByteArrayView value)
{
    m_sizes |= sizeBit(name);
    m_fields.push_back({QByteArray::fromRawData(name.data(), name.size()),
                        QByteArray::fromRawData(value.data(), value.size())});
}

void HeaderList::set(QByteArrayView name, QByteArray value)
{
    const auto isNamed = [name](const Entry &entry) {
        return equalsIgnoringCase(entry.name, name);
    };
    const auto found = std::find_if(m_fields.begin(), m_fields.end(), isNamed);
    if (found == m_fields.end()) {
        append(name.toByteArray(), std::move(value));
        return;
    }
    found->value = std::move(value);
    m_fields.erase(std::remove_if(std::next(found), m_fields.end(), isNamed), m_fields.end());
}

void HeaderList::replaceAt(size_t index, QByteArray name, QByteArray value)
{
    m_sizes |= sizeBit(name);
    m_fields[static_cast<qsizetype>(index)] = {std::move(name), std::move(value)};
}

void HeaderList::removeAll(QByteArrayView name)
{
    if (mayHave(name))
        m_fields.removeIf(
            [name](const Entry &entry) { return equalsIgnoringCase(entry.name, name); });
}

void HeaderList::removeAt(size_t index)
{
    m_fields.removeAt(static_cast<qsizetype>(index));
}

bool HeaderList::contains(QByteArrayView name) const
{
    return first(name).has_value();
}

int HeaderList::count(QByteArrayView name) const
{
    if (!mayHave(name))
        return 0;
    return static_cast<int>(
        std::count_if(m_fields.begin(), m_fields.end(),
                      [name](const Entry &entry) { return equalsIgnoringCase(entry.name, name); }));
}

std::optional<QByteArrayView> HeaderList::first(QByteArrayView name) const
{
    if (!mayHave(name))
        return std::nullopt;
    for (const Entry &entry : m_fields) {
        if (equalsIgnoringCase(entry.name, name))
            return QByteArrayView(entry.value);
    }
    return std::nullopt;
}

std::vector<QByteArrayView> HeaderList::all(QByteArrayView name) const
{
    std::vector<QByteArrayView> values;
    if (!mayHave(name))
        return values;
    for (const Entry &entry : m_fields) {
        if (equalsIgnoringCase(entry.name, name))
            values.emplace_back(entry.value);
    }
    return values;
}

bool HeaderList::hasToken(QByteArrayView name, QByteArrayView token) const
{
    if (!mayHave(name))
        return false;
    for (const Entry &entry : m_fields) {
        if (!equalsIgnoringCase(entry.name, name))
            continue;
        for (const QByteArrayView member : listMembers(entry.value)) {
            if (equalsIgnoringCase(member, token))
                return true;
        }
    }
    return false;
}

qsizetype HeaderList::wireSize() const
{
    qsizetype size = 0;
    for (const Entry &entry : m_fields)
        size += entry.name.size() + entry.value.size() + 4;
    return size;
}

void HeaderList::appendTo(QByteArray &out) const
{
    const qsizetype begin = out.size();
    out.resize(begin + wireSize());
    [[maybe_unused]] const char *end = writeTo(out.data() + begin);
    Q_ASSERT(end == out.constEnd());
}

char *HeaderList::writeTo(char *to) const
{
    const auto put = [&to](QByteArrayView text) { to = std::copy(text.begin(), text.end(), to); };
    for (const Entry &entry : m_fields) {
        put(entry.name);
        put(": ");
        put(entry.value);
        put("\r\n");
    }
    return to;
}

std::vector<QByteArrayView> listMembers(QByteArrayView value)
{
    std::vector<QByteArrayView> members;
    qsizetype start = 0;
    while (start <= value.size()) {
        qsizetype comma = value.indexOf(',', start);
        if (comma < 0)
            comma = value.size();
        const QByteArrayView member = value.sliced(start, comma - start).trimmed();
        if (!member.isEmpty())
            members.push_back(member);
        start = comma + 1;
    }
    return members;
}

} // namespace proxy
