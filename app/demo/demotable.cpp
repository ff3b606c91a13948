// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/demotable.h"

#include "proxy/core/terminalsafe.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace app {

namespace {

using namespace Qt::StringLiterals;

struct Column
{
    const char *title;
    int width; ///< negative: to the right
};

constexpr std::array<Column, 10> kColumns {{
    {"request", 39},
    {"requested model", 27},
    {"selected model", 26},
    {"difficulty", 10},
    {"why", 24},
    {"route ms", -8},
    {"1st byte", -8},
    {"chunks", -6},
    {"status", -7},
    {"verdict", 7},
}};

QString line(const std::array<QString, kColumns.size()> &cells)
{
    QString text;
    for (size_t i = 0; i < cells.size(); ++i) {
        const Column &column = kColumns.at(i);
        text += column.width < 0 ? cells.at(i).rightJustified(-column.width)
                                 : cells.at(i).leftJustified(column.width);
        text += u"  "_s;
    }
    return text.trimmed() + u'\n';
}

QString orDash(const QByteArray &text)
{
    return text.isEmpty() ? u"-"_s : proxy::terminalSafe(text);
}

QString statusText(const DemoRow &row)
{
    const QString status = QString::number(row.status);
    return row.end.isEmpty() ? status : status + u' ' + proxy::terminalSafe(row.end);
}

QJsonObject toJson(const DemoRow &row)
{
    const auto text = [](const QByteArray &bytes) -> QJsonValue {
        return bytes.isEmpty() ? QJsonValue() : QJsonValue(QString::fromUtf8(bytes));
    };
    return {{u"request"_s, text(row.name)},
            {u"requestedModel"_s, text(row.requested)},
            {u"selectedModel"_s, text(row.selected)},
            {u"difficulty"_s, text(row.difficulty)},
            {u"routing"_s, text(row.why)},
            {u"routingMs"_s,
             row.routingMs.isEmpty() ? QJsonValue() : QJsonValue(row.routingMs.toInt())},
            {u"firstByteMs"_s, row.firstByteMs < 0 ? QJsonValue() : QJsonValue(row.firstByteMs)},
            {u"chunks"_s, row.chunks},
            {u"status"_s, row.status},
            {u"cut"_s, !row.end.isEmpty()},
            {u"ok"_s, row.problems.isEmpty()},
            {u"problems"_s, QJsonArray::fromStringList(row.problems)}};
}

} // namespace

DemoTable::DemoTable(QTextStream &out, bool json)
    : m_out(out)
    , m_json(json)
{ }

void DemoTable::printHeading()
{
    if (m_json)
        return;
    std::array<QString, kColumns.size()> titles;
    for (size_t i = 0; i < titles.size(); ++i)
        titles.at(i) = QLatin1StringView(kColumns.at(i).title);
    m_out << line(titles);
    m_out.flush();
}

void DemoTable::print(const DemoRow &row)
{
    ++m_rows;
    m_failed += row.problems.isEmpty() ? 0 : 1;
    if (m_json) {
        m_out << proxy::terminalSafe(QJsonDocument(toJson(row)).toJson(QJsonDocument::Compact))
              << '\n';
        m_out.flush();
        return;
    }
    m_out << line({proxy::terminalSafe(row.name), orDash(row.requested), orDash(row.selected),
                   orDash(row.difficulty), orDash(row.why), orDash(row.routingMs),
                   row.firstByteMs < 0 ? u"-"_s : QString::number(row.firstByteMs, 'f', 1),
                   row.chunks == 0 ? u"-"_s : QString::number(row.chunks), statusText(row),
                   row.problems.isEmpty() ? u"ok"_s : u"WRONG"_s});
    for (const QString &problem : row.problems)
        m_out << "    " << proxy::terminalSafe(problem) << '\n';
    m_out.flush();
}

int DemoTable::finish()
{
    if (m_json) {
        const QJsonObject summary {{u"rows"_s, m_rows}, {u"wrong"_s, m_failed}};
        m_out << QJsonDocument(summary).toJson(QJsonDocument::Compact) << '\n';
    } else {
        m_out << '\n' << m_rows << " rows, " << m_failed << " wrong\n";
    }
    m_out.flush();
    return m_failed == 0 && m_rows > 0 ? 0 : 1;
}

} // namespace app
