// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/tomledit.h"

namespace ui {

namespace {

QByteArrayList splitLines(const QByteArray &text)
{
    QByteArrayList lines = text.split('\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

QByteArray joined(const QByteArrayList &lines)
{
    return lines.join('\n') + '\n';
}

bool isHeader(const QByteArray &line)
{
    return line.trimmed().startsWith('[');
}

bool assigns(const QByteArray &line, const QByteArray &key)
{
    const qsizetype equals = line.indexOf('=');
    QByteArray name = line.left(equals).trimmed();
    if (name.startsWith("export "))
        name = name.mid(7).trimmed();
    return equals > 0 && name == key;
}

/// Whether a value over several lines ("""…""" or '''…''') is open after @p line.
void followMultiline(const QByteArray &line, QByteArray &open)
{
    for (const char *mark : {R"(""")", "'''"}) {
        if (!open.isEmpty() && open != mark)
            continue;
        if (line.count(mark) % 2 == 1)
            open = open.isEmpty() ? QByteArray(mark) : QByteArray();
    }
}

} // namespace

QByteArray withTomlRootValue(const QByteArray &text, const QByteArray &key, const QByteArray &value)
{
    QByteArrayList lines = splitLines(text);
    const QByteArray line = key + " = " + value;
    QByteArray open;
    for (qsizetype at = 0; at < lines.size(); ++at) {
        const bool isInside = !open.isEmpty();
        followMultiline(lines[at], open);
        if (isInside)
            continue;
        if (isHeader(lines[at]))
            break;
        if (assigns(lines[at], key)) {
            lines[at] = line;
            return joined(lines);
        }
    }
    lines.prepend(line);
    return joined(lines);
}

QByteArray withTomlTable(const QByteArray &text, const QByteArray &name,
                         const QByteArrayList &fresh)
{
    QByteArrayList lines = splitLines(text);
    const QByteArray header = '[' + name + ']';
    QByteArray open;
    for (qsizetype at = 0; at < lines.size(); ++at) {
        const bool isInside = !open.isEmpty();
        followMultiline(lines[at], open);
        // A comment may follow the header.
        const QByteArray start = lines[at].left(lines[at].indexOf(']') + 1).trimmed();
        if (isInside || start != header)
            continue;
        qsizetype end = at + 1;
        while (end < lines.size() && !isHeader(lines[end]))
            ++end;
        // What stands between two tables belongs to the next one's eye.
        while (end > at + 1 && lines[end - 1].trimmed().isEmpty())
            --end;
        lines.remove(at + 1, end - at - 1);
        for (qsizetype line = 0; line < fresh.size(); ++line)
            lines.insert(at + 1 + line, fresh[line]);
        return joined(lines);
    }
    if (!lines.isEmpty())
        lines << QByteArray();
    return joined(lines + QByteArrayList {header} + fresh);
}

QByteArray withAssignment(const QByteArray &text, const QByteArray &key, const QByteArray &value)
{
    QByteArrayList lines = splitLines(text);
    for (QByteArray &line : lines) {
        if (!assigns(line, key))
            continue;
        line = key + '=' + value;
        return joined(lines);
    }
    return joined(lines + QByteArrayList {key + '=' + value});
}

} // namespace ui
