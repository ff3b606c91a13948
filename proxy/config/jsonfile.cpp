// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/jsonfile.h"

#include "proxy/json/jsonobject.h"
#include "proxy/json/jsontree.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

/// Deeper places get no line of their own; bounds what a hostile nesting costs.
constexpr qsizetype kLongestPath = 200;

/// Notes the line of every value; the depth is bounded by the tree's.
class LineFinder
{
public:
    LineFinder(QByteArrayView text, JsonFile &file)
        : m_at(text.begin())
        , m_file(file)
    { }

    /// Values come in the order of the text.
    void read(const QString &path, JsonValue value)
    {
        const char *begin = value.raw().begin();
        m_line += static_cast<int>(std::count(m_at, begin, '\n'));
        m_at = begin;
        if (!path.isEmpty() && path.size() <= kLongestPath)
            note(path);
        qsizetype index = 0;
        for (JsonValue inner = value.first(); inner; inner = inner.next()) {
            const QString name = QString::fromUtf8(inner.key().text());
            read(value.isArray()  ? below(path, u"[%1]"_s.arg(index++))
                 : path.isEmpty() ? name
                                  : below(path, u'.' + name),
                 inner);
        }
    }

private:
    static QString below(const QString &path, const QString &step)
    {
        return path.size() > kLongestPath ? path : path + step;
    }

    void note(const QString &path)
    {
        if (m_file.lines.contains(path))
            m_file.repeated.append(path);
        m_file.lines.insert(path, m_line);
    }

    const char *m_at;
    JsonFile &m_file;
    int m_line = 1;
};

int lineAt(QByteArrayView text, qsizetype offset)
{
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + offset, '\n'));
}

} // namespace

int JsonFile::lineNear(QString path) const
{
    while (!path.isEmpty() && !lines.contains(path))
        path.truncate(std::max(path.lastIndexOf(u'.'), qsizetype {0}));
    return lineOf(path);
}

JsonFile parseJsonFile(const QByteArray &content)
{
    const QByteArrayView text = withoutMark(content);
    JsonFile file;
    JsonTree tree;
    if (!tree.parse(text)) {
        file.fault = {Text::english("is not JSON: %1", {tree.error()}),
                      lineAt(text, tree.errorAt())};
        return file;
    }
    if (!tree.root().isObject()) {
        file.fault = {Text::english("holds no JSON object"), 1};
        return file;
    }
    file.root = qtValue(tree.root()).toObject();
    LineFinder(text, file).read({}, tree.root());
    return file;
}

} // namespace proxy
