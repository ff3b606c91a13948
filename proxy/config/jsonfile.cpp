// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/jsonfile.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

/// Deeper places get no line of their own; bounds what a hostile nesting costs.
constexpr qsizetype kLongestPath = 200;

/// Walks text that QJsonDocument has accepted, so that it checks no syntax of its own; the
/// depth is bounded by that parser as well (1024).
class LineFinder
{
public:
    LineFinder(const QByteArray &text, JsonFile &file)
        : m_text(text)
        , m_file(file)
    { }

    void value(const QString &path)
    {
        skipSpace();
        if (!path.isEmpty() && path.size() <= kLongestPath)
            note(path);
        switch (peek()) {
        case '{':
            object(path);
            break;
        case '[':
            array(path);
            break;
        case '"':
            string();
            break;
        default:
            while (m_at < m_text.size() && !QByteArrayView(",]} \t\r\n").contains(m_text.at(m_at)))
                ++m_at;
        }
    }

private:
    void object(const QString &path)
    {
        ++m_at;
        for (skipSpace(); peek() == '"'; skipSpace()) {
            const QString key = string();
            skipSpace();
            ++m_at; // the colon
            value(path.isEmpty() ? key : below(path, u'.' + key));
            skipSpace();
            if (peek() == ',')
                ++m_at;
        }
        ++m_at;
    }

    void array(const QString &path)
    {
        ++m_at;
        qsizetype index = 0;
        for (skipSpace(); peek() != ']' && m_at < m_text.size(); skipSpace()) {
            value(below(path, u"[%1]"_s.arg(index++)));
            skipSpace();
            if (peek() == ',')
                ++m_at;
        }
        ++m_at;
    }

    QString string()
    {
        const qsizetype begin = m_at++;
        while (m_at < m_text.size() && peek() != '"')
            m_at += peek() == '\\' ? 2 : 1;
        ++m_at;
        const QByteArray quoted = m_text.mid(begin, m_at - begin);
        return QJsonDocument::fromJson('[' + quoted + ']').array().at(0).toString();
    }

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

    void skipSpace()
    {
        for (; m_at < m_text.size() && QByteArrayView(" \t\r\n").contains(m_text.at(m_at)); ++m_at)
            m_line += m_text.at(m_at) == '\n' ? 1 : 0;
    }

    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text.at(m_at) : '\0'; }

    const QByteArray &m_text;
    JsonFile &m_file;
    qsizetype m_at = 0;
    int m_line = 1;
};

int lineAt(const QByteArray &text, qsizetype offset)
{
    const auto end = text.begin() + std::clamp<qsizetype>(offset, 0, text.size());
    return 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
}

} // namespace

int JsonFile::lineNear(QString path) const
{
    while (!path.isEmpty() && !lines.contains(path))
        path.truncate(std::max(path.lastIndexOf(u'.'), qsizetype {0}));
    return lineOf(path);
}

QByteArray withoutMark(const QByteArray &content)
{
    return content.startsWith("\xEF\xBB\xBF") ? content.mid(3) : content;
}

JsonFile parseJsonFile(const QByteArray &content)
{
    const QByteArray text = withoutMark(content);
    JsonFile file;
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError) {
        file.fault = {u"is not JSON: "_s + error.errorString(), lineAt(text, error.offset)};
        return file;
    }
    if (!document.isObject()) {
        file.fault = {u"holds no JSON object"_s, 1};
        return file;
    }
    file.root = document.object();
    LineFinder(text, file).value({});
    return file;
}

} // namespace proxy
