// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/noticeteller.h"

#include "ui/tray/trayicon.h"

#include <QDateTime>

namespace ui {

NoticeTeller::NoticeTeller(ProxySource &source, TrayIcon &tray, QObject *parent)
    : QObject(parent)
    , m_tray(tray)
{
    connect(&source, &ProxySource::statusChanged, this, [this](const proxy::ServiceStatus &status) {
        tell(m_notifier.take(status, QDateTime::currentMSecsSinceEpoch()));
    });
    connect(&source, &ProxySource::exchangesArrived, this,
            [this](const std::vector<proxy::Exchange> &exchanges) {
                tell(m_notifier.take(exchanges, QDateTime::currentMSecsSinceEpoch()));
            });
}

void NoticeTeller::tell(const std::vector<Notice> &notices)
{
    for (const Notice &notice : notices)
        m_tray.notify(notice.title, notice.text,
                      notice.isProblem ? QSystemTrayIcon::Warning : QSystemTrayIcon::Information);
}

} // namespace ui
