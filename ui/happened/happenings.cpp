// SPDX-License-Identifier: LicenseRef-Private
#include "ui/happened/happenings.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

const QString kKey = u"window/happened"_s;

} // namespace

Happenings::Happenings(QObject *parent)
    : QObject(parent)
{
    const QJsonArray kept =
        QJsonDocument::fromJson(QSettings().value(kKey).toByteArray()).array();
    for (const QJsonValue each : kept) {
        if (m_all.size() == kMost)
            break;
        m_all.push_back({.atMs = each["at"_L1].toInteger(),
                         .title = each["title"_L1].toString(),
                         .text = each["text"_L1].toString(),
                         .isProblem = each["problem"_L1].toBool(),
                         .isSeen = each["seen"_L1].toBool()});
    }
}

int Happenings::unseen() const
{
    return static_cast<int>(std::count_if(m_all.begin(), m_all.end(),
                                          [](const Happening &each) { return !each.isSeen; }));
}

void Happenings::add(Happening happening)
{
    m_all.push_front(std::move(happening));
    if (m_all.size() > kMost)
        m_all.pop_back();
    keep();
}

void Happenings::acknowledge(size_t index)
{
    if (index >= m_all.size())
        return;
    m_all[index].isSeen = true;
    keep();
}

void Happenings::acknowledgeAll()
{
    for (Happening &each : m_all)
        each.isSeen = true;
    keep();
}

void Happenings::clear()
{
    m_all.clear();
    keep();
}

void Happenings::keep()
{
    QJsonArray kept;
    for (const Happening &each : m_all)
        kept << QJsonObject {{u"at"_s, each.atMs},
                             {u"title"_s, each.title},
                             {u"text"_s, each.text},
                             {u"problem"_s, each.isProblem},
                             {u"seen"_s, each.isSeen}};
    QSettings().setValue(kKey, QJsonDocument(kept).toJson(QJsonDocument::Compact));
    Q_EMIT changed();
}

} // namespace ui
